#include "core/app/crash_report.hpp"

#include "core/app/crash_handler.hpp"
#include "core/eventsub/timestamp.hpp"
#include "core/plugin/text.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace turnout::app {

namespace files = std::filesystem;

namespace {

constexpr std::size_t longest_report = std::size_t{256} * 1024;
constexpr std::size_t longest_value = 1024;
constexpr std::size_t most_lines = 1024; ///< of one kind
constexpr std::string_view separator = ": ";

using Member = std::string CrashReport::*;

constexpr std::array<std::pair<std::string_view, Member>, 12> members{{{"turnout", &CrashReport::version},
                                                                       {"signal", &CrashReport::signal},
                                                                       {"cause", &CrashReport::cause},
                                                                       {"address", &CrashReport::address},
                                                                       {"process", &CrashReport::process},
                                                                       {"thread", &CrashReport::thread},
                                                                       {"plugin", &CrashReport::plugin},
                                                                       {"call", &CrashReport::call},
                                                                       {"route", &CrashReport::route},
                                                                       {"delivery", &CrashReport::delivery},
                                                                       {"message", &CrashReport::message},
                                                                       {"type", &CrashReport::type}}};

/// False if the line says nothing that is known.
bool take_value(CrashReport& report, std::string_view name, std::string value) {
    if (name == "time") {
        report.time = eventsub::parse_timestamp(value);
        return report.time.has_value();
    }
    if (name == "beside" || name == "at") {
        auto& list = name == "at" ? report.places : report.beside;
        if (list.size() < most_lines) list.push_back(std::move(value));
        return true;
    }
    for (const auto& [known, member] : members) {
        if (name != known) continue;
        report.*member = std::move(value);
        return true;
    }
    return false;
}

bool take_line(CrashReport& report, std::string_view line) {
    const auto at = line.find(separator);
    if (at == std::string_view::npos) return false;
    return take_value(report, line.substr(0, at), plugins::one_line(line.substr(at + separator.size()), longest_value));
}

/// At most longest_report bytes.
std::string read_all(int descriptor, const files::path& file) {
    std::string text(longest_report, '\0');
    std::size_t size = 0;
    while (size < text.size()) {
        const ssize_t count = ::read(descriptor, text.data() + size, text.size() - size);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw std::system_error(errno, std::generic_category(), file.string());
        if (count == 0) break;
        size += static_cast<std::size_t>(count);
    }
    text.resize(size);
    return text;
}

class Descriptor {
public:
    explicit Descriptor(const files::path& file)
        : number_(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)) {}

    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }

    int number() const { return number_; }

private:
    int number_;
};

std::string event_of(const CrashReport& report) {
    if (report.delivery.empty() && report.message.empty()) return {};
    return ", with event " + (report.message.empty() ? report.delivery : report.message) + " (" +
           (report.type.empty() ? "of an unknown type" : report.type) +
           (report.delivery.empty() ? "" : ", delivery " + report.delivery) + ")";
}

std::string advice_for(const CrashReport& report) {
    if (report.plugin.empty())
        return "the places in the report say whose code it was; a plugin's own thread is in no call of the host";
    const auto apart = "plugin." + report.plugin + ".isolation = process gives it a process of its own";
    if (!report.delivery.empty())
        return "the event counts as attempted, and becomes a dead letter after retry.crash_attempts: then see `turnout "
               "dead list`, mend the plugin and replay it; or take plugin " +
               report.plugin + " out of the configuration; " + apart;
    return "mend plugin " + report.plugin + ", or take it out of the configuration; " + apart;
}

} // namespace

std::optional<CrashReport> parse_crash_report(std::string_view text) {
    text = text.substr(0, longest_report);
    CrashReport report;
    bool known = false;
    while (!text.empty() && !report.whole) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        known = take_line(report, line) || known;
        report.whole = known && line == crash_end;
    }
    if (!known) return std::nullopt;
    return report;
}

std::optional<CrashReport> read_crash_report(const files::path& file) {
    const Descriptor descriptor(file);
    if (descriptor.number() < 0 && errno == ENOENT) return std::nullopt;
    if (descriptor.number() < 0) throw std::system_error(errno, std::generic_category(), file.string());
    return parse_crash_report(read_all(descriptor.number(), file));
}

std::optional<CrashReport> take_crash_report(const files::path& file, const files::path& kept) {
    auto report = read_crash_report(file);
    if (!report) return report;
    files::rename(file, kept);
    report->kept = kept;
    return report;
}

std::string text_of(const CrashReport& report, const files::path& kept) {
    std::string text = "the former run has crashed";
    if (!report.signal.empty()) text += ": " + report.signal;
    if (!report.cause.empty()) text += " (" + report.cause + ")";
    text += report.plugin.empty() ? " in no call into a plugin" : " in plugin " + report.plugin + ", " + report.call;
    text += event_of(report);
    if (!report.thread.empty()) text += ", thread " + report.thread;
    if (report.plugin.empty() && !report.places.empty()) text += ", at " + report.places.front();
    return text + "; report: " + kept.string() + (report.whole ? "" : " (cut short)") + "; " + advice_for(report);
}

} // namespace turnout::app
