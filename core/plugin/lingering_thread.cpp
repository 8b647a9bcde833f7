#include "core/plugin/lingering_thread.hpp"

#include "core/plugin/descriptor.hpp"

#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <unistd.h>
#include <unwind.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

namespace turnout::plugins {

namespace {

using Word = std::uintptr_t;

constexpr std::size_t page = 4096;
constexpr int samples = 25;
constexpr std::chrono::milliseconds between_samples{2};

struct Range {
    Word first = 0, end = 0;

    bool contains(Word address) const { return first <= address && address < end; }
};

/// Where the instructions of some libraries are mapped.
class Code {
public:
    /// Of those that `wanted` says of their path; the program itself has none.
    template <class Wanted> explicit Code(const Wanted& wanted) {
        struct Reading {
            Code& code;
            const Wanted& wanted;
        } reading{*this, wanted};

        ::dl_iterate_phdr(
            [](dl_phdr_info* info, std::size_t, void* data) {
                auto& to = *static_cast<Reading*>(data);
                if (to.wanted(std::string_view{info->dlpi_name})) to.code.read(*info);
                return 0;
            },
            &reading);
    }

    bool contains(Word address) const {
        return std::any_of(ranges_.begin(), ranges_.end(), [&](const Range& range) { return range.contains(address); });
    }

private:
    void read(const dl_phdr_info& info) {
        for (std::size_t index = 0; index < info.dlpi_phnum; ++index) {
            const auto& header = info.dlpi_phdr[index];
            const Word first = info.dlpi_addr + header.p_vaddr;
            if (header.p_type == PT_LOAD && (header.p_flags & PF_X) != 0)
                ranges_.push_back({first, first + header.p_memsz});
        }
    }

    std::vector<Range> ranges_;
};

/// The function of the C library that calls the start functions of all threads.
class StartOfThreads {
public:
    StartOfThreads() {
        std::array<void*, 128> frames{};
        const auto depth = static_cast<std::size_t>(std::max(::backtrace(frames.data(), frames.size()), 0));
        if (depth < 2 || depth == frames.size()) return; // the outermost is clone()
        function_ = ::_Unwind_FindEnclosingFunction(frames[depth - 2]);
        first_ = reinterpret_cast<Word>(function_); // NOLINT(*-reinterpret-cast): an address
    }

    explicit operator bool() const { return function_ != nullptr; }

    bool contains(Word address) const {
        constexpr Word longest = 8192;
        if (address <= first_ || address - first_ > longest) return false;
        auto* const place = reinterpret_cast<void*>(address); // NOLINT(*-int-to-ptr,*-reinterpret-cast): an address
        return ::_Unwind_FindEnclosingFunction(place) == function_;
    }

private:
    void* function_ = nullptr;
    Word first_ = 0;
};

/// 0: it runs on a processor, or has ended.
Word stack_pointer_of(const std::filesystem::path& thread) {
    const Descriptor file{::open((thread / "syscall").c_str(), O_RDONLY | O_CLOEXEC)};
    std::array<char, 256> text{};
    const auto size = file ? ::read(file.get(), text.data(), text.size()) : -1;
    if (size < 0 && errno != ENOENT && errno != ESRCH)
        throw std::system_error(errno, std::generic_category(), (thread / "syscall").string());
    // "running", or the call and its arguments, the stack pointer and the program counter
    const std::string_view all{text.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
    const auto last = all.find_last_of(' ');
    const auto before = last == std::string_view::npos ? last : all.find_last_of(' ', last - 1);
    if (before == std::string_view::npos || !all.substr(before + 1).starts_with("0x")) return 0;
    Word pointer = 0;
    std::from_chars(all.data() + before + 3, all.data() + last, pointer, 16);
    return pointer;
}

/// What is mapped where `address` is, up to its end: with a thread's stack nothing else.
Range mapping_of(Word address) {
    std::ifstream maps{"/proc/self/maps"};
    for (std::string line; std::getline(maps, line);) {
        Range range;
        const auto* const end = line.data() + line.size();
        const auto first = std::from_chars(line.data(), end, range.first, 16);
        if (first.ptr == end || *first.ptr != '-') continue;
        std::from_chars(first.ptr + 1, end, range.end, 16);
        if (range.contains(address)) return range;
    }
    return {};
}

struct Search {
    Code plugin;
    Code host; ///< what starts threads of the host: the program, POCO; and other plugins
    StartOfThreads start;
    Descriptor memory;
};

/// From the innermost frame outwards. A word that leads into the plugin, and behind it none into the host up to where
/// the thread began: nobody but the plugin can have started it. What is left on the stack of one of the host's own from
/// a call that is over has the host's frames behind it.
bool runs_on_its_own(const Search& search, Word pointer) {
    const Range stack = mapping_of(pointer);
    pointer += pointer % sizeof(Word) == 0 ? 0 : sizeof(Word) - pointer % sizeof(Word);
    bool in_plugin = false;
    std::array<Word, page / sizeof(Word)> words{};
    while (pointer < stack.end) {
        const auto wanted = page - pointer % page;
        const auto got = ::pread(search.memory.get(), words.data(), wanted, static_cast<off_t>(pointer));
        if (got != static_cast<ssize_t>(wanted)) return false;
        for (std::size_t index = 0; index < wanted / sizeof(Word); ++index) {
            if (search.start.contains(words[index])) return in_plugin;
            if (search.plugin.contains(words[index])) in_plugin = true;
            if (search.host.contains(words[index])) in_plugin = false;
        }
        pointer += wanted;
    }
    return false;
}

std::string name_of(const std::filesystem::path& thread) {
    std::ifstream file{thread / "comm"};
    std::string name;
    std::getline(file, name);
    return name;
}

std::vector<std::filesystem::path> other_threads() {
    std::vector<std::filesystem::path> threads;
    const auto own = std::to_string(::gettid());
    std::error_code ended; // one that has ended meanwhile is no error
    for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/task", ended})
        if (entry.path().filename() != own) threads.push_back(entry.path());
    return threads;
}

} // namespace

std::optional<LingeringThread> find_lingering_thread(const std::filesystem::path& path) {
    const auto copies = path.parent_path();
    const auto is_host = [&](std::string_view name) {
        const std::filesystem::path other{name};
        return name.empty() || other.filename().native().starts_with("libPoco") ||
               (other.parent_path() == copies && other != path);
    };
    const Search search{Code{[&](std::string_view name) { return name == path.native(); }},
                        Code{is_host},
                        {},
                        Descriptor{::open("/proc/self/mem", O_RDONLY | O_CLOEXEC)}};
    if (!search.memory) throw std::system_error(errno, std::generic_category(), "/proc/self/mem");
    if (!search.start) return std::nullopt;
    auto threads = other_threads();
    for (int sample = 0; sample < samples && !threads.empty(); ++sample) {
        if (sample != 0) std::this_thread::sleep_for(between_samples);
        std::vector<std::filesystem::path> running;
        for (auto& thread : threads) {
            const Word pointer = stack_pointer_of(thread);
            if (pointer == 0) {
                running.push_back(std::move(thread));
            } else if (runs_on_its_own(search, pointer)) {
                return LingeringThread{static_cast<pid_t>(std::stol(thread.filename())), name_of(thread)};
            }
        }
        threads = std::move(running);
    }
    return std::nullopt;
}

} // namespace turnout::plugins
