// A plugin in C++ that does what the event, or its setting `mood`, tells it.
#include <turnout/plugin.hpp>

#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace abi {

struct order {
    static constexpr std::string_view event_type = "test.order";
    static constexpr std::string_view event_version = "1";

    std::string_view action;
    std::int64_t number = 0;

    static constexpr auto fields() {
        return std::tuple{turnout::field{"action", &order::action}, turnout::field{"number", &order::number}};
    }
};

struct undeclared : order {
    static constexpr std::string_view event_type = "test.undeclared";
};

class moods final : public turnout::plugin {
public:
    static constexpr unsigned max_concurrency = 3;

    explicit moods(const turnout::host& host) : plugin(host), mood_(config<std::string>("mood", "good")) {
        if (mood_ == "throws in its constructor") throw std::runtime_error("a bad day");
        if (mood_ == "throws an int in its constructor") throw 5;
        if (mood_ == "wants a number") static_cast<void>(config<int>("number"));
        if (mood_ == "handles what it does not declare") on<undeclared>([](const undeclared&) {});
        if (mood_ != "declares what it does not handle") {
            on<order>([this](const order& event, turnout::context& context) { return obey(event, context); });
        }
        on_revocation([](const turnout::revocation& event, const turnout::context& context) {
            context.log().warning("{} {}", event.reason(), event.condition()["user_id"].text());
        });
    }

    void start() override {
        if (mood_ == "throws in start") throw std::runtime_error("no coffee");
        if (mood_ == "handles what it does not declare") log().info("started");
    }

    turnout::configured configure() {
        auto mood = config<std::string>("mood", "good");
        if (mood == "throws in configure") throw std::runtime_error("not in the mood");
        if (mood == "throws an int in configure") throw 5;
        if (mood == "needs a new instance") return turnout::configured::needs_new_instance;
        mood_ = std::move(mood);
        return turnout::configured::applied;
    }

    void stop() override {
        if (mood_ == "handles what it does not declare") log().info("stopped");
        for (auto& thread : threads_) thread.join();
        if (mood_ == "throws in stop") throw std::runtime_error("no way");
    }

private:
    turnout::verdict obey(const order& event, turnout::context& context) {
        if (event.action == "retry") return turnout::verdict::retry("later", std::chrono::seconds{event.number});
        if (event.action == "reject") return turnout::verdict::reject("never");
        if (event.action == "throw") throw std::runtime_error("thrown by the handler");
        if (event.action == "throw an int") throw 5;
        if (event.action == "defer") answer_elsewhere(context.defer());
        if (event.action == "defer and drop") static_cast<void>(context.defer());
        if (event.action == "defer and throw") {
            answer_elsewhere(context.defer());
            throw std::runtime_error("thrown after defer()");
        }
        if (event.action == "tell the mood") return turnout::verdict::reject(mood_);
        if (event.action == "look for nothing") static_cast<void>(context.data()["list"][3]["x"].text());
        return turnout::verdict::ok();
    }

    void answer_elsewhere(turnout::deferred later) {
        threads_.emplace_back([later = std::move(later)]() mutable {
            const std::string id{later.event().message_id()};
            later.answer(turnout::verdict::reject("answered elsewhere for " + id));
        });
    }

    std::string mood_;
    std::vector<std::thread> threads_;
};

} // namespace abi

TURNOUT_PLUGIN(abi::moods, "test.moods", "1.2.3", abi::order);
