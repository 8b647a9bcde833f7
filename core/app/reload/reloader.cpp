#include "core/app/reload/reloader.hpp"

#include <pthread.h>

#include <algorithm>
#include <exception>

namespace turnout::app {
namespace {

http::ReloadReport refusal(std::string why) {
    http::ReloadReport report;
    report.problems.push_back(std::move(why));
    return report;
}

} // namespace

Reloader::Reloader(Apply apply, std::shared_ptr<spdlog::logger> logger)
    : apply_(std::move(apply)),
      logger_(std::move(logger)),
      thread_([this] { run(); }) {
}

Reloader::~Reloader() {
    stop();
}

void Reloader::stop() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Reloader::request(Request request) {
    {
        const std::lock_guard lock(mutex_);
        if (ending_) return;
        const auto same = std::find_if(jobs_.begin(), jobs_.end(), [](const Job& job) { return !job.asked; });
        if (same == jobs_.end())
            jobs_.push_back({std::move(request), std::nullopt});
        else if (request.retry)
            same->request = std::move(request);
    }
    changed_.notify_all();
}

http::ReloadReport Reloader::reload(bool dry_run) {
    std::future<http::ReloadReport> answer;
    {
        const std::lock_guard lock(mutex_);
        if (ending_) return refusal("the host is stopping");
        jobs_.push_back({{"the admin API", true, dry_run}, std::promise<http::ReloadReport>{}});
        answer = jobs_.back().asked->get_future();
    }
    changed_.notify_all();
    return answer.get();
}

/// Whatever happens, the thread and the host go on.
http::ReloadReport Reloader::apply(const Request& request) {
    try {
        return apply_(request);
    } catch (const std::exception& error) {
        return refusal(error.what());
    }
}

http::ReloadReport Reloader::perform(const Request& request) {
    logger_->log(request.retry ? spdlog::level::info : spdlog::level::debug, "reload: {}", request.why);
    auto report = apply(request);
    if (request.dry_run) return report;
    for (const auto& line : report.problems) logger_->error("not reloaded: {}", line);
    for (const auto& line : report.warnings) logger_->warn("{}", line);
    for (const auto& key : report.needs_restart) logger_->warn("{}: the new value needs a restart", key);
    if (!report.done) return report;
    for (const auto& line : report.changes) logger_->info("{}", line);
    for (const auto& line : report.notes) logger_->info("{}", line);
    if (!report.changes.empty())
        logger_->info("reloaded");
    else if (request.retry)
        logger_->info("nothing has changed");
    return report;
}

void Reloader::run() {
    pthread_setname_np(pthread_self(), "reload");
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return ending_ || !jobs_.empty(); });
        if (ending_) break;
        auto job = std::move(jobs_.front());
        jobs_.pop_front();
        lock.unlock();
        auto report = perform(job.request);
        if (job.asked) job.asked->set_value(std::move(report));
        lock.lock();
    }
    for (auto& job : jobs_)
        if (job.asked) job.asked->set_value(refusal("the host is stopping"));
    jobs_.clear();
}

} // namespace turnout::app
