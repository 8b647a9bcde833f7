// Lines in the host's log, under the name of this plugin instance.
#pragma once
#include <turnout/abi.h>
#include <turnout/format.hpp>
#include <turnout/text.hpp>

#include <string_view>
#include <type_traits>

namespace turnout {

/// Cheap to copy; any thread, until the plugin is destroyed. `log.info("{} followed {}", a, b)`: the number of
/// placeholders is checked by the compiler.
class logger {
    template <class... Arguments> using pattern = detail::format_text<std::type_identity_t<Arguments>...>;

public:
    explicit logger(const turnout_host* host) : host_(host) {}

    void write(turnout_level level, std::string_view message) const { host_->log(host_, level, to_str(message)); }

    template <class... Arguments> void trace(pattern<Arguments...> text, const Arguments&... arguments) const {
        write(TURNOUT_TRACE, turnout::format<Arguments...>(text, arguments...));
    }

    template <class... Arguments> void debug(pattern<Arguments...> text, const Arguments&... arguments) const {
        write(TURNOUT_DEBUG, turnout::format<Arguments...>(text, arguments...));
    }

    template <class... Arguments> void info(pattern<Arguments...> text, const Arguments&... arguments) const {
        write(TURNOUT_INFO, turnout::format<Arguments...>(text, arguments...));
    }

    template <class... Arguments> void warning(pattern<Arguments...> text, const Arguments&... arguments) const {
        write(TURNOUT_WARNING, turnout::format<Arguments...>(text, arguments...));
    }

    template <class... Arguments> void error(pattern<Arguments...> text, const Arguments&... arguments) const {
        write(TURNOUT_ERROR, turnout::format<Arguments...>(text, arguments...));
    }

private:
    const turnout_host* host_;
};

} // namespace turnout
