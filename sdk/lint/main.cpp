// turnout-lint FILE.so...: says what is wrong with plugins, without running any of their code.
#include "sdk/lint/rules.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace {

enum ExitStatus : int { clean = 0, found = 1, wrong_usage = 2 };

constexpr std::string_view help =
    "usage: turnout-lint FILE.so...\n"
    "Checks plugins of Turnout without running any of their code: the file, its note, the ABI that it speaks, what it\n"
    "exports and needs, and what would keep it loaded for ever. Each finding says what to do about it.\n"
    "  --help  this text\n"
    "Exit status: 0 nothing found, 1 something found or a file that cannot be read, 2 wrong usage.\n";

/// Prints the findings; false if there is one, or no file.
bool check(const std::string& file) {
    const bool directory = std::filesystem::is_directory(file); // one opens, but nothing can be read
    std::ifstream in(file, std::ios::binary);
    if (directory || !in) {
        const int error = directory ? EISDIR : errno;
        std::cerr << file << ": cannot be read: " << std::generic_category().message(error) << '\n';
        return false;
    }
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto report = turnout::lint::examine(std::as_bytes(std::span{text}));
    for (const auto& finding : report.findings) {
        std::cerr << file << ": " << (finding.refused ? "error: " : "warning: ") << finding.what << "; "
                  << finding.advice << '\n';
    }
    return report.findings.empty();
}

int run(const std::vector<std::string>& words) {
    bool clean = true;
    std::vector<std::string> files;
    for (const auto& word : words) {
        if (word == "--help" || word == "-h") {
            std::cout << help;
            return ExitStatus::clean;
        }
        if (word.starts_with('-')) {
            std::cerr << "turnout-lint: unknown option " << word << "\nSee `turnout-lint --help`.\n";
            return ExitStatus::wrong_usage;
        }
        files.push_back(word);
    }
    if (files.empty()) {
        std::cerr << "turnout-lint: FILE.so is missing\nSee `turnout-lint --help`.\n";
        return ExitStatus::wrong_usage;
    }
    for (const auto& file : files) clean = check(file) && clean;
    return clean ? ExitStatus::clean : ExitStatus::found;
}

} // namespace

int main(int count, char** words) {
    try {
        return run({words + 1, words + count});
    } catch (const std::exception& problem) {
        std::cerr << "turnout-lint: " << problem.what() << '\n';
        return ExitStatus::found;
    }
}
