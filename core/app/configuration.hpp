// How verbs find and load the configuration.
#pragma once
#include "core/app/command.hpp"
#include "core/config/config.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace turnout::app {

inline constexpr Option config_option{"config", "FILE",
                                      "main file ($TURNOUT_CONFIG, else /etc/turnout/turnout.properties)"};
inline constexpr Option set_option{"set", "KEY=VALUE", "override one key of the configuration, never a secret", true};

/// --config, else $TURNOUT_CONFIG, else /etc/turnout/turnout.properties.
std::filesystem::path configuration_file(const Arguments& arguments);

/// `overrides` are those of --set. On failure prints every error to streams.error and returns null: the exit status is
/// then 1.
std::shared_ptr<const config::Config> load_configuration(const std::filesystem::path& file,
                                                         const std::vector<std::string>& overrides, Streams streams);

/// Where this machine reaches the callback at this address, e.g. "http://127.0.0.1:8080/eventsub".
std::string local_url(const config::Address& address, const std::string& path);

} // namespace turnout::app
