#include "core/app/configuration.hpp"

#include "core/app/known_types.hpp"
#include "core/config/load.hpp"

#include <cstdlib>
#include <ostream>

namespace turnout::app {

std::filesystem::path configuration_file(const Arguments& arguments) {
    if (const auto file = arguments.value("config")) return *file;
    if (const char* file = std::getenv("TURNOUT_CONFIG"); file != nullptr && *file != '\0') return file;
    return "/etc/turnout/turnout.properties";
}

std::shared_ptr<const config::Config> load_configuration(const std::filesystem::path& file,
                                                         const std::vector<std::string>& overrides, Streams streams) {
    config::Result result = config::load(config::Sources::from_file(file, overrides), known_types(), read_timestamp);
    if (result.config) return std::make_shared<const config::Config>(std::move(*result.config));
    streams.error << config::to_string(result.problems);
    return nullptr;
}

std::string local_url(const config::Address& address, const std::string& path) {
    std::string host = address.host;
    if (host.empty() || host == "*" || host == "0.0.0.0")
        host = "127.0.0.1";
    else if (host == "::")
        host = "[::1]";
    else if (host.find(':') != std::string::npos && !host.starts_with('['))
        host = "[" + host + "]";
    return "http://" + host + ":" + std::to_string(address.port) + path;
}

} // namespace turnout::app
