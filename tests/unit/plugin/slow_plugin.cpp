// Says on which thread it is called, and stays in its handler until a file is there.
#include <turnout/plugin.hpp>

#include <pthread.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

namespace {

class slow final : public turnout::plugin {
public:
    explicit slow(const turnout::host& host) : plugin(host), gate_(config<std::string>("gate", "")) {
        tell("constructor");
        on_any([this](const turnout::any_event&, const turnout::context& context) {
            context.log().info("waiting");
            const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{30};
            while (!std::filesystem::exists(gate_) && std::chrono::steady_clock::now() < end) {
                std::this_thread::sleep_for(std::chrono::milliseconds{2});
            }
        });
    }

    slow(const slow&) = delete;
    slow& operator=(const slow&) = delete;

    ~slow() override { tell("destructor"); }

    void start() override { tell("start"); }

    void stop() override { tell("stop"); }

private:
    void tell(std::string_view call) const {
        std::array<char, 16> name{};
        ::pthread_getname_np(::pthread_self(), name.data(), name.size());
        log().info("{} on {}", call, name.data());
    }

    std::string gate_;
};

} // namespace

TURNOUT_PLUGIN(slow, "test.slow", "1.0", turnout::any_event);
