// Java properties, read strictly.
//
// `#` and `!` begin comment lines; `=`, `:` or white space ends a key; `\` at the end continues a line; `\t \n \r \f
// \\`,
// `\uXXXX` and `\` before punctuation or a space are escapes. Stricter than Java, because the difference is always a
// mistake: text must be UTF-8 without control characters; an unknown escape, an empty key, a key alone on a line, a
// continuation without a next line and ` # ` behind a value are errors; white space behind a value is dropped unless it
// is escaped. A byte order mark at the beginning is skipped.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace turnout::config {

struct Property {
    std::string key, value; ///< without escapes; UTF-8
    unsigned line = 0;      ///< where the key begins, from 1
};

/// A line that cannot be read. `what` quotes nothing of the line, which may hold a secret.
struct SyntaxError {
    unsigned line = 0;
    std::string what;
};

struct Properties {
    std::vector<Property> entries; ///< in order; duplicates included
    std::vector<SyntaxError> errors;
};

/// Any bytes are accepted; a line with an error gives no entry.
Properties parse_properties(std::string_view text);

} // namespace turnout::config
