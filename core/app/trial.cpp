#include "core/app/trial.hpp"

#include "core/app/configuration.hpp"
#include "core/app/console.hpp"
#include "core/config/value.hpp"

#include <spdlog/sinks/base_sink.h>

#include <atomic>
#include <future>
#include <ostream>
#include <random>
#include <thread>

namespace turnout::app {
namespace {

namespace files = std::filesystem;

/// How much longer than its timeout an event is waited for: it has to be read, stored and settled, too.
constexpr std::chrono::milliseconds grace{2'000};

/// What the plugin says, what the trial says, and what is wrong elsewhere.
class TrialLines final : public spdlog::sinks::base_sink<std::mutex> {
public:
    explicit TrialLines(std::ostream& out) : out_(out) { formatter_ = std::make_unique<BriefFormatter>(); }

    /// Whether it has told what is wrong with the plugin.
    bool told() const { return told_; }

protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        const std::string_view part{message.logger_name.data(), message.logger_name.size()};
        const bool ours = part == "plugin" || part == "try";
        // The dead letters of the delivery are what the trial tells itself.
        if (!ours && (part == "delivery" || message.level < spdlog::level::warn)) return;
        if (part == "plugin" && message.level >= spdlog::level::err) told_ = true;
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        out_.write(line.data(), static_cast<std::streamsize>(line.size()));
        out_.flush();
    }

    void flush_() override { out_.flush(); }

private:
    std::ostream& out_;
    std::atomic<bool> told_{false};
};

std::string instance_name(const files::path& library) {
    std::string name = library.stem().string();
    if (name.starts_with("lib") && name.size() > 3) name.erase(0, 3);
    return config::is_name(name) ? name : "plugin";
}

std::string capitals(std::string_view text) {
    std::string result;
    for (const char c : text) result += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return result;
}

} // namespace

Trial::Trial(Options options, files::path directory, Streams streams)
    : options_(std::move(options)),
      streams_(streams),
      directory_(std::move(directory)),
      name_(instance_name(options_.library)) {
    const files::path plugins = directory_ / "plugins", copy = plugins / (name_ + ".so");
    files::create_directory(plugins);
    files::permissions(plugins, files::perms::owner_all); // whatever the umask
    files::copy_file(options_.library, copy);
    files::permissions(copy, files::perms::owner_read | files::perms::owner_exec);
    write_private(directory_ / "secret", random_secret());
    write_private(
        directory_ / "turnout.properties",
        "http.address = 127.0.0.1:0\n"
        "admin.address = 127.0.0.1:0\n"
        "state.directory = state\n"
        "plugins.directory = plugins\n"
        "eventsub.secret = ${file:secret}\n"
        "journal.min_free_disk = 16m\n"
        "shutdown.timeout = 2s\n"
        "log.level = debug\n"
        "route.try.plugin = " +
            name_ + "\nroute.try.order_by = none\nplugins.start_timeout = " + std::to_string(options_.timeout.count()) +
            "ms\nroute.try.timeout = " + std::to_string(options_.timeout.count()) + "ms\n");
}

Trial::~Trial() = default;

bool Trial::start() {
    std::vector<std::string> settings;
    for (const auto& [key, value] : options_.settings)
        settings.push_back(std::string("plugin.").append(name_).append(".").append(key).append("=").append(value));
    const auto config = load_configuration(directory_ / "turnout.properties", settings, streams_);
    if (!config) return false;
    const auto lines = std::make_shared<TrialLines>(streams_.out);
    const Logs logs(config->log.level, lines);
    logger_ = logs.get("try");
    host_ = std::make_unique<Host>(config, clock_, logs,
                                   Host::Options{[this](const auto& settlement) { settled(settlement); }});
    try {
        host_->start();
    } catch (const StartError& problem) {
        if (!lines->told()) streams_.error << problem.what() << '\n';
        return false;
    }
    sender_.emplace(config->eventsub.secret.reveal(), clock_, std::random_device{}());
    client_.emplace(local_url(host_->callback_address(), config->http.path));
    return true;
}

bool Trial::send(const sim::Message& message, std::size_t elements) {
    std::unique_lock lock(mutex_);
    awaited_ = message.id;
    verdicts_ = 0;
    all_ok_ = true;
    lock.unlock();
    const auto answer = client_->post(message);
    if (!answer.accepted())
        throw std::runtime_error("the host answered " + std::to_string(answer.status) + " " + answer.body);
    lock.lock();
    const bool told = changed_.wait_for(lock, options_.timeout + grace, [&] { return verdicts_ >= elements; });
    awaited_.clear();
    if (!told)
        say("TIMEOUT", message.type + "@" + message.version,
            "no verdict within " + std::to_string(options_.timeout.count()) + " ms");
    return told && all_ok_;
}

/// A thread of delivery.
void Trial::settled(const delivery::Settlement& settlement) {
    const std::lock_guard lock(mutex_);
    const auto& event = *settlement.event;
    if (event.message_id != awaited_) return; // emitted by the plugin, or too late
    ++verdicts_;
    const bool ok = settlement.verdict == "ok";
    all_ok_ = all_ok_ && ok;
    std::string rest = in_milliseconds(settlement.handling, 3);
    if (!settlement.reason.empty()) rest += "  " + std::string(settlement.reason);
    say(capitals(settlement.verdict), std::string(event.type) + "@" + std::string(event.version), rest);
    changed_.notify_all();
}

void Trial::say(std::string_view verdict, std::string_view type, std::string_view rest) {
    logger_->info("{:<8} {}  {}", verdict, type, rest);
}

bool Trial::stop() {
    if (!host_) return true;
    const auto promise = std::make_shared<std::promise<bool>>();
    auto stopped = promise->get_future();
    // Detached: if a plugin hangs, the process ends without this thread.
    std::thread([this, promise] { promise->set_value(host_->stop()); }).detach();
    constexpr std::chrono::seconds limit{8};
    return stopped.wait_for(limit) == std::future_status::ready && stopped.get();
}

} // namespace turnout::app
