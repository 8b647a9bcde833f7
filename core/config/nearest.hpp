// The nearest of several words, for "did you mean".
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace turnout::config {

/// Letters to insert, delete, replace or swap with their neighbour to come from `a` to `b`.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The choice nearest to `word`, the first of equals; empty if none is near enough to be meant.
std::string nearest(std::string_view word, std::span<const std::string> choices);

} // namespace turnout::config
