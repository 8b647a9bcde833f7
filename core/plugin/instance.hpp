// One configured plugin in this process: a loaded library with a created and started object in it.
#pragma once
#include "core/plugin/host_services.hpp"
#include "core/plugin/library.hpp"
#include "core/plugin/lingering_thread.hpp"
#include "core/plugin/loader_hold.hpp"
#include "core/plugin/running_calls.hpp"
#include "core/plugin/running_plugin.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace turnout::plugins {

/// The call in which a plugin is while it is unloaded, as ControlThread::run() tells it.
inline constexpr auto unloading = "its unloading";

class Instance final : public RunningPlugin {
public:
    /// Control thread, like all that is handed a Progress. One that was abandoned in a call, or is not stopped, leaves
    /// the code loaded when it goes. `calls`: where its calls stand while they last; may be null.
    Instance(std::unique_ptr<HostServices> services, std::unique_ptr<Library> library, std::filesystem::path source,
             std::shared_ptr<LoaderHold> loader, std::shared_ptr<RunningCalls> calls);
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;
    ~Instance() override;

    std::string_view name() const override { return services_->plugin().name; }

    std::string_view id() const override { return id_; }

    std::string_view version() const override { return version_; }

    std::uint32_t max_concurrency() const override { return max_concurrency_; }

    bool handles(std::string_view type, std::string_view version) const override;

    const std::filesystem::path& source() const override { return source_; }

    const std::string& content() const override { return content_; }

    const std::string& stays() const override { return stays_; }

    bool runs_on() const override { return runs_on_; }

    /// Calls the plugin's create() and start(). Throws PluginError with the plugin's own words; then discard() is due.
    void start(const ControlThread::Progress& progress);

    /// Destroys what there is of it, and unloads it. `keep`: its code stays loaded until the process ends.
    void discard(const ControlThread::Progress& progress, Code code = Code::unload);

    /// After halt() it answers "retry" without calling the plugin.
    turnout_verdict handle(const turnout_event& event, turnout_outcome& outcome) noexcept override;

    Answer probe(const turnout_event& event) override;

    TimerMoment next_timer() const noexcept override;
    void run_timer(TimerMoment now) noexcept override;

    bool can_configure() const override { return table_ != nullptr && table_->configure != nullptr && !given_up_; }

    void check(const config::Plugin& plugin) const override;
    Configured configure(const ControlThread::Progress& progress, const config::Plugin& plugin) override;

    void give_up() noexcept override;

    bool given_up() const noexcept override { return given_up_; }

    bool halt(const ControlThread::Progress& progress) override;
    bool stop(const ControlThread::Progress& progress, Code code) override;

private:
    void call_create(const ControlThread::Progress& progress);
    void call_start(const ControlThread::Progress& progress);
    Configured call_configure();
    void unload(const ControlThread::Progress& progress);
    std::string why_it_stays() const;
    std::optional<LingeringThread> lingering_thread() const;
    RunningCalls::Scope inside(const char* call) const;
    void report(const char* call, const std::string& text) const;
    turnout_verdict call(const turnout_event& event, turnout_outcome& outcome) noexcept;
    turnout_verdict checked(turnout_verdict verdict, turnout_outcome& outcome) noexcept;

    std::unique_ptr<HostServices> services_;
    std::unique_ptr<Library> library_;
    std::filesystem::path source_;
    std::shared_ptr<LoaderHold> loader_;
    std::string content_, stays_;
    std::shared_ptr<RunningCalls> calls_;
    std::string id_;
    std::string version_;
    std::vector<Manifest::Handled> handles_;
    std::uint32_t max_concurrency_ = 1;
    const turnout_plugin* table_ = nullptr;
    bool handed_out_ = false; ///< create() was called: the plugin may use the services from then on
    void* self_ = nullptr;
    std::atomic<std::uint32_t> running_{0};
    std::atomic<bool> stopping_{false};
    std::atomic<bool> given_up_{false};
    bool halted_ = false; ///< this and the next: control thread only
    bool stopped_ = false;
    bool runs_on_ = false; ///< a thread of it has outlived it
};

} // namespace turnout::plugins
