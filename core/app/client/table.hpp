// Text for people out of what a host answers.
#pragma once
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::app {

/// What came from outside, safe for a terminal: control characters come out escaped.
std::string printable(std::string_view text);

/// A member as text; empty if it is absent or null.
std::string text_in(const Poco::JSON::Object& object, const std::string& name);

/// Rows in columns as wide as their longest text, two spaces between; numbers, as `numeric` says, to the right.
class Table {
public:
    struct Column {
        std::string_view title;
        bool numeric = false;
    };

    explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

    /// As many as there are columns.
    void add(std::vector<std::string> row);

    void print(std::ostream& out) const;

private:
    std::vector<Column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

/// Of an event: its message id, and in parentheses that of the element of a batched one.
std::string id_of(const Poco::JSON::Object& event);

/// {"MEMBER": [...]}, as print_json().
void print_list(std::ostream& out, const std::string& member, const Poco::JSON::Array::Ptr& list);

/// Indented, ending in a newline.
void print_json(std::ostream& out, const Poco::JSON::Object& object);

} // namespace turnout::app
