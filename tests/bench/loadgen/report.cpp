#include "tests/bench/loadgen/report.hpp"

#include <sys/resource.h>

#include <array>
#include <sstream>

namespace turnout::bench {
namespace {

std::string quote(const std::string& text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        if (static_cast<unsigned char>(c) >= 32) result += c;
    }
    return result + '"';
}

double seconds_of(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double processor_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

void write_statuses(std::ostream& out, const Statistics& statistics) {
    std::array<std::uint64_t, 6> classes{};
    for (const auto& [status, count] : statistics.by_status)
        classes.at(static_cast<std::size_t>(status / 100)) += count;
    for (std::size_t i = 2; i < classes.size(); ++i) out << ",\"" << i << "xx\":" << classes.at(i);
}

} // namespace

std::string report(const Options& options, const Statistics& s, Nanoseconds begin) {
    const double elapsed = s.last_answer != 0 ? static_cast<double>(s.last_answer - begin) / 1e9 - options.warmup : 0;
    std::ostringstream out;
    out.precision(10);
    out << "{\"label\":" << quote(options.label) << ",\"target\":" << quote(options.url()) << ",\"mode\":\""
        << (options.open_loop() ? "open" : "closed") << "\",\"rate\":" << options.rate
        << ",\"connections\":" << options.connections << ",\"threads\":" << options.threads
        << ",\"elapsed_s\":" << elapsed << ",\"sent\":" << s[Counter::sent] << ",\"answered\":" << s.answered();
    write_statuses(out, s);
    out << ",\"errors\":" << s.errors() << ",\"errors_by\":{\"reset\":" << s[Counter::reset]
        << ",\"timeout\":" << s[Counter::timeout] << ",\"protocol\":" << s[Counter::protocol]
        << "},\"unsent\":" << s[Counter::unsent]
        << ",\"rps\":" << (elapsed > 0 ? static_cast<double>(s.answered()) / elapsed : 0)
        << ",\"latency_us\":" << s.latency.json() << ",\"service_us\":" << s.service.json()
        << ",\"lag_us\":" << s.lag.json() << ",\"good\":{\"2xx\":" << s[Counter::good_accepted]
        << ",\"refused\":" << s[Counter::good_refused] << "},\"dup\":{\"sent\":" << s[Counter::duplicate_sent]
        << ",\"2xx\":" << s[Counter::duplicate_accepted] << "},\"bad_sig\":{\"sent\":" << s[Counter::bad_sent]
        << ",\"2xx\":" << s[Counter::bad_accepted] << "},\"stale\":{\"sent\":" << s[Counter::stale_sent]
        << ",\"2xx\":" << s[Counter::stale_accepted] << "},\"retries\":" << s[Counter::retries]
        << ",\"reconnects\":" << s[Counter::reconnects] << ",\"connect_failures\":" << s[Counter::connect_failures]
        << ",\"warmup_sent\":" << s[Counter::warmup_sent] << ",\"bytes\":" << s[Counter::bytes] << ",\"statuses\":{";
    const char* separator = "";
    for (const auto& [status, count] : s.by_status) {
        out << separator << '"' << status << "\":" << count;
        separator = ",";
    }
    out << "},\"cpu_s\":" << processor_seconds() << ",\"seed\":" << options.seed << '}';
    return out.str();
}

} // namespace turnout::bench
