// A plugin in a process of its own, as the delivery side sees it.
#pragma once
#include "core/plugin/cache.hpp"
#include "core/plugin/host_services.hpp"
#include "core/plugin/inspection.hpp"
#include "core/plugin/isolation/lent.hpp"
#include "core/plugin/isolation/mailbox.hpp"
#include "core/plugin/isolation/messages.hpp"
#include "core/plugin/running_plugin.hpp"

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace turnout::plugins::isolation {

class Supervisor;

/// One thread, "runner NAME", which starts the process, serves it, and starts it again when it ends. Events that the
/// process had in its hands come back as a RETRY; those that were not sent yet wait for the next one.
class IsolatedInstance final : public RunningPlugin {
public:
    struct Parts {
        config::Plugin plugin; ///< with its defaults
        PrivateCopy copy;
        std::filesystem::path source; ///< what messages call it
        Inspection inspection;
        std::string content;
        std::filesystem::path runner; ///< the program
        std::string host_version;
        std::uint32_t threads = 1; ///< that call handle(), at most
        std::chrono::milliseconds start_timeout{10'000};
        DeferredPort& port;
        std::shared_ptr<spdlog::logger> logger;
        Extensions extensions;
    };

    /// Starts it; throws PluginError if it does not run within start_timeout.
    explicit IsolatedInstance(Parts parts);
    IsolatedInstance(const IsolatedInstance&) = delete;
    IsolatedInstance& operator=(const IsolatedInstance&) = delete;
    ~IsolatedInstance() override; ///< ends it by force, if it was not stopped

    std::string_view name() const override;
    std::string_view id() const override;
    std::string_view version() const override;
    std::uint32_t max_concurrency() const override;
    bool handles(std::string_view type, std::string_view version) const override;

    bool answers_later() const noexcept override { return true; }

    bool has_room() const noexcept override;
    std::optional<ProcessStatus> process() const override;
    turnout_verdict handle(const turnout_event& event, turnout_outcome& outcome) noexcept override;

    Answer probe(const turnout_event& event) override;
    const std::filesystem::path& source() const override;
    const std::string& content() const override;
    const std::string& stays() const override;
    bool halt(const ControlThread::Progress& progress) override;
    bool stop(const ControlThread::Progress& progress, Code code) override;
    bool end_by_force() noexcept override;

private:
    const std::unique_ptr<Supervisor> supervisor_;
    const std::string nothing_mapped_; ///< of another process
};

} // namespace turnout::plugins::isolation
