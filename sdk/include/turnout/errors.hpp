// What the SDK throws. None of it leaves the plugin: the boundary turns it into a verdict or an error text.
#pragma once
#include <stdexcept>
#include <string>
#include <utility>

namespace turnout {

/// A value of the event is missing or of another kind than asked for. From a handler it becomes a REJECT.
class decode_error : public std::runtime_error {
public:
    decode_error(std::string path, const std::string& what)
        : std::runtime_error(path + " " + what),
          path_(std::move(path)) {}

    /// Where, from the root of the body: `event.message.fragments[2].type`.
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

/// A setting of this plugin is missing or malformed. From a constructor or start() it refuses the plugin.
class config_error : public std::runtime_error {
public:
    config_error(std::string key, const std::string& what)
        : std::runtime_error(key + " " + what),
          key_(std::move(key)) {}

    /// The whole key, as in the properties file: `plugin.archive.path`.
    const std::string& key() const { return key_; }

private:
    std::string key_;
};

} // namespace turnout
