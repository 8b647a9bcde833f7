// Answers that come later: the handler hands the event to a thread of the plugin and returns at once.
#include <turnout/plugin.hpp>
#include <turnout/twitch/channel_follow_v2.hpp>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

class later final : public turnout::plugin {
public:
    static constexpr unsigned max_concurrency = 0; // the queue has a lock of its own

    explicit later(const turnout::host& host) : plugin(host) {
        // --8<-- [start:handler]
        on<turnout::twitch::channel_follow_v2>([this](const auto&, auto& context) {
            const std::lock_guard lock{mutex_};
            queue_.push_back(context.defer()); // keeps the event, and the duty to answer
            changed_.notify_one();
        });
        // --8<-- [end:handler]
    }

    // --8<-- [start:thread]
    void start() override {
        thread_ = std::thread{[this] { run(); }};
    }

    /// What is still queued is answered "retry" when it goes.
    void stop() override {
        {
            const std::lock_guard lock{mutex_};
            stopping_ = true;
        }
        changed_.notify_one();
        thread_.join();
        queue_.clear();
    }

private:
    void run() {
        std::unique_lock lock{mutex_};
        for (;;) {
            changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (stopping_) return;
            turnout::deferred one = std::move(queue_.front());
            queue_.pop_front();
            lock.unlock();
            log().info("slow work for {}", one.event().message_id());
            one.answer(turnout::verdict::ok());
            lock.lock();
        }
    }

    // --8<-- [end:thread]

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<turnout::deferred> queue_;
    bool stopping_ = false;
    std::thread thread_;
};

TURNOUT_PLUGIN(later, "com.example.deferred", "1.0.0", turnout::twitch::channel_follow_v2);
