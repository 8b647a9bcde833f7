#include "core/config/value.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace turnout::config;

namespace {

constexpr std::array<std::string_view, 3> words{"now", "oldest", "later"};

std::string refusal(const Type& type, const std::string& text) {
    const auto value = parse_value(type, text, "/etc");
    const auto* found = std::get_if<Refusal>(&value);
    if (found == nullptr) return "";
    return found->suggestion.empty() ? found->what : found->what + " -> " + found->suggestion;
}

template <class T> T value(const Type& type, const std::string& text) {
    const auto outcome = parse_value(type, text, "/etc");
    REQUIRE(std::holds_alternative<Value>(outcome));
    return std::get<T>(std::get<Value>(outcome));
}

} // namespace

TEST_CASE("nothing is a value only for settings") {
    CHECK(refusal({Kind::setting}, "") == "");
    for (const auto kind : {Kind::text, Kind::name, Kind::names, Kind::choice, Kind::count, Kind::size, Kind::duration,
                            Kind::duration_range, Kind::address, Kind::path, Kind::library, Kind::url_path,
                            Kind::callback, Kind::order, Kind::secret, Kind::boolean})
        CHECK(refusal({kind}, "") == "is missing");
}

TEST_CASE("limits are part of both ranges, and the nearest is suggested") {
    const Type count{Kind::count, 2, 5};
    CHECK(value<std::uint64_t>(count, "2") == 2);
    CHECK(value<std::uint64_t>(count, "5") == 5);
    CHECK(refusal(count, "1") == "is out of range: 2 to 5 -> 2");
    CHECK(refusal(count, "6") == "is out of range: 2 to 5 -> 5");
    CHECK(refusal({Kind::duration, 1000, 60'000}, "2m") == "is out of range: 1s to 1m -> 1m");
    CHECK(refusal({Kind::size, 1024, 2048}, "1") == "is out of range: 1k to 2k -> 1k");
    CHECK(refusal({Kind::duration_range, 1000, 60'000}, "1s..2m") == "is out of range: both ends must lie in 1s to 1m");
    CHECK(refusal({Kind::duration_range, 1000, 60'000}, "1ms..2s") ==
          "is out of range: both ends must lie in 1s to 1m");
}

TEST_CASE("choices and orders") {
    const Type choice{Kind::choice, 0, 0, words}, order{Kind::order, 0, 0, words};
    CHECK(value<std::string>(choice, "oldest") == "oldest");
    CHECK(refusal(choice, "oldst") == "is not now, oldest or later -> oldest");
    CHECK(value<std::string>(order, "event.user_id") == "event.user_id");
    CHECK(value<std::string>(order, "now") == "now");
    CHECK(refusal(order, "lter") == "is not now, oldest or later, and no field path like event.user_id -> later");
    for (const auto* text : {".a", "a.", "a..b", "event.user id", "event.user#"})
        CHECK_FALSE(refusal(order, text).empty());
}

TEST_CASE("names and lists of names") {
    CHECK(value<std::string>({Kind::name}, "a-b_C9") == "a-b_C9");
    for (const auto* text : {"a.b", "a b", "@host", "\xc3\xa4"})
        CHECK(refusal({Kind::name}, text) == "is not a name: letters, digits, _ and - only");
    using List = std::vector<std::string>;
    CHECK(value<List>({Kind::names}, "a, b ,c") == List{"a", "b", "c"});
    CHECK(value<List>({Kind::names}, "all") == List{"all"});
    for (const auto* text : {",", "a,", ",a", "a,,b", "a b", " "})
        CHECK(refusal({Kind::names}, text) == "is not all, none, or a list of names with commas between");
    CHECK(refusal({Kind::names}, "a,all") == "mixes all or none with names");
}

TEST_CASE("paths") {
    CHECK(value<std::filesystem::path>({Kind::path}, "state") == "/etc/state");
    CHECK(value<std::filesystem::path>({Kind::path}, "../var/x") == "/var/x");
    CHECK(value<std::filesystem::path>({Kind::path}, "/var/lib/") == "/var/lib/");
    CHECK(value<std::filesystem::path>({Kind::library}, "sub/x.so") == "sub/x.so");
    CHECK(refusal({Kind::library}, "/usr/lib/x.so") == "must be a file below plugins.directory -> x.so");
    CHECK(refusal({Kind::library}, "a/../../x.so") == "must be a file below plugins.directory -> x.so");
}

TEST_CASE("paths of URLs and callbacks") {
    CHECK(value<std::string>({Kind::url_path}, "/a/b-c_d.e~f") == "/a/b-c_d.e~f");
    CHECK(refusal({Kind::url_path}, "eventsub") == "does not begin with a slash -> /eventsub");
    for (const auto* text : {"/a?b", "/a b", "//a", "/a/../b", "/.", "/%41", "/#"})
        CHECK(refusal({Kind::url_path}, text).starts_with("is not a plain path"));
    const Type callback{Kind::callback};
    CHECK(value<std::string>(callback, "https://e.example.com:443/eventsub?x=1") ==
          "https://e.example.com:443/eventsub?x=1");
    CHECK(refusal(callback, "http://e.example.com/") == "does not begin with https://, which Twitch demands");
    CHECK(refusal(callback, "https://e.example.com:8443/") == "names a port that Twitch does not call: it must be 443");
    CHECK(refusal(callback, "https:///x") == "holds no plain host name");
    CHECK(refusal(callback, "https://user@host/x") == "holds no plain host name");
    CHECK(refusal(callback, "https://host/a b") == "holds characters that a URL cannot");
}

TEST_CASE("secrets are 10 to 100 printable ASCII characters, and a refusal does not quote them") {
    const Type secret{Kind::secret, 10, 100};
    CHECK(value<Secret>(secret, "0123456789").reveal() == "0123456789");
    CHECK(value<Secret>(secret, std::string(100, '~')).reveal().size() == 100);
    CHECK(refusal(secret, "012345678") == "must be 10 to 100 printable ASCII characters, and it has 9");
    CHECK(refusal(secret, std::string(101, 'x')) == "must be 10 to 100 printable ASCII characters, and it has 101");
    for (const auto* text : {"0123456789\n", "0123456789\xc3\xa4", "0123456789\x7f", "0123456789\t"})
        CHECK(refusal(secret, text) ==
              "must be 10 to 100 printable ASCII characters, and one of its characters is not");
}

TEST_CASE("every type can be described") {
    CHECK(describe({Kind::choice, 0, 0, words}) == "now, oldest or later");
    CHECK(describe({Kind::duration, 100, 600'000}) == "duration, 100ms to 10m");
    for (int kind = 0; kind <= static_cast<int>(Kind::secret); ++kind)
        CHECK_FALSE(describe({static_cast<Kind>(kind), 0, 1, words}).empty());
}
