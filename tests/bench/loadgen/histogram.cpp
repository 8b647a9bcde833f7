#include "tests/bench/loadgen/histogram.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdio>

namespace turnout::bench {
namespace {

constexpr std::size_t steps = 128;

std::size_t index_of(std::uint64_t value) {
    if (value < steps) return value;
    const auto shift = static_cast<std::size_t>(56 - std::countl_zero(value));
    return shift * steps + (value >> shift);
}

std::uint64_t top_of(std::size_t index) {
    return index < steps ? index : ((index % steps + steps + 1) << (index / steps - 1)) - 1;
}

} // namespace

void Histogram::record(Nanoseconds value) {
    const auto counted = static_cast<std::uint64_t>(std::max<Nanoseconds>(value, 0));
    const std::size_t index = index_of(counted);
    if (index >= counts_.size()) counts_.resize(index + 1);
    ++counts_[index];
    ++count_;
    sum_ += static_cast<double>(counted);
    largest_ = std::max(largest_, counted);
}

void Histogram::merge(const Histogram& other) {
    if (other.counts_.size() > counts_.size()) counts_.resize(other.counts_.size());
    for (std::size_t i = 0; i < other.counts_.size(); ++i) counts_[i] += other.counts_[i];
    count_ += other.count_;
    sum_ += other.sum_;
    largest_ = std::max(largest_, other.largest_);
}

double Histogram::quantile_in_microseconds(double quantile) const {
    const auto wanted =
        std::max<std::uint64_t>(static_cast<std::uint64_t>(std::ceil(quantile * static_cast<double>(count_))), 1);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i)
        if ((seen += counts_[i]) >= wanted) return static_cast<double>(std::min(top_of(i), largest_)) / 1e3;
    return 0;
}

std::string Histogram::json() const {
    std::array<char, 256> text{};
    const double mean = count_ > 0 ? sum_ / static_cast<double>(count_) / 1e3 : 0.0;
    std::snprintf(text.data(), text.size(),
                  R"({"p50":%.1f,"p90":%.1f,"p99":%.1f,"p999":%.1f,"max":%.1f,"mean":%.1f,"n":%llu})",
                  quantile_in_microseconds(.5), quantile_in_microseconds(.9), quantile_in_microseconds(.99),
                  quantile_in_microseconds(.999), static_cast<double>(largest_) / 1e3, mean,
                  static_cast<unsigned long long>(count_)); // NOLINT(google-runtime-int): what %llu takes
    return text.data();
}

} // namespace turnout::bench
