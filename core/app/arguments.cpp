#include "core/app/arguments.hpp"

#include "core/config/nearest.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <charconv>

namespace turnout::app {
namespace {

const Option& find_option(std::string_view name, std::span<const Option> options) {
    const auto found = std::find_if(options.begin(), options.end(), [&](const Option& o) { return o.name == name; });
    if (found != options.end()) return *found;
    std::vector<std::string> names;
    for (const Option& option : options) names.emplace_back(option.name);
    const std::string meant = config::nearest(name, names);
    std::string text = "unknown option --" + std::string(name);
    if (!meant.empty()) text += "; did you mean --" + meant + "?";
    throw UsageError(text);
}

} // namespace

Arguments Arguments::read(std::span<const std::string> words, const Shape& shape) {
    Arguments result;
    bool options_ended = false;
    for (std::size_t at = 0; at < words.size(); ++at) {
        const std::string& word = words[at];
        if (options_ended || word.size() < 2 || word[0] != '-') {
            result.operands_.push_back(word);
            continue;
        }
        if (word == "--") {
            options_ended = true;
            continue;
        }
        if (word[1] != '-') throw UsageError("unknown option " + word + "; options begin with two dashes");
        const std::size_t equals = word.find('=');
        const std::string name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
        const Option& option = find_option(name, shape.options);
        auto& values = result.options_[name];
        if (!values.empty() && !option.repeatable) throw UsageError("--" + name + " is given twice");
        if (option.value.empty()) {
            if (equals != std::string::npos) throw UsageError("--" + name + " takes no value");
            values.emplace_back();
        } else if (equals != std::string::npos) {
            values.push_back(word.substr(equals + 1));
        } else if (at + 1 < words.size()) {
            values.push_back(words[++at]);
        } else {
            throw UsageError(fmt::format("--{0} needs a value: --{0} {1}", name, option.value));
        }
    }
    if (result.operands_.size() < shape.least_operands) throw UsageError("an argument is missing");
    if (result.operands_.size() > shape.most_operands)
        throw UsageError("unexpected argument '" + result.operands_[shape.most_operands] + "'");
    return result;
}

bool Arguments::has(std::string_view option) const {
    return options_.find(option) != options_.end();
}

std::optional<std::string> Arguments::value(std::string_view option) const {
    const auto found = options_.find(option);
    if (found == options_.end()) return std::nullopt;
    return found->second.back();
}

std::vector<std::string> Arguments::values(std::string_view option) const {
    const auto found = options_.find(option);
    return found == options_.end() ? std::vector<std::string>{} : found->second;
}

std::uint64_t Arguments::number(std::string_view option, std::uint64_t otherwise, std::uint64_t least,
                                std::uint64_t most) const {
    const auto text = value(option);
    if (!text) return otherwise;
    std::uint64_t number = 0;
    const char* end = text->data() + text->size();
    const auto [stopped, error] = std::from_chars(text->data(), end, number);
    if (error != std::errc{} || stopped != end || number < least || number > most)
        throw UsageError("--" + std::string(option) + " takes a whole number from " + std::to_string(least) + " to " +
                         std::to_string(most) + ", not '" + *text + "'");
    return number;
}

} // namespace turnout::app
