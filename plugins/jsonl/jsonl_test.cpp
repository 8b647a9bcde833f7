// The shipped jsonl plugin, loaded as a host loads it.
#include "tests/unit/plugin/fixture/plugin_host.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

namespace fs = std::filesystem;
using turnout::test::Event;
using turnout::test::PluginHost;
using turnout::test::read_file;

namespace {

struct Jsonl : PluginHost {
    fs::path path = directory() / "events.jsonl";

    std::string start(Settings settings = {}) {
        settings.try_emplace("path", path.string());
        return load(turnout::test::shipped("jsonl"), "archive", settings);
    }
};

Event follow(const std::string& user) {
    return Event::of("channel.follow", "2", R"({"user_name":")" + user + R"("})");
}

const std::string start_of_line =
    R"({"message_id":"message-1","type":"channel.follow","version":"2","subscription_id":"s1",)"
    R"("sent_at":"2026-03-14T18:22:07.5Z","attempt":1,"body":)";

std::string line_of(const Event& event) {
    auto copy = event.body();
    return start_of_line + copy + "}\n";
}

} // namespace

TEST_CASE("a line holds the body as received") {
    Jsonl host;
    REQUIRE(host.start() == "");
    const auto event = follow("Größe \\\"x\\\" 灯台");
    CHECK(host.handle("archive", follow("Größe \\\"x\\\" 灯台")).verdict == TURNOUT_OK);
    CHECK(read_file(host.path) == line_of(event));
}

TEST_CASE("a pretty-printed body stays one line") {
    Jsonl host;
    REQUIRE(host.start() == "");
    CHECK(host.handle("archive", Event{"{\n \"subscription\": {\r\n\t\"id\": \"a\\nb\"},\n \"event\": {}\n}\n"})
              .verdict == TURNOUT_OK);
    const auto text = read_file(host.path);
    CHECK(text.find('\n') == text.size() - 1);
    CHECK(text.find("\"body\":{  \"subscription\": {  \t\"id\": \"a\\nb\"},  \"event\": {} } }\n") !=
          std::string::npos);
}

