// The thread that reloads: whoever asks, one after the other.
#pragma once
#include "core/http/api/reload_port.hpp"

#include <spdlog/logger.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace turnout::app {

/// Thread "reload". Any thread may ask. What comes of it is logged.
class Reloader final : public http::ReloadPort {
public:
    struct Request {
        std::string why;      ///< for the log
        bool retry = true;    ///< asked for by somebody: also what did not start and has not changed
        bool dry_run = false; ///< only say what would change
    };

    using Apply = std::function<http::ReloadReport(const Request& request)>;

    Reloader(Apply apply, std::shared_ptr<spdlog::logger> logger);
    Reloader(const Reloader&) = delete;
    Reloader& operator=(const Reloader&) = delete;
    ~Reloader() override;

    /// Does not wait. Those that come before one has begun are one with it.
    void request(Request request);

    http::ReloadReport reload(bool dry_run) override;

    /// Waits for the one that is under way; what is asked from then on is refused. Idempotent.
    void stop();

private:
    struct Job {
        Request request;
        std::optional<std::promise<http::ReloadReport>> asked; ///< nothing: nobody waits
    };

    void run();
    http::ReloadReport apply(const Request& request);
    http::ReloadReport perform(const Request& request);

    const Apply apply_;
    const std::shared_ptr<spdlog::logger> logger_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Job> jobs_; ///< this and the next: guarded by mutex_
    bool ending_ = false;
    std::thread thread_;
};

} // namespace turnout::app
