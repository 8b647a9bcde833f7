#include "core/config/nearest.hpp"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace turnout::config {
namespace {

// Longer words cost quadratic time and are no slips of a finger.
constexpr std::size_t longest = 200;

} // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), current(b.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        current[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            current[j] = std::min({last[j] + 1, current[j - 1] + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                current[j] = std::min(current[j], before_last[j - 2] + 1);
        }
        std::swap(before_last, last);
        std::swap(last, current);
    }
    return last[b.size()];
}

std::string nearest(std::string_view word, std::span<const std::string> choices) {
    std::string best;
    if (word.empty() || word.size() > longest) return best;
    std::size_t least = std::max<std::size_t>(2, word.size() / 4) + 1;
    for (const auto& choice : choices) {
        if (choice.size() > longest) continue;
        const std::size_t distance = edit_distance(word, choice);
        // More than half of a word changed is another word.
        if (distance >= least || distance * 2 > std::max(word.size(), choice.size())) continue;
        least = distance;
        best = choice;
    }
    return best;
}

} // namespace turnout::config
