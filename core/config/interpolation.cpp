#include "core/config/interpolation.hpp"

#include "core/config/utf8.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

namespace turnout::config {
namespace {

constexpr std::string_view file_prefix = "file:";
constexpr std::size_t largest_value = std::size_t{64} * 1024;

struct Descriptor {
    int number;

    explicit Descriptor(int value) : number(value) {}

    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    ~Descriptor() {
        if (number >= 0) close(number);
    }
};

/// The text that a placeholder stands for; on failure `error` says why.
std::string resolve(std::string_view placeholder, const std::filesystem::path& directory,
                    const Environment& environment, std::string& error) {
    const std::string name(placeholder.substr(placeholder.find(':') + 1));
    const std::string shown = "${" + std::string(placeholder) + "}";
    std::string value;
    if (name.find("${") != std::string::npos) {
        error = "a `${` within `${...}`: placeholders do not nest";
    } else if (name.empty()) {
        error = "a `${...}` names nothing";
    } else if (placeholder.starts_with("env:")) {
        const auto found = environment(name);
        if (found)
            value = *found;
        else
            error = shown + ": this environment variable is not set";
    } else if (placeholder.starts_with(file_prefix)) {
        const auto path = directory / name;
        const auto content = read_file(path, largest_value, error);
        if (!content) {
            error = shown + ": " + path.string() + " " + error;
            return {};
        }
        value = *content;
        if (value.ends_with('\n')) {
            value.pop_back();
            if (value.ends_with('\r')) value.pop_back();
        }
    } else {
        // Not shown: it may be a piece of a secret that happens to look like a placeholder.
        error = "a `${...}` is neither `${env:NAME}` nor `${file:PATH}`; for a literal `${` write `$${`";
    }
    if (error.empty() && (!is_utf8(value) || value.find('\0') != std::string::npos))
        error = shown + " does not give text (UTF-8 without NUL)";
    return value;
}

} // namespace

std::optional<std::string> read_file(const std::filesystem::path& file, std::size_t limit, std::string& error) {
    const auto reason = [] { return std::string("cannot be read: ") + std::strerror(errno); };
    // O_NONBLOCK: opening a FIFO would wait for a writer.
    const Descriptor descriptor(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));

    struct stat status {};

    if (descriptor.number < 0 || fstat(descriptor.number, &status) != 0) {
        error = reason();
        return {};
    }
    if (!S_ISREG(status.st_mode)) {
        error = "is not a regular file";
        return {};
    }
    std::string content;
    std::array<char, 16'384> buffer{};
    for (;;) {
        const auto count = read(descriptor.number, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) {
            error = reason();
            return {};
        }
        if (count == 0) return content;
        content.append(buffer.data(), static_cast<std::size_t>(count));
        if (content.size() > limit) {
            error = "is larger than " + std::to_string(limit / 1024) + "k";
            return {};
        }
    }
}

Interpolated interpolate(std::string_view value, const std::filesystem::path& directory,
                         const Environment& environment) {
    Interpolated result;
    const auto all = value;
    while (!value.empty()) {
        const auto dollar = value.find('$');
        result.value += value.substr(0, dollar);
        if (dollar == std::string_view::npos) break;
        value.remove_prefix(dollar);
        if (value.starts_with("$${")) {
            result.value += "${";
            value.remove_prefix(3);
        } else if (value.starts_with("${")) {
            const auto end = value.find('}');
            if (end == std::string_view::npos) {
                result.error = "a `${` has no `}`; for a literal `${` write `$${`";
                return result;
            }
            result.foreign = true;
            const auto placeholder = value.substr(2, end - 2);
            if (placeholder.starts_with(file_prefix))
                result.files.push_back(directory / placeholder.substr(file_prefix.size()));
            result.value += resolve(placeholder, directory, environment, result.error);
            if (!result.error.empty()) return result;
            value.remove_prefix(end + 1);
        } else {
            result.value += '$';
            value.remove_prefix(1);
        }
    }
    result.whole = result.files.size() == 1 && all.starts_with("${") && all.find('}') == all.size() - 1;
    return result;
}

} // namespace turnout::config
