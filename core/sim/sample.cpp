#include "core/sim/sample.hpp"

#include <charconv>

namespace turnout::sim {
namespace {

int number_of(std::string_view version) {
    int number = 0;
    std::from_chars(version.data(), version.data() + version.size(), number);
    return number; // 0 for "beta"
}

} // namespace

const Sample* find_sample(std::string_view type, std::string_view version) {
    const Sample* best = nullptr;
    for (const Sample& sample : samples()) {
        if (sample.type != type || (!version.empty() && sample.version != version)) continue;
        if (best == nullptr || number_of(sample.version) > number_of(best->version)) best = &sample;
    }
    return best;
}

} // namespace turnout::sim
