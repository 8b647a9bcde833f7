#include "core/app/part_figures.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace turnout::app {

namespace {

/// What /proc/self/stat says, from its third field on: the second one, in parentheses, may hold spaces.
class ProcessStatus {
public:
    ProcessStatus() {
        std::ifstream file("/proc/self/stat");
        std::string text;
        std::getline(file, text);
        std::istringstream fields(text.substr(std::min(text.rfind(')'), text.size() - 1) + 1));
        for (std::string field; fields >> field;) fields_.push_back(std::move(field));
    }

    /// `number` as in proc(5).
    double field(std::size_t number) const {
        constexpr std::size_t first = 3;
        const auto place = number - first;
        return place < fields_.size() ? std::strtod(fields_[place].c_str(), nullptr) : 0;
    }

    bool known() const { return fields_.size() > 21; }

private:
    std::vector<std::string> fields_;
};

/// When the system was started, in seconds since 1970; 0: unknown.
double boot_time() {
    std::ifstream file("/proc/stat");
    const std::string key = "btime ";
    for (std::string line; std::getline(file, line);)
        if (line.starts_with(key)) return std::strtod(line.c_str() + key.size(), nullptr);
    return 0;
}

void add_descriptors(FigureFamilies& all) {
    std::error_code error;
    std::uint64_t open = 0;
    for (std::filesystem::directory_iterator each("/proc/self/fd", error), end; !error && each != end;
         each.increment(error))
        ++open;
    if (!error && open != 0)
        FigureFamily::gauge("process_open_fds", "Number of open file descriptors.").add({}, open - 1).move_to(all);
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0)
        FigureFamily::gauge("process_max_fds", "Maximum number of open file descriptors.")
            .add({}, std::uint64_t{limit.rlim_cur})
            .move_to(all);
}

} // namespace

void add_process_figures(FigureFamilies& all) {
    add_descriptors(all);
    const ProcessStatus status;
    if (!status.known()) return;
    const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
    const auto page = static_cast<double>(sysconf(_SC_PAGESIZE));
    FigureFamily::counter("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.")
        .add({}, (status.field(14) + status.field(15)) / ticks)
        .move_to(all);
    FigureFamily::gauge("process_threads", "Number of threads.").add({}, status.field(20)).move_to(all);
    if (const auto boot = boot_time(); boot > 0)
        FigureFamily::gauge("process_start_time_seconds", "Start time of the process since unix epoch in seconds.")
            .add({}, boot + status.field(22) / ticks)
            .move_to(all);
    FigureFamily::gauge("process_virtual_memory_bytes", "Virtual memory size in bytes.")
        .add({}, status.field(23))
        .move_to(all);
    FigureFamily::gauge("process_resident_memory_bytes", "Resident memory size in bytes.")
        .add({}, status.field(24) * page)
        .move_to(all);
}

} // namespace turnout::app
