// Defers every event and keeps it. Its stop() notes "kept MESSAGE_ID" for each, as the event says then.
#include <turnout/plugin.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

struct keeper final : turnout::plugin {
    static constexpr unsigned max_concurrency = 0;
    static constexpr turnout::setting settings[] = {{"path", "file of what was done"}};

    explicit keeper(const turnout::host& host)
        : plugin(host),
          file_(open(config<std::string>("path").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
        if (file_ < 0) throw std::runtime_error("cannot open its file");
        on_any([this](const turnout::any_event&, turnout::context& context) {
            const std::lock_guard lock{mutex_};
            kept_.push_back(context.defer());
        });
    }

    ~keeper() override { close(file_); }

    void stop() override {
        const std::lock_guard lock{mutex_};
        for (auto& one : kept_) {
            const auto line = std::string{"kept "}.append(one.event().message_id()) + "\n";
            if (write(file_, line.data(), line.size()) < 0) log().error("cannot write");
            if (one.answer(turnout::verdict::ok())) log().error("answered what is another one's");
        }
        kept_.clear();
    }

private:
    int file_;
    std::mutex mutex_;
    std::vector<turnout::deferred> kept_;
};

TURNOUT_PLUGIN(keeper, "test.keeper", "1.0.0", turnout::any_event);
