// Why a plugin cannot be used.
#pragma once
#include <filesystem>
#include <stdexcept>
#include <string>
#include <utility>

namespace turnout::plugins {

/// what() is one line for a person: "FILE: REASON; ADVICE". Holds no setting's value.
class PluginError : public std::runtime_error {
public:
    PluginError(std::filesystem::path file, std::string reason, std::string advice)
        : std::runtime_error(file.string() + ": " + reason + (advice.empty() ? "" : "; " + advice)),
          file_(std::move(file)),
          reason_(std::move(reason)),
          advice_(std::move(advice)) {}

    const std::filesystem::path& file() const { return file_; }

    const std::string& reason() const { return reason_; }

    /// What to do about it; may be empty.
    const std::string& advice() const { return advice_; }

private:
    std::filesystem::path file_;
    std::string reason_;
    std::string advice_;
};

} // namespace turnout::plugins
