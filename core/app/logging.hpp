// How the host's log looks: a line of text, or a JSON object per line.
#pragma once
#include "core/config/config.hpp"

#include <spdlog/formatter.h>
#include <spdlog/logger.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace turnout::app {

/// One line per message whatever the message holds: control characters come out escaped, so that an event cannot forge
/// a line of the log. text: `2026-01-31T12:00:00.123Z info  [journal] words`.
class LineFormatter final : public spdlog::formatter {
public:
    explicit LineFormatter(config::LogFormat format) : format_(format) {}

    void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& line) override;
    std::unique_ptr<spdlog::formatter> clone() const override;

private:
    config::LogFormat format_;
};

/// For `turnout dev`, where a person watches: `12:00:00.123 words`, and the level if it is above info.
class BriefFormatter final : public spdlog::formatter {
public:
    void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& line) override;
    std::unique_ptr<spdlog::formatter> clone() const override;
};

/// Loggers that share one sink, level and format; none is in spdlog's registry.
class Logs {
public:
    /// Writes to stderr.
    explicit Logs(const config::Log& settings);
    /// Writes to `sink`, which has its formatter.
    Logs(const std::string& level, spdlog::sink_ptr sink);

    /// `name` is the part that speaks, e.g. "journal".
    std::shared_ptr<spdlog::logger> get(const std::string& name) const;

    /// Of all that were made and are made. Any thread.
    void set_level(const std::string& level) const;

private:
    /// What copies share.
    struct Made {
        std::mutex mutex;
        spdlog::level::level_enum level = spdlog::level::info; ///< this and the next: guarded by mutex
        std::vector<std::weak_ptr<spdlog::logger>> loggers;
    };

    std::shared_ptr<Made> made_ = std::make_shared<Made>();
    spdlog::sink_ptr sink_;
};

} // namespace turnout::app
