#include "core/app/admin_token.hpp"

#include "core/app/private_file.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <system_error>

namespace turnout::app {
namespace {

constexpr std::size_t shortest = 16;

std::string token_in(std::string text, const std::filesystem::path& file) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    const bool good = text.size() >= shortest &&
                      std::all_of(text.begin(), text.end(), [](char each) { return each > ' ' && each < '\x7f'; });
    if (!good)
        throw std::runtime_error(file.string() + " holds no token (16 or more ASCII characters, no space): remove it "
                                                 "and start the host anew, which makes one");
    return text;
}

} // namespace

std::filesystem::path admin_token_file(const config::Config& config) {
    return config.state_directory / "admin.token";
}

std::string make_admin_token(const config::Config& config) {
    if (!config.admin.token.empty()) return config.admin.token.reveal();
    const auto file = admin_token_file(config);
    auto text = read_private(file);
    if (!text) {
        create_private(file, random_secret() + "\n");
        text = read_private(file); // somebody may have been quicker
    }
    if (!text) throw std::runtime_error(file.string() + " has gone as soon as it was made");
    return token_in(std::move(*text), file);
}

std::string find_admin_token(const config::Config& config) {
    if (!config.admin.token.empty()) return config.admin.token.reveal();
    const auto file = admin_token_file(config);
    std::optional<std::string> text;
    try {
        text = read_private(file);
    } catch (const std::system_error& problem) {
        if (problem.code() != std::errc::permission_denied) throw;
        throw std::runtime_error("no permission to read " + file.string() +
                                 ", the token of the host: run this as the host's user or as root, or set admin.token");
    }
    if (!text)
        throw std::runtime_error("there is no " + file.string() +
                                 ", which a host makes when it starts: has it been started with this configuration?");
    return token_in(std::move(*text), file);
}

} // namespace turnout::app
