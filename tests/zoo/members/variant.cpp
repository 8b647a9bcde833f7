// A member of the zoo: a plugin in terms of the bare ABI, with one thing wrong. CMakeLists.txt says which, by
// redefining one of these names.
#include <turnout/abi.h>
#include <turnout/ext/timer.h>
#include <turnout/note.h>

#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <latch>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

#ifndef CREATE
#define CREATE create
#endif
#ifndef START
#define START start
#endif
#ifndef CONFIGURE
#define CONFIGURE nullptr
#endif
#ifndef HANDLE
#define HANDLE handle
#endif
#ifndef STOP
#define STOP stop
#endif
#ifndef DESTROY
#define DESTROY destroy
#endif
#ifndef NOTE_ID
#define NOTE_ID "zoo.member"
#endif
#ifndef NOTE_ABI
#define NOTE_ABI 0x10000u
#endif
#ifndef NOTE_REQUIRED
#define NOTE_REQUIRED 0x10000u
#endif
#ifndef ENTRY_SIZE
#define ENTRY_SIZE sizeof(turnout_entry)
#endif
#ifndef DESCRIPTION_SIZE
#define DESCRIPTION_SIZE sizeof(turnout_plugin_description)
#endif
#ifndef TABLE_SIZE
#define TABLE_SIZE sizeof(turnout_plugin)
#endif
#ifndef DESCRIPTION
#define DESCRIPTION &description
#endif
#ifndef DESCRIBED_ID
#define DESCRIBED_ID \
    { "zoo.member", 10 }
#endif
#ifndef DESCRIBED_SUMMARY
#define DESCRIBED_SUMMARY \
    { nullptr, 0 }
#endif
#ifndef HANDLED
#define HANDLED                   \
    {                             \
        {"channel.follow", 14}, { \
            "2", 1                \
        }                         \
    }
#endif
#ifndef SETTING
#define SETTING &gate
#endif
#ifndef SETTING_SIZE
#define SETTING_SIZE sizeof(turnout_setting)
#endif
#ifndef SETTING_TYPE
#define SETTING_TYPE TURNOUT_SETTING_PATH
#endif
#ifndef SETTING_RESERVED
#define SETTING_RESERVED 0
#endif
#ifndef TABLE_RESERVED
#define TABLE_RESERVED 0
#endif
#ifndef ENTRY_RESERVED
#define ENTRY_RESERVED 0
#endif
#ifndef ENTRY_ABI
#define ENTRY_ABI (TURNOUT_ABI_MAJOR << 16)
#endif

/// One object for all libraries of the process that have it, unless it is built as turnout_add_plugin() does.
template <class Of> struct Shared { static inline int events = 0; };

namespace {

struct Member {
    explicit Member(const turnout_host* its_host) : host(its_host) { gate = gate_now(); }

    std::string gate_now() const {
        turnout_str path{};
        if (host->config(host, {"gate", 4}, &path) != 1) return {};
        return {path.data, path.size};
    }

    void tell(std::string_view text) const { host->log(host, TURNOUT_INFO, {text.data(), text.size()}); }

    /// Until the file that the setting `gate` names is there; without that for ever.
    void hang() const {
        while (gate.empty() || access(gate.c_str(), F_OK) != 0)
            std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }

    const turnout_host* host;
    std::string gate;
    std::uint64_t first_token = 0; ///< of the first attempt of an event
};

void say(turnout_error* error, const char* text) {
    std::strncpy(error->message, text, sizeof(error->message) - 1);
}

// ---- what is healthy

[[maybe_unused]] void* create(const turnout_host* host, turnout_error*) {
    return new Member{host};
}

[[maybe_unused]] std::int32_t start(void* self, turnout_error*) {
    static_cast<Member*>(self)->tell("start");
    return 1;
}

[[maybe_unused]] turnout_verdict handle(void*, const turnout_event*, turnout_outcome*) {
    return TURNOUT_OK;
}

[[maybe_unused]] void stop(void* self) {
    static_cast<Member*>(self)->tell("stop");
}

/// What the setting `gate` is at this moment.
[[maybe_unused]] std::int32_t configure(void* self, turnout_error*) {
    static_cast<Member*>(self)->tell("configure, " + static_cast<Member*>(self)->gate_now());
    return 1;
}

[[maybe_unused]] void stop_tells(void* self) {
    static_cast<Member*>(self)->tell("stop, " + static_cast<Member*>(self)->gate_now());
}

[[maybe_unused]] void destroy(void* self) {
    static_cast<Member*>(self)->tell("destroy");
    delete static_cast<Member*>(self);
}

// ---- what is not

[[maybe_unused]] void* create_fails(const turnout_host*, turnout_error* error) {
    say(error, "no such database");
    return nullptr;
}

[[maybe_unused]] void* create_says_nothing(const turnout_host*, turnout_error*) {
    return nullptr;
}

[[maybe_unused]] void* create_throws(const turnout_host*, turnout_error*) {
    throw std::runtime_error("thrown by create");
}

[[maybe_unused]] void* create_fills_the_buffer(const turnout_host*, turnout_error* error) {
    std::memset(error->message, 'x', sizeof(error->message)); // no NUL
    std::memcpy(error->message, "a\nb\x1b[31m\xff", 9);
    return nullptr;
}

[[maybe_unused]] std::int32_t start_fails(void*, turnout_error* error) {
    say(error, "port in use");
    return 0;
}

[[maybe_unused]] std::int32_t start_throws(void*, turnout_error*) {
    throw 5;
}

[[maybe_unused]] turnout_verdict handle_throws(void*, const turnout_event*, turnout_outcome*) {
    throw std::runtime_error("thrown by handle");
}

[[maybe_unused]] turnout_verdict handle_throws_odd(void*, const turnout_event*, turnout_outcome*) {
    throw 5;
}

[[maybe_unused]] turnout_verdict handle_unknown(void*, const turnout_event*, turnout_outcome* outcome) {
    outcome->retry_after_ms = 1'000'000;
    return 77;
}

[[maybe_unused]] turnout_verdict handle_rejects_silently(void*, const turnout_event*, turnout_outcome*) {
    return TURNOUT_REJECT;
}

[[maybe_unused]] turnout_verdict handle_fills_the_buffer(void*, const turnout_event*, turnout_outcome* outcome) {
    std::memset(outcome->reason, '\n', sizeof(outcome->reason)); // no NUL
    return TURNOUT_REJECT;
}

/// The token of the event, a forged one, and verdicts that are none.
[[maybe_unused]] turnout_verdict handle_forges(void* self, const turnout_event* event, turnout_outcome*) {
    const auto* host = static_cast<Member*>(self)->host;
    const bool refused = host->complete(host, event->token + 1, TURNOUT_OK, nullptr) == 0 &&
                         host->complete(host, event->token, TURNOUT_DEFERRED, nullptr) == 0 &&
                         host->complete(host, event->token, 77, nullptr) == 0;
    return refused && host->complete(host, event->token, TURNOUT_OK, nullptr) == 1 ? TURNOUT_DEFERRED : TURNOUT_REJECT;
}

[[maybe_unused]] void* create_hangs(const turnout_host* host, turnout_error*) {
    auto* self = new Member{host};
    self->hang();
    return self;
}

[[maybe_unused]] std::int32_t start_hangs(void* self, turnout_error*) {
    static_cast<Member*>(self)->hang();
    return 1;
}

[[maybe_unused]] turnout_verdict handle_hangs(void* self, const turnout_event*, turnout_outcome*) {
    static_cast<Member*>(self)->tell("handle");
    static_cast<Member*>(self)->hang();
    return TURNOUT_OK;
}

[[maybe_unused]] turnout_verdict handle_crashes(void* self, const turnout_event*, turnout_outcome*) {
    static_cast<Member*>(self)->tell("handle");
    std::abort();
}

[[maybe_unused]] turnout_verdict handle_uses_null(void*, const turnout_event*, turnout_outcome*) {
    volatile turnout_verdict* volatile nowhere = nullptr;
    return *nowhere;
}

[[maybe_unused]] unsigned fill_the_stack(unsigned long depth) {
    volatile unsigned char frame[512];
    frame[0] = static_cast<unsigned char>(depth);
    return depth == 0 ? 0 : fill_the_stack(depth - 1) + frame[0];
}

[[maybe_unused]] turnout_verdict handle_fills_the_stack(void*, const turnout_event*, turnout_outcome*) {
    return fill_the_stack(~0UL) == 0 ? TURNOUT_OK : TURNOUT_RETRY;
}

/// In a thread of its own, in which the host has called nothing.
[[maybe_unused]] turnout_verdict handle_crashes_elsewhere(void*, const turnout_event*, turnout_outcome*) {
    std::thread{[] { std::abort(); }}.join();
    return TURNOUT_OK;
}

[[maybe_unused]] std::int32_t start_crashes(void*, turnout_error*) {
    std::abort();
}

[[maybe_unused]] turnout_verdict handle_exits(void*, const turnout_event*, turnout_outcome*) {
    ::_exit(0);
}

/// A timer that does not come back.
[[maybe_unused]] std::int32_t start_timer_hangs(void* self, turnout_error* error) {
    const auto* host = static_cast<Member*>(self)->host;
    const turnout_str id{TURNOUT_TIMER_EXTENSION, sizeof(TURNOUT_TIMER_EXTENSION) - 1};
    const auto* timers = static_cast<const turnout_timer*>(host->get_extension(host, id));
    const auto callback = [](void* context, std::uint64_t) {
        const auto& member = *static_cast<Member*>(context);
        member.tell("timer");
        member.hang();
    };
    if (timers != nullptr && timers->start(host, 0, 0, callback, self) != 0) return 1;
    say(error, "no timer");
    return 0;
}

/// And never completes.
[[maybe_unused]] turnout_verdict handle_defers(void* self, const turnout_event*, turnout_outcome*) {
    static_cast<Member*>(self)->tell("handle");
    return TURNOUT_DEFERRED;
}

[[maybe_unused]] turnout_verdict handle_completes_twice(void* self, const turnout_event* event, turnout_outcome*) {
    const auto& member = *static_cast<Member*>(self);
    const auto complete = [&](const char* what, std::uint64_t token, turnout_verdict verdict) {
        return what + std::to_string(member.host->complete(member.host, token, verdict, nullptr));
    };
    std::string told = complete("forged ", event->token ^ 1U, TURNOUT_OK);
    told += complete(", deferred ", event->token, TURNOUT_DEFERRED);
    told += complete(", unknown ", event->token, 77);
    told += complete(", first ", event->token, TURNOUT_OK);
    told += complete(", second ", event->token, TURNOUT_RETRY);
    member.tell(told);
    return TURNOUT_DEFERRED;
}

[[maybe_unused]] turnout_verdict handle_completes_late(void* self, const turnout_event* event, turnout_outcome*) {
    auto& member = *static_cast<Member*>(self);
    if (event->attempt == 1) {
        member.first_token = event->token;
        return TURNOUT_DEFERRED;
    }
    const auto taken = member.host->complete(member.host, member.first_token, TURNOUT_OK, nullptr);
    member.tell("attempt " + std::to_string(event->attempt) +
                ", the completion of attempt 1 was late: " + std::to_string(taken));
    return TURNOUT_OK;
}

/// Outcomes of a version before 1.0 (there was none) and of a later one.
[[maybe_unused]] turnout_verdict handle_odd_outcomes(void* self, const turnout_event* event, turnout_outcome*) {
    struct {
        turnout_outcome known;
        char further[100];
    } larger{{sizeof(larger), 0, "the larger one"}, {}};

    const auto* host = static_cast<Member*>(self)->host;
    const turnout_outcome smaller{8, 7, "not to be read"};
    const int first = host->complete(host, event->token, TURNOUT_RETRY, &smaller);
    const int second = host->complete(host, event->token, TURNOUT_RETRY, &larger.known);
    return first == 1 && second == 1 ? TURNOUT_DEFERRED : TURNOUT_REJECT;
}

/// A thread that nobody joins.
[[maybe_unused]] std::int32_t start_thread_lingers(void* self, turnout_error*) {
    const auto gate = static_cast<Member*>(self)->gate;
    const auto named = std::make_shared<std::latch>(1);
    std::thread{[gate, named] {
        pthread_setname_np(pthread_self(), "zoo-lingers");
        named->count_down();
        while (access(gate.c_str(), F_OK) != 0) std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }}.detach();
    named->wait();
    return 1;
}

#ifdef WITH_THREAD_LOCAL // every library with such a function is warned about
/// With a destructor that the thread which was here runs when it ends.
struct Remembered {
    ~Remembered() { handled = 0; }