TEST_CASE("attempt, element and revocations are told, a body that is no JSON becomes a string") {
    Jsonl host;
    REQUIRE(host.start({{"fsync", "false"}}) == "");
    auto event = follow("A");
    event.record().attempt = 3;
    event.record().element_id = {"e\"1", 3};
    CHECK(host.handle("archive", event).verdict == TURNOUT_OK);
    CHECK(read_file(host.path).find(R"("message-1","element_id":"e\"1","type")") != std::string::npos);
    CHECK(read_file(host.path).find(R"("attempt":3,)") != std::string::npos);
    event.record().nodes = nullptr;
    event.record().body = {"no\njson", 7};
    CHECK(host.handle("archive", event).verdict == TURNOUT_OK);
    CHECK(read_file(host.path).find(R"("body":"no\u000ajson"})") != std::string::npos);
    CHECK(host.handle("archive", Event{R"({"subscription":{"id":"r","status":"user_removed"}})"}).verdict ==
          TURNOUT_OK);
    CHECK(read_file(host.path).find(R"("status":"user_removed")") != std::string::npos);
}

TEST_CASE("wrong settings refuse the start and name the key") {
    Jsonl host;
    const auto refused = [&](const PluginHost::Settings& settings, const char* text) {
        CHECK(host.start(settings).find(text) != std::string::npos);
    };
    refused({{"path", ""}}, "plugin.archive.path is not a path");
    refused({{"fsync", "yes"}}, "plugin.archive.fsync is not true or false");
    refused({{"rotate_size", "big"}}, "plugin.archive.rotate_size is not a size like 512k or 4g");
    refused({{"rotate_keep", "0"}}, "plugin.archive.rotate_keep is not between 1 and 1000");
    refused({{"rotate_kep", "1"}},
            "plugin.archive.rotate_kep is no setting of turnout.jsonl; did you mean rotate_keep?");
    refused({{"path", (host.directory() / "none" / "x").string()}}, "No such file or directory");
    refused({{"path", host.directory().path().string()}}, "Is a directory");
    CHECK(host.load(turnout::test::shipped("jsonl"), "archive").find("plugin.archive.path is missing") !=
          std::string::npos);
}

TEST_CASE("lines of many threads are all there, whole") {
    Jsonl host;
    REQUIRE(host.start({{"rotate_size", "20k"}, {"rotate_keep", "50"}}) == "");
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&host, t] {
            for (int i = 0; i < 100; ++i) {
                auto event = follow(std::to_string(t) + "-" + std::to_string(i));
                if (host.handle("archive", event).verdict != TURNOUT_OK) return;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    std::vector<std::string> lines;
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator{host.directory().path()}) {
        if (!entry.is_regular_file()) continue;
        ++files;
        CHECK(entry.file_size() <= std::uintmax_t{20} * 1024);
        std::ifstream file{entry.path()};
        for (std::string line; std::getline(file, line);) lines.push_back(line);
    }
    CHECK(files > 2);
    REQUIRE(lines.size() == 400);
    for (int t = 0; t < 4; ++t) {
        for (int i = 0; i < 100; ++i) {
            const auto wanted = line_of(follow(std::to_string(t) + "-" + std::to_string(i)));
            CHECK(std::count(lines.begin(), lines.end(), wanted.substr(0, wanted.size() - 1)) == 1);
        }
    }
}

TEST_CASE("a file that was moved away is opened again") {
    Jsonl host;
    REQUIRE(host.start() == "");
    CHECK(host.handle("archive", follow("first")).verdict == TURNOUT_OK);
    const auto moved = host.directory() / "moved";
    fs::rename(host.path, moved);
    CHECK(host.handle("archive", follow("second")).verdict == TURNOUT_OK);
    CHECK(read_file(moved) == line_of(follow("first")));
    CHECK(read_file(host.path) == line_of(follow("second")));
    CHECK(host.log().find("opened again") != std::string::npos);
}

TEST_CASE("what cannot be written is retried with the reason") {
    Jsonl host;
    REQUIRE(host.start() == "");
    fs::remove(host.path);
    fs::create_directory(host.path); // as if somebody had taken its place
    const auto answer = host.handle("archive", follow("A"));
    CHECK(answer.verdict == TURNOUT_RETRY);
    CHECK(answer.reason.find("Is a directory") != std::string::npos);
    fs::remove(host.path);
    CHECK(host.handle("archive", follow("A")).verdict == TURNOUT_OK);
    CHECK(read_file(host.path) == line_of(follow("A")));
}

TEST_CASE("a full disk is a retry, and leaves no half line") {
    if (!fs::exists("/dev/full")) return;
    Jsonl host;
    CHECK(host.start({{"path", "/dev/full"}}).find("cannot append lines to /dev/full") != std::string::npos);
}

TEST_CASE("a torn last line is cut off when the file is opened") {
    Jsonl host;
    const auto whole = line_of(follow("old"));
    host.directory().write("events.jsonl", whole + R"({"message_id":"tor)");
    REQUIRE(host.start() == "");
    CHECK(read_file(host.path) == whole);
    CHECK(host.log().find("cut off an unfinished last line of 18 bytes") != std::string::npos);
}

TEST_CASE("a file that is not ours is left alone") {
    Jsonl host;
    host.directory().write("events.jsonl", "precious data without a line end");
    CHECK(host.start().find("ends with an unfinished line that is not ours") != std::string::npos);
    CHECK(read_file(host.path) == "precious data without a line end");
}

TEST_CASE("while somebody else writes nothing is cut off") {
    Jsonl host;
    const std::string torn = R"({"message_id":"being writ)";
    host.directory().write("events.jsonl", torn);
    const int other = ::open(host.path.c_str(), O_RDONLY | O_CLOEXEC);
    REQUIRE(::flock(other, LOCK_SH) == 0);
    CHECK(host.start() == "");
    CHECK(read_file(host.path) == torn);
    ::close(other);
}
