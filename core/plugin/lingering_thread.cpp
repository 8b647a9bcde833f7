#include "core/plugin/lingering_thread.hpp"

#include "core/plugin/descriptor.hpp"

#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <string_view>
#include <thread>
#include <vector>

namespace turnout::plugins {

namespace {

using Word = std::uintptr_t;

constexpr std::size_t page = 4096;
constexpr std::size_t deepest_stack = std::size_t{16} << 20;
constexpr int samples = 5;
constexpr std::chrono::milliseconds between_samples{2};

/// Where a library's instructions are mapped.
class Code {
public:
    /// The program itself has no path.
    explicit Code(std::string_view path) : path_(path) {
        ::dl_iterate_phdr(
            [](dl_phdr_info* info, std::size_t, void* data) {
                auto& code = *static_cast<Code*>(data);
                return code.path_ == info->dlpi_name ? code.read(*info) : 0;
            },
            this);
    }

    bool contains(Word address) const {
        return std::any_of(ranges_.begin(), ranges_.end(),
                           [&](const Range& range) { return range.first <= address && address < range.end; });
    }

private:
    struct Range {
        Word first, end;
    };

    int read(const dl_phdr_info& info) {
        for (std::size_t index = 0; index < info.dlpi_phnum; ++index) {
            const auto& header = info.dlpi_phdr[index];
            const Word first = info.dlpi_addr + header.p_vaddr;
            if (header.p_type == PT_LOAD && (header.p_flags & PF_X) != 0)
                ranges_.push_back({first, first + header.p_memsz});
        }
        return 1; // only the first one: the program comes before all others without a path
    }

    std::string_view path_;
    std::vector<Range> ranges_;
};

/// Where a thread's start function returns to in the C library: the same place for all. 0: not to be told.
Word start_of_threads() {
    std::array<void*, 128> frames{};
    const auto depth =
        static_cast<std::size_t>(std::max(::backtrace(frames.data(), static_cast<int>(frames.size())), 0));
    if (depth < 2 || depth == frames.size()) return 0;
    return reinterpret_cast<Word>(
        frames[depth - 2]); // NOLINT(*-reinterpret-cast): an address; the outermost is clone()
}

/// 0: it runs on a processor, has ended, or may not be looked at.
Word stack_pointer_of(const std::filesystem::path& thread) {
    std::ifstream file{thread / "syscall"};
    const std::vector<std::string> fields{std::istream_iterator<std::string>{file}, {}};
    if (fields.size() < 3) return 0; // "running"
    const auto& text = fields[fields.size() - 2];
    Word pointer = 0;
    if (text.starts_with("0x")) std::from_chars(text.data() + 2, text.data() + text.size(), pointer, 16);
    return pointer;
}

/// From the innermost frame outwards. A word that leads into the plugin, and behind it none into the program up to
/// where the thread began: nobody but the plugin can have started it. What is left on the stack of one of the host's
/// own from a call that is over has the host's frames behind it.
bool runs_on_its_own(int memory, Word pointer, const Code& plugin, const Code& program, Word start) {
    bool in_plugin = false;
    pointer += pointer % sizeof(Word) == 0 ? 0 : sizeof(Word) - pointer % sizeof(Word);
    std::array<Word, page / sizeof(Word)> words{};
    for (std::size_t read = 0; read < deepest_stack;) {
        const auto wanted = page - pointer % page; // what is behind a page may not be mapped
        const auto got = ::pread(memory, words.data(), wanted, static_cast<off_t>(pointer));
        if (got != static_cast<ssize_t>(wanted)) return false;
        for (std::size_t index = 0; index < wanted / sizeof(Word); ++index) {
            if (words[index] == start) return in_plugin;
            if (plugin.contains(words[index])) in_plugin = true;
            if (program.contains(words[index])) in_plugin = false;
        }
        read += wanted;
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
    const Code plugin{path.native()}, program{""};
    const Descriptor memory{::open("/proc/self/mem", O_RDONLY | O_CLOEXEC)};
    const Word start = start_of_threads();
    if (!memory || start == 0) return std::nullopt;
    auto threads = other_threads();
    for (int sample = 0; sample < samples && !threads.empty(); ++sample) {
        if (sample != 0) std::this_thread::sleep_for(between_samples);
        std::vector<std::filesystem::path> running;
        for (auto& thread : threads) {
            const Word pointer = stack_pointer_of(thread);
            if (pointer == 0) {
                running.push_back(std::move(thread));
            } else if (runs_on_its_own(memory.get(), pointer, plugin, program, start)) {
                return LingeringThread{static_cast<pid_t>(std::stol(thread.filename())), name_of(thread)};
            }
        }
        threads = std::move(running);
    }
    return std::nullopt;
}

} // namespace turnout::plugins
