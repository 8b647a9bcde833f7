// Events that a plugin derives from the one that it handles.
#pragma once
#include <turnout/abi.h>
#include <turnout/ext/emit.h>
#include <turnout/extension.hpp>
#include <turnout/text.hpp>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace turnout {

/// The host refuses a derived event, see turnout/ext/emit.h. Let out of a handler it is a retry, which is what
/// TURNOUT_EMIT_REFUSED asks for.
class emit_error : public std::runtime_error {
public:
    emit_error(const std::string& what, turnout_emit_result code) : std::runtime_error(what), code_(code) {}

    turnout_emit_result code() const { return code_; }

private:
    turnout_emit_result code_;
};

namespace detail {

inline void emit(const turnout_host* host, std::uint64_t token, std::string_view type, std::string_view version,
                 std::string_view json) {
    const auto& table = extension<turnout_emit>(host, TURNOUT_EMIT_EXTENSION);
    const auto result = table.emit(host, token, to_str(type), to_str(version), to_str(json));
    const std::string what = "emit " + std::string{type} + ": ";
    switch (result) {
    case TURNOUT_EMIT_INVALID:
        throw emit_error(what + "a type is \"custom.\" and a name of a-z, 0-9, '_' and '.', and what is emitted is one "
                                "JSON object",
                         result);
    case TURNOUT_EMIT_NO_TOKEN: throw emit_error(what + "the delivery is over", result);
    case TURNOUT_EMIT_FULL: throw emit_error(what + "the delivery has emitted as much as it may", result);
    case TURNOUT_EMIT_REFUSED: throw emit_error(what + "the host's journal takes no events now", result);
    case TURNOUT_EMIT_TOO_DEEP: throw emit_error(what + "derived too many times in a row: a loop?", result);
    default: break;
    }
    if (result < 0) throw emit_error(what + "refused by the host", result);
}

} // namespace detail

} // namespace turnout
