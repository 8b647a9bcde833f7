// How large each record was in the version that had it first: whoever hands over less was not written for it, and more
// may come with any newer version. So this, and never sizeof, is what struct_size is compared with.
#pragma once
#include <turnout/abi.h>
#include <turnout/ext/emit.h>
#include <turnout/ext/metrics.h>
#include <turnout/ext/state.h>
#include <turnout/ext/timer.h>

#include <cstddef>

namespace turnout {

namespace detail {

template <class Record> struct first_record;

template <class Member> struct alone { Member member; };

template <class Record, class Member> constexpr std::size_t width(Member Record::*) {
    return sizeof(alone<Member>);
}

#define TURNOUT_FIRST_SIZE(record, last)                                                   \
    template <> struct first_record<record> {                                              \
        static constexpr std::size_t size = offsetof(record, last) + width(&record::last); \
    }
TURNOUT_FIRST_SIZE(turnout_error, message);
TURNOUT_FIRST_SIZE(turnout_outcome, reason);
TURNOUT_FIRST_SIZE(turnout_event, arena_size);
TURNOUT_FIRST_SIZE(turnout_host, release);
TURNOUT_FIRST_SIZE(turnout_setting, fallback);
TURNOUT_FIRST_SIZE(turnout_plugin_description, ordering_key);
TURNOUT_FIRST_SIZE(turnout_plugin, get_extension);
TURNOUT_FIRST_SIZE(turnout_entry, plugin);
TURNOUT_FIRST_SIZE(turnout_series, buckets_count);
TURNOUT_FIRST_SIZE(turnout_metrics, drift);
TURNOUT_FIRST_SIZE(turnout_timer, cancel);
TURNOUT_FIRST_SIZE(turnout_state, once);
TURNOUT_FIRST_SIZE(turnout_emit, emit);
#undef TURNOUT_FIRST_SIZE

} // namespace detail

template <class Record> inline constexpr std::size_t first_size = detail::first_record<Record>::size;

} // namespace turnout
