// Events that plugins derive, as core/plugin hands them on.
#pragma once
#include <turnout/ext/emit.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace turnout::plugins {

/// Any thread.
class EmitPort {
public:
    EmitPort() = default;
    EmitPort(const EmitPort&) = delete;
    EmitPort& operator=(const EmitPort&) = delete;
    virtual ~EmitPort() = default;

    /// Type, version and size have been checked, the JSON has not. Results are those of turnout/ext/emit.h.
    virtual turnout_emit_result emit(const std::string& instance, std::uint64_t token, std::string_view type,
                                     std::string_view version, std::string_view json) = 0;
};

} // namespace turnout::plugins
