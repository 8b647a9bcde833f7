#include "tests/bench/loadgen/options.hpp"

#include "tests/bench/loadgen/help.hpp"
#include "tests/bench/loadgen/timing.hpp"

#include <getopt.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <variant>

namespace turnout::bench {
namespace {

using Field =
    std::variant<bool Options::*, int Options::*, std::uint64_t Options::*, double Options::*, std::string Options::*>;

struct Known {
    const char* name;
    int letter; ///< 0: none
    Field field;
};

constexpr std::array<Known, 26> known_options{{
    {"connections", 'c', &Options::connections},
    {"threads", 't', &Options::threads},
    {"count", 'n', &Options::count},
    {"duration", 'd', &Options::duration},
    {"rate", 'r', &Options::rate},
    {"secret", 's', &Options::secret},
    {"poisson", 0, &Options::poisson},
    {"warmup", 0, &Options::warmup},
    {"drain", 0, &Options::drain},
    {"timeout", 0, &Options::timeout},
    {"retry", 0, &Options::retry},
    {"retry-delay", 0, &Options::retry_delay},
    {"spin", 0, &Options::spin},
    {"conn-requests", 0, &Options::connection_requests},
    {"dup", 0, &Options::duplicates},
    {"dup-sent", 0, &Options::duplicate_sent},
    {"bad", 0, &Options::bad},
    {"stale", 0, &Options::stale},
    {"seed", 0, &Options::seed},
    {"broadcasters", 0, &Options::broadcasters},
    {"label", 0, &Options::label},
    {"bid-base", 0, &Options::broadcaster_base},
    {"ack-file", 0, &Options::ack_file},
    {"bad-file", 0, &Options::bad_file},
    {"strict", 0, &Options::strict},
    {"cacert", 0, &Options::trusted_file},
}};

constexpr int first_code = 256; // above every letter

int code_of(std::size_t index) {
    return known_options.at(index).letter != 0 ? known_options.at(index).letter : first_code + static_cast<int>(index);
}

void assign(bool& field, const std::string& /*text*/, const char* /*name*/) {
    field = true;
}

void assign(std::string& field, const std::string& text, const char* /*name*/) {
    field = text;
}

double read_number(const std::string& text, const char* name, bool whole) {
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    const bool fits = !whole || (number == std::floor(number) && number < 9e18);
    if (text.empty() || *end != '\0' || !(number >= 0) || !fits)
        throw std::runtime_error(std::string("--") + name + ": not a number: " + text);
    return number;
}

void assign(double& field, const std::string& text, const char* name) {
    field = read_number(text, name, false);
}

void assign(int& field, const std::string& text, const char* name) {
    field = static_cast<int>(read_number(text, name, true));
}

void assign(std::uint64_t& field, const std::string& text, const char* name) {
    const double number = read_number(text, name, true); // 1e6 is a whole number, too
    const bool plain = text.find_first_of(".eE") == std::string::npos;
    field = plain ? std::strtoull(text.c_str(), nullptr, 10) : static_cast<std::uint64_t>(number);
}

void read_url(Options& options, const std::string& url) {
    options.tls = url.starts_with("https://");
    if (!options.tls && !url.starts_with("http://"))
        throw std::runtime_error("the target must be http://... or https://...");
    const std::size_t from = options.tls ? 8 : 7, slash = std::min(url.find('/', from), url.size());
    const std::string authority = url.substr(from, slash - from);
    const std::size_t colon = authority.find(':', authority.starts_with('[') ? authority.find(']') : 0);
    options.host = authority.substr(0, colon);
    options.port = colon == std::string::npos ? (options.tls ? "443" : "80") : authority.substr(colon + 1);
    if (slash < url.size()) options.path = url.substr(slash);
}

void complete(Options& options) {
    if (options.host.empty() || options.connections < 1 || options.threads < 1 || options.broadcasters == 0)
        throw std::runtime_error("the host, connections, threads and broadcasters must not be empty or 0");
    options.threads = std::min(options.threads, options.connections);
    if (options.count == 0 && options.duration <= 0) options.duration = 10;
    if (options.templates.empty()) options.templates.push_back(template_of_type("channel.follow"));
}

void take(Options& options, int code, const std::string& value) {
    if (code == 'b') options.templates.push_back(template_of_file(value));
    if (code == 'T' && value != "all") options.templates.push_back(template_of_type(value));
    if (code == 'T' && value == "all")
        for (const auto& body : builtin_bodies()) options.templates.push_back(template_of_type(std::string(body.type)));
    for (std::size_t i = 0; i < known_options.size(); ++i)
        if (code == code_of(i))
            std::visit([&](auto member) { assign(options.*member, value, known_options.at(i).name); },
                       known_options.at(i).field);
}

} // namespace

Options read_options(int count, char** words) {
    Options options;
    options.seed = static_cast<std::uint64_t>(wall_now());
    std::vector<option> longs{{"type", 1, nullptr, 'T'}, {"body", 1, nullptr, 'b'}, {"help", 0, nullptr, 'h'}};
    for (std::size_t i = 0; i < known_options.size(); ++i) {
        const bool is_switch = std::holds_alternative<bool Options::*>(known_options.at(i).field);
        longs.push_back({known_options.at(i).name, is_switch ? 0 : 1, nullptr, code_of(i)});
    }
    longs.push_back({nullptr, 0, nullptr, 0});
    int code = 0;
    while ((code = getopt_long(count, words, "c:t:n:d:r:s:T:b:h", longs.data(), nullptr)) != -1) {
        if (code == '?') throw std::runtime_error("see --help");
        if (code == 'h') {
            std::puts(help_text);
            std::exit(0);
        }
        take(options, code, optarg != nullptr ? optarg : "");
    }
    if (optind + 1 != count) throw std::runtime_error("one target URL is needed; see --help");
    read_url(options, words[optind]);
    complete(options);
    return options;
}

} // namespace turnout::bench
