#include "core/app/console.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace turnout::app {

std::string read_file(const std::filesystem::path& file, std::string_view what) {
    std::error_code error;
    const auto status = std::filesystem::status(file, error);
    if (!error && std::filesystem::is_directory(status)) error = std::make_error_code(std::errc::is_a_directory);
    std::ifstream in;
    if (!error) in.open(file, std::ios::binary);
    if (!error && !in) error = {errno, std::generic_category()};
    if (error)
        throw std::runtime_error("cannot read " + std::string(what) + " '" + file.string() + "': " + error.message());
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string in_milliseconds(std::chrono::nanoseconds time, int digits) {
    std::array<char, 48> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), static_cast<double>(time.count()) / 1e6,
                                   std::chars_format::fixed, digits)
                         .ptr;
    return std::string(text.data(), end) + " ms";
}

} // namespace turnout::app
