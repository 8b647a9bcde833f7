#include "core/app/logging.hpp"

#include <spdlog/sinks/stdout_sinks.h>

#include <array>
#include <ctime>

namespace turnout::app {
namespace {

constexpr std::size_t date_size = std::string_view("2026-01-31T").size();
constexpr std::size_t time_size = std::string_view("12:00:00.123").size();

void append(spdlog::memory_buf_t& line, std::string_view text) {
    line.append(text.data(), text.data() + text.size());
}

/// Control characters, and in JSON also quotes and backslashes, as JSON writes them.
void append_escaped(spdlog::memory_buf_t& line, std::string_view text, bool json) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n')
            append(line, "\\n");
        else if (byte < 0x20 || byte == 0x7f) {
            append(line, "\\u00");
            line.push_back(digits[byte >> 4U]);
            line.push_back(digits[byte & 15U]);
        } else {
            if (json && (c == '"' || c == '\\')) line.push_back('\\');
            line.push_back(c);
        }
    }
}

void append_time(spdlog::memory_buf_t& line, spdlog::log_clock::time_point time) {
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
    const auto seconds = static_cast<std::time_t>(milliseconds / 1000);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 24> text{};
    append(line, {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts)});
    const std::string fraction = std::to_string(1000 + milliseconds % 1000);
    line.push_back('.');
    append(line, std::string_view(fraction).substr(1));
    line.push_back('Z');
}

std::string_view level_name(spdlog::level::level_enum level) {
    switch (level) {
    case spdlog::level::trace: return "trace";
    case spdlog::level::debug: return "debug";
    case spdlog::level::info: return "info";
    case spdlog::level::warn: return "warning";
    default: return "error";
    }
}

std::string_view view(const spdlog::string_view_t& text) {
    return {text.data(), text.size()};
}

} // namespace

void LineFormatter::format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& line) {
    const std::string_view level = level_name(message.level);
    if (format_ == config::LogFormat::json) {
        append(line, R"({"time":")");
        append_time(line, message.time);
        append(line, R"(","level":")");
        append(line, level);
        append(line, R"(","part":")");
        append_escaped(line, view(message.logger_name), true);
        append(line, R"(","message":")");
        append_escaped(line, view(message.payload), true);
        append(line, "\"}\n");
        return;
    }
    append_time(line, message.time);
    line.push_back(' ');
    append(line, level);
    append(line, std::string_view("        ").substr(level.size()));
    line.push_back('[');
    append_escaped(line, view(message.logger_name), false);
    append(line, "] ");
    append_escaped(line, view(message.payload), false);
    line.push_back('\n');
}

std::unique_ptr<spdlog::formatter> LineFormatter::clone() const {
    return std::make_unique<LineFormatter>(format_);
}

void BriefFormatter::format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& line) {
    spdlog::memory_buf_t time;
    append_time(time, message.time);
    append(line, std::string_view(time.data(), time.size()).substr(date_size, time_size));
    line.push_back(' ');
    if (message.level > spdlog::level::info) {
        append(line, level_name(message.level));
        append(line, ": ");
    }
    append_escaped(line, view(message.payload), false);
    line.push_back('\n');
}

std::unique_ptr<spdlog::formatter> BriefFormatter::clone() const {
    return std::make_unique<BriefFormatter>();
}

Logs::Logs(const config::Log& settings) : Logs(settings.level, std::make_shared<spdlog::sinks::stderr_sink_mt>()) {
    sink_->set_formatter(std::make_unique<LineFormatter>(settings.format));
}

Logs::Logs(const std::string& level, spdlog::sink_ptr sink) : sink_(std::move(sink)) {
    made_->level = spdlog::level::from_str(level);
}

std::shared_ptr<spdlog::logger> Logs::get(const std::string& name) const {
    auto logger = std::make_shared<spdlog::logger>(name, sink_);
    logger->flush_on(spdlog::level::warn);
    const std::lock_guard lock(made_->mutex);
    logger->set_level(made_->level);
    made_->loggers.push_back(logger);
    return logger;
}

void Logs::set_level(const std::string& level) const {
    const std::lock_guard lock(made_->mutex);
    made_->level = spdlog::level::from_str(level);
    for (const auto& each : made_->loggers)
        if (const auto logger = each.lock()) logger->set_level(made_->level);
}

} // namespace turnout::app
