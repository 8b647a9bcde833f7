#include "core/config/problem.hpp"

namespace turnout::config {

std::string to_string(const Problem& problem) {
    std::string text = problem.origin.file.string();
    if (problem.origin.line > 0) text += ':' + std::to_string(problem.origin.line);
    if (!text.empty()) text += ": ";
    if (!problem.key.empty()) text += problem.key + ": ";
    text += problem.what;
    if (!problem.suggestion.empty()) text += " (did you mean " + problem.suggestion + "?)";
    return text;
}

std::string to_string(const std::vector<Problem>& problems) {
    std::string text;
    for (const auto& problem : problems) text += to_string(problem) + '\n';
    return text;
}

} // namespace turnout::config
