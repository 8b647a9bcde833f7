// What an event holds that these headers do not know.
#pragma once
#include <turnout/value.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace turnout {

/// Filled by decode(): keys that have no field, and values of enumerations that are not listed. Holds nothing and
/// allocates nothing until there is one.
class drift {
public:
    static constexpr std::size_t max_paths = 32;      // of one event; further ones are not kept
    static constexpr std::size_t max_path_size = 128; // in bytes; longer ones are cut

    /// A member whose key is unknown, or a place whose value is.
    void add(const value& where) {
        if (paths_.size() == max_paths) return;
        std::string path = where.path(value::positions::hidden);
        if (path.size() > max_path_size) path.resize(fitting(path));
        if (std::find(paths_.begin(), paths_.end(), path) == paths_.end()) paths_.push_back(std::move(path));
    }

    /// Adds the members of an object whose keys are not among `known`.
    void add_unknown_members(const value& object, std::span<const std::string_view> known) {
        for (const value member : object) {
            if (std::find(known.begin(), known.end(), member.key()) == known.end()) add(member);
        }
    }

    bool empty() const { return paths_.empty(); }

    /// `event.message.fragments[].type`: each one once, however many elements of an array have it.
    const std::vector<std::string>& paths() const { return paths_; }

private:
    /// Never cuts a UTF-8 sequence in two.
    static std::size_t fitting(std::string_view text) {
        std::size_t size = max_path_size;
        while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
        return size;
    }

    std::vector<std::string> paths_;
};

} // namespace turnout
