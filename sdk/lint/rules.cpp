#include "sdk/lint/rules.hpp"

#include "sdk/lint/elf.hpp"

#include <turnout/first_size.hpp>
#include <turnout/note.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <stdexcept>
#include <string_view>

namespace turnout::lint {

namespace {

constexpr auto use_the_sdk = "link it with turnout_add_plugin() of the SDK";

/// A name out of the file, fit for a terminal: printable ASCII, the rest as \xNN.
std::string printable(std::string_view name) {
    constexpr std::size_t longest = 200;
    constexpr std::string_view digits = "0123456789abcdef";
    std::string result;
    for (const char c : name.substr(0, longest)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte < 0x7F) {
            result += c;
        } else {
            result += "\\x";
            result += digits[byte >> 4U];
            result += digits[byte & 15U];
        }
    }
    return result;
}

class Examiner {
public:
    explicit Examiner(const ElfFacts& facts) : facts_(facts) {}

    Report examine() {
        check_note();
        check_entry();
        check_needed();
        check_exports();
        check_unloading();
        return std::move(report_);
    }

private:
    void refuse(std::string what, std::string advice) {
        report_.findings.push_back({std::move(what), std::move(advice), true});
    }

    void warn(std::string what, std::string advice) {
        report_.findings.push_back({std::move(what), std::move(advice), false});
    }

    void check_note();
    void check_entry();
    void check_numbers();
    void check_needed();
    void check_exports();
    void check_unloading();

    const ElfFacts& facts_;
    Report report_;
};

void Examiner::check_note() {
    const auto is_ours = [](const ElfNote& note) {
        return note.owner == TURNOUT_NOTE_OWNER && note.type == TURNOUT_NOTE_MANIFEST;
    };
    const auto count = std::count_if(facts_.notes.begin(), facts_.notes.end(), is_ours);
    if (count == 0) {
        return refuse("it has no Turnout note, so it is no plugin of this host",
                      "write TURNOUT_PLUGIN(...) once in one of its sources (in C: TURNOUT_NOTE)");
    }
    if (count > 1) return refuse("it has more than one Turnout note", "write TURNOUT_PLUGIN(...) only once");
    try {
        report_.manifest = parse_manifest(std::find_if(facts_.notes.begin(), facts_.notes.end(), is_ours)->description);
    } catch (const std::invalid_argument& error) {
        return refuse(error.what(), "write it with TURNOUT_PLUGIN(...) or TURNOUT_NOTE of the SDK");
    }
    const auto verdict = compatible(report_.manifest->abi_version, report_.manifest->abi_required);
    if (!verdict.reason.empty()) refuse(verdict.reason, verdict.advice);
}

void Examiner::check_entry() {
    if (facts_.wanted_object_size >= first_size<turnout_entry>) return check_numbers();
    refuse(facts_.wanted_object_size == 0 ? "it does not export " TURNOUT_ENTRY_SYMBOL
                                          : "its " TURNOUT_ENTRY_SYMBOL " is cut short",
           std::string{"write TURNOUT_PLUGIN(...) once and "} + use_the_sdk);
}

/// Those that the entry begins with, as far as they stand in the file.
void Examiner::check_numbers() {
    struct Head {
        std::uint32_t struct_size, abi_version, abi_required, reserved;
    } head{};

    static_assert(sizeof(Head) == offsetof(turnout_entry, description));

    std::memcpy(&head, facts_.wanted_object.data(), sizeof(head));
    constexpr auto rebuild = "rebuild it with this host's SDK";
    if (head.struct_size < first_size<turnout_entry>) return refuse("its entry is cut short", rebuild);
    const auto& manifest = report_.manifest;
    if (manifest && (head.abi_version != manifest->abi_version || head.abi_required != manifest->abi_required))
        return refuse("its note and its entry name different versions of the ABI", rebuild);
    if (head.abi_version <= TURNOUT_ABI_VERSION && head.reserved != 0)
        refuse("a reserved field of its entry is not 0", "set it to 0: a later version may give it a meaning");
}

/// Two copies of these in one process fight over state that they think is theirs alone.
void Examiner::check_needed() {
    constexpr std::array<std::string_view, 4> refused{"libPoco", "libboost_", "libspdlog", "libfmt"};
    for (const auto needed : facts_.needed) {
        const bool bad = std::any_of(refused.begin(), refused.end(),
                                     [&](std::string_view prefix) { return needed.starts_with(prefix); });
        if (!bad) continue;
        refuse("it needs " + printable(needed) + ", which the host uses itself",
               "log with ctx.log() and link only libraries of its own");
    }
}

void Examiner::check_exports() {
    const auto extra = std::find_if(facts_.exports.begin(), facts_.exports.end(),
                                    [](std::string_view name) { return name != TURNOUT_ENTRY_SYMBOL; });
    if (extra == facts_.exports.end()) return;
    warn("it exports more than " TURNOUT_ENTRY_SYMBOL ", for example " + printable(*extra), use_the_sdk);
}

void Examiner::check_unloading() {
    if (facts_.unique_symbols) {
        report_.stays_because = "it has unique symbols";
        warn("it has unique symbols: it can never be unloaded, and a newer copy would share its objects",
             "compile it with -fno-gnu-unique, as turnout_add_plugin() does");
    }
    if (facts_.nodelete) {
        report_.stays_because = "it is marked to stay loaded for ever (NODELETE)";
        warn("it is marked to stay loaded for ever", "link it without -z nodelete");
    }
    report_.thread_local_objects = std::any_of(facts_.imports.begin(), facts_.imports.end(), [](auto name) {
        return name == "__cxa_thread_atexit" || name == "__cxa_thread_atexit_impl";
    });
    if (report_.thread_local_objects) {
        warn("it has a thread_local object with a destructor (it calls __cxa_thread_atexit): each thread of the host "
             "that touches it keeps the library loaded",
             "keep such state in the plugin's object, or make it thread_local without a destructor");
    }
}

} // namespace

Report examine(std::span<const std::byte> file) {
    try {
        const ElfFacts facts = read_elf(file, TURNOUT_ENTRY_SYMBOL);
        return Examiner{facts}.examine();
    } catch (const ElfError& error) {
        return {
            {}, {{error.what(), "put a plugin built for this machine there, whole", true}}, "it cannot be read", false};
    }
}

} // namespace turnout::lint
