// JSON text into the nodes of turnout/abi.h, for tests: the same nodes that the host makes, without the host.
#pragma once
#include <turnout/testing/json_document.hpp>
#include <turnout/testing/json_parser.hpp>
#include <turnout/testing/json_writer.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace turnout::testing {

/// Strict, as the host is: RFC 8259, valid UTF-8, the root an object, no value below level 64, numbers that fit 64 bits
/// or a double. Of a repeated key every member is kept. Throws json_error.
inline json_document parse_json(std::string_view text) {
    return detail::json_parser{text}.parse();
}

/// The text of one node with all below it, compact.
inline std::string write_json(const json_document& document, std::uint32_t index = 0) {
    std::string result;
    detail::json_writer{document, result}.write(index);
    return result;
}

} // namespace turnout::testing
