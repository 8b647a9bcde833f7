// TURNOUT_PLUGIN(Class, id, version, event types...): once per plugin, outside of every namespace.
//
//     TURNOUT_PLUGIN(greeter, "com.example.greeter", "1.0.0", turnout::twitch::channel_follow_v2)
//
// Class derives from turnout::plugin and may say: `static constexpr unsigned max_concurrency`, `std::string_view
// summary`, `std::string_view ordering_key`, `turnout::setting settings[]` (all static constexpr). With a public member
// `void configure()` or `turnout::configured configure()` it takes new settings while it runs.
#pragma once
#include <turnout/abi.h>
#include <turnout/boundary.hpp>
#include <turnout/describe.hpp>
#include <turnout/manifest.hpp>
#include <turnout/note.h>

#define TURNOUT_PLUGIN(Class, plugin_id, plugin_version, ...)                                                         \
    static_assert(::std::is_base_of_v<::turnout::plugin, Class>, "turnout: a plugin derives from turnout::plugin");   \
    static_assert(::turnout::detail::is_identity(plugin_id) && ::turnout::detail::is_identity(plugin_version),        \
                  "turnout: id and version of a plugin are 1 to 100 letters, digits, '.', '-', '_' or '+'");          \
    static_assert(!::turnout::detail::has_unfit_configure<Class>(),                                                   \
                  "turnout: configure() takes nothing: it reads the new settings with config<T>()");                  \
    static_assert(::turnout::detail::has_fit_settings<Class>(),                                                       \
                  "turnout: a setting has a key of letters, digits, '.', '-', '_' or '+', and help and default are "  \
                  "one line of at most 500 bytes each");                                                              \
    namespace {                                                                                                       \
    constexpr turnout_plugin_description turnout_description_ =                                                       \
        ::turnout::detail::describe<Class __VA_OPT__(, ) __VA_ARGS__>(plugin_id, plugin_version);                     \
    constexpr turnout_plugin turnout_table_ = ::turnout::detail::boundary::table<Class __VA_OPT__(, ) __VA_ARGS__>(); \
    TURNOUT_NOTE_ATTRIBUTES constexpr auto turnout_note_ =                                                            \
        ::turnout::detail::make_note<::turnout::detail::note_size<Class __VA_OPT__(, ) __VA_ARGS__>(plugin_id,        \
                                                                                                    plugin_version),  \
                                     Class __VA_OPT__(, ) __VA_ARGS__>(plugin_id, plugin_version);                    \
    }                                                                                                                 \
    extern "C" {                                                                                                      \
    extern TURNOUT_EXPORT const turnout_entry turnout_plugin_entry;                                                   \
    const turnout_entry turnout_plugin_entry = {sizeof(turnout_entry), TURNOUT_ABI_VERSION, TURNOUT_ABI_REQUIRED, 0,  \
                                                &turnout_description_, &turnout_table_};                              \
    }                                                                                                                 \
    static_assert(true, "")
