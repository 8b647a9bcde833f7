#include "tests/e2e/host_under_test.hpp"

#include "core/eventsub/clock.hpp"
#include "core/sim/message.hpp"

#include <csignal>
#include <fstream>
#include <set>
#include <stdexcept>

namespace turnout::test {

namespace {

/// `rest` with a line for each of its plugins that has it run in a process of its own, where the build asks for that
/// (tests/isolation).
std::string isolated(const std::string& rest) {
    std::string lines;
#ifdef TURNOUT_ISOLATED
    std::set<std::string> names;
    constexpr std::string_view prefix = "plugin.";
    for (auto at = rest.find(prefix); at != std::string::npos; at = rest.find(prefix, at + 1)) {
        if (at != 0 && rest[at - 1] != '\n') continue;
        const auto begin = at + prefix.size();
        names.insert(rest.substr(begin, rest.find('.', begin) - begin));
    }
    for (const auto& name : names) lines += "plugin." + name + ".isolation = process\n";
#endif
    return rest + lines;
}

} // namespace

HostUnderTest::HostUnderTest(const std::string& more) : port_(free_port()), admin_port_(free_port()) {
    directory_.write("secret", test_secret);
    configure("plugins.directory = " TURNOUT_PLUGINS "\nplugin.archive.library = jsonl.so\nplugin.archive.path = " +
              (directory_ / "events.jsonl").string() + "\nroute.everything.plugin = archive\n" + more);
}

void HostUnderTest::listen_at(std::uint16_t port, std::uint16_t admin_port, std::string host) {
    host_ = std::move(host);
    port_ = port;
    admin_port_ = admin_port;
}

void HostUnderTest::configure(const std::string& rest) {
    const bool full = rest.find("journal.min_free_disk") == std::string::npos; // the disk may be, whatever a test needs
    directory_.write("turnout.properties", "http.address = " + host_ + ":" + std::to_string(port_) +
                                               "\nadmin.address = 127.0.0.1:" + std::to_string(admin_port_) +
                                               "\nstate.directory = " + (directory_ / "state").string() +
                                               "\neventsub.secret = ${file:" + (directory_ / "secret").string() +
                                               "}\n" + (full ? "journal.min_free_disk = 0\n" : "") + isolated(rest));
}

void HostUnderTest::launch(const Process::Options& options) {
    if (process_) earlier_log_ = log();
    process_ = std::make_unique<Process>(
        std::vector<std::string>{TURNOUT_PROGRAM, "serve", "--config", configuration().string()}, options);
}

bool HostUnderTest::start(const Process::Options& options) {
    launch(options);
    return wait_until_ready();
}

bool HostUnderTest::wait_until_ready() {
    bool ready = false;
    wait_until([&] { return (ready = admin("/readyz").status == 200) || !process_->running(); });
    return ready;
}

std::optional<int> HostUnderTest::stop() {
    process_->signal(SIGTERM);
    return process_->wait();
}

void HostUnderTest::kill() {
    process_->signal(SIGKILL);
    process_->wait();
}

std::string HostUnderTest::log() const {
    return earlier_log_ + (process_ ? process_->output() + process_->errors() : "");
}

Finished HostUnderTest::turnout(std::vector<std::string> words) const {
    words.insert(words.begin(), TURNOUT_PROGRAM);
    Process::Options options;
    options.environment["TURNOUT_CONFIG"] = configuration().string();
    return run(std::move(words), std::chrono::seconds{60}, options);
}

std::vector<std::string> HostUnderTest::loadgen(std::vector<std::string> words) const {
    words.insert(words.begin(), {TURNOUT_LOADGEN, "-s", test_secret});
    words.push_back(url());
    return words;
}

RawResponse HostUnderTest::admin(const std::string& path) const {
    try {
        RawClient client(admin_port_);
        client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        return client.response();
    } catch (const std::system_error&) {
        return {}; // nobody listens (yet)
    }
}

const std::map<std::string, unsigned>& HostUnderTest::delivered() {
    static const std::string key = R"("message_id":")";
    std::ifstream file(directory_ / "events.jsonl");
    file.seekg(static_cast<std::streamoff>(read_to_));
    for (std::string line; std::getline(file, line) && !file.eof();) { // a line without its end is still being written
        read_to_ += line.size() + 1;
        const std::size_t begin = line.find(key);
        if (begin == std::string::npos) throw std::runtime_error("a line without message_id: " + line);
        const std::size_t from = begin + key.size();
        ++delivered_[line.substr(from, line.find('"', from) - from)];
    }
    return delivered_;
}

bool HostUnderTest::wait_until_delivered(std::size_t count, std::chrono::milliseconds limit) {
    return wait_until([&] { return delivered().size() >= count; }, limit);
}

std::vector<std::string> lines_of(const std::filesystem::path& file) {
    std::vector<std::string> lines;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

std::string SignedRequest::follow_by(const std::string& login) {
    return R"({"subscription":{"id":"f1c2a387-161a-49f9-a165-0f21d7a4e1c4","status":"enabled","type":"channel.follow",)"
           R"("version":"2","cost":0,"condition":{"broadcaster_user_id":"1337","moderator_user_id":"1337"},)"
           R"("transport":{"method":"webhook","callback":"https://example.com/eventsub"},)"
           R"("created_at":"2026-01-01T00:00:00.000000000Z"},"event":{"user_id":"1234","user_login":")" +
           login +
           R"(","user_name":"Ada","broadcaster_user_id":"1337","broadcaster_user_login":"bob",)"
           R"("broadcaster_user_name":"Bob","followed_at":"2026-01-01T00:00:00.000000000Z"}})";
}

std::string SignedRequest::bytes() const {
    const std::string content = body.empty() ? follow_by("ada") : body;
    const std::string time = timestamp.empty() ? sim::format_time(eventsub::SystemClock().now()) : timestamp;
    const std::string proof = signature.empty() ? sim::sign(secret, id, time, content) : signature;
    return "POST /eventsub HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
           "Twitch-Eventsub-Message-Id: " +
           id + "\r\nTwitch-Eventsub-Message-Retry: 0\r\nTwitch-Eventsub-Message-Type: " + kind +
           "\r\nTwitch-Eventsub-Message-Signature: " + proof + "\r\nTwitch-Eventsub-Message-Timestamp: " + time +
           "\r\nTwitch-Eventsub-Subscription-Type: " + type + "\r\nTwitch-Eventsub-Subscription-Version: " + version +
           "\r\nContent-Length: " + std::to_string(content.size()) + "\r\n\r\n" + content;
}

RawResponse post(std::uint16_t port, const SignedRequest& request) {
    RawClient client(port);
    client.send(request.bytes());
    return client.response();
}

} // namespace turnout::test