    int handled = 0;
};

[[maybe_unused]] turnout_verdict handle_thread_local(void*, const turnout_event*, turnout_outcome*) {
    thread_local Remembered remembered;
    return ++remembered.handled != 0 ? TURNOUT_OK : TURNOUT_RETRY;
}
#endif

[[maybe_unused]] turnout_verdict handle_unique(void*, const turnout_event*, turnout_outcome*) {
    return ++Shared<int>::events != 0 ? TURNOUT_OK : TURNOUT_RETRY;
}

[[maybe_unused]] std::int32_t configure_fails(void*, turnout_error* error) {
    say(error, "no such gate");
    return 0;
}

[[maybe_unused]] std::int32_t configure_says_nothing(void*, turnout_error*) {
    return 0;
}

[[maybe_unused]] std::int32_t configure_throws(void*, turnout_error*) {
    throw std::runtime_error("thrown by configure");
}

[[maybe_unused]] std::int32_t configure_unknown(void*, turnout_error*) {
    return 77;
}

[[maybe_unused]] std::int32_t configure_wants_another(void*, turnout_error*) {
    return -1;
}

[[maybe_unused]] std::int32_t configure_hangs(void* self, turnout_error*) {
    static_cast<Member*>(self)->tell("configure");
    static_cast<Member*>(self)->hang();
    return 1;
}

[[maybe_unused]] void stop_hangs(void* self) {
    static_cast<Member*>(self)->hang();
}

[[maybe_unused]] void destroy_hangs(void* self) {
    static_cast<Member*>(self)->hang();
}

[[maybe_unused]] void stop_throws(void*) {
    throw std::runtime_error("thrown by stop");
}

[[maybe_unused]] void destroy_throws(void* self) {
    destroy(self);
    throw std::runtime_error("thrown by destroy");
}

#ifdef HANGS_IN_THE_LOADER
/// Nothing of the host can be asked there, so the gate is where the environment says.
[[maybe_unused]] void hang_at_the_gate() {
    const char* gate = std::getenv("TURNOUT_ZOO_GATE");
    while (gate != nullptr && ::access(gate, F_OK) != 0) std::this_thread::sleep_for(std::chrono::milliseconds{5});
}

struct Static {
#ifdef HANGS_AT_LOADING
    Static() {
        hang_at_the_gate();
    }
#else
    ~Static() {
        hang_at_the_gate();
    }
#endif
};

const Static static_object;
#endif

constexpr turnout_event_type handled[] = {HANDLED};
[[maybe_unused]] constexpr turnout_setting gate{
    SETTING_SIZE, SETTING_TYPE, 0, SETTING_RESERVED, {"gate", 4}, {"hangs until it is there", 23}, {nullptr, 0}};
constexpr const turnout_setting* settings[] = {SETTING};
[[maybe_unused]] constexpr turnout_plugin_description description{
    DESCRIPTION_SIZE, 1, DESCRIBED_ID, {"1.0", 3}, DESCRIBED_SUMMARY, handled, sizeof(handled) / sizeof(*handled),
    settings,         1, {nullptr, 3}};
[[maybe_unused]] constexpr turnout_plugin table{TABLE_SIZE, TABLE_RESERVED, CREATE,  START,  HANDLE,
                                                CONFIGURE,  STOP,           DESTROY, nullptr};

} // namespace

#ifndef WITHOUT_NOTE
#undef TURNOUT_ABI_VERSION
#define TURNOUT_ABI_VERSION NOTE_ABI
#undef TURNOUT_ABI_REQUIRED
#define TURNOUT_ABI_REQUIRED NOTE_REQUIRED
TURNOUT_NOTE("id=" NOTE_ID "\n"
             "version=1.0\n"
             "handles=channel.follow@2\n"
             "setting=gate hangs until it is there\n"
             "setting.type=gate path\n")
#endif

#ifndef WITHOUT_ENTRY
extern "C" {
extern TURNOUT_EXPORT const turnout_entry turnout_plugin_entry;
const turnout_entry turnout_plugin_entry{ENTRY_SIZE,     ENTRY_ABI,   TURNOUT_ABI_MAJOR << 16,
                                         ENTRY_RESERVED, DESCRIPTION, &table};
}
#endif
