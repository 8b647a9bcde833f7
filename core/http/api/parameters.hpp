// What a request to the API asks with: its query, or the JSON object that is its body.
#pragma once
#include "core/eventsub/clock.hpp"

#include <Poco/Dynamic/Var.h>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::http {

/// Each reading function takes a name, and throws Problem (400) if what stands there is of another kind. finish()
/// refuses what nobody has read: a parameter that is misspelt must not widen what is meant. One thread at a time.
class Parameters {
public:
    Parameters() = default;

    /// "a=1&b=2", with percent-encoding. Throws Problem (400) for a name that stands twice.
    static Parameters from_query(std::string_view query);
    /// A JSON object; empty text: none. Throws Problem (400) if it is something else, or a name stands twice in it.
    static Parameters from_json(std::string_view text);

    bool has(const std::string& name) const;

    std::string text(const std::string& name);                   ///< empty: absent
    std::vector<std::uint64_t> numbers(const std::string& name); ///< of JSON: an array; of a query: commas between
    std::vector<std::string> texts(const std::string& name);     ///< alike
    bool flag(const std::string& name);                          ///< absent: false
    std::optional<eventsub::Time> time(const std::string& name); ///< RFC 3339

    struct Range {
        std::uint64_t least, most;
    };

    std::optional<std::uint64_t> number(const std::string& name, Range range = {0, INT64_MAX});

    /// Throws Problem (400) if there is a parameter that was not read.
    void finish() const;

private:
    const Poco::Dynamic::Var* find(const std::string& name);
    std::vector<Poco::Dynamic::Var> list(const std::string& name);
    std::uint64_t number_of(const std::string& name, const Poco::Dynamic::Var& value, Range range) const;

    std::map<std::string, Poco::Dynamic::Var> values_;
    std::set<std::string> read_;
    bool typed_ = false; ///< of JSON
};

} // namespace turnout::http
