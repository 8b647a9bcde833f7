// Settings of the host itself change while it runs.
#include "tests/reload/generations_host.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>

using namespace turnout::test;

namespace {

/// A host whose plugin keeps its handlers until the test lets them go.
class TurnstileHost : public HostUnderTest {
public:
    explicit TurnstileHost(const std::string& more) {
        REQUIRE(::mkfifo(gate().c_str(), 0600) == 0);
        pipe_ = ::open(gate().c_str(), O_RDWR | O_CLOEXEC);
        REQUIRE(pipe_ >= 0);
        configure(properties() + more);
    }

    TurnstileHost(const TurnstileHost&) = delete;
    TurnstileHost& operator=(const TurnstileHost&) = delete;

    ~TurnstileHost() { ::close(pipe_); }

    std::string properties() const {
        return "plugins.directory = " TURNOUT_GENERATIONS
               "\nplugin.turnstile.library = turnstile.so\nplugin.turnstile.path = " +
               notes().string() + "\nplugin.turnstile.gate = " + gate().string() +
               "\nroute.all.plugin = turnstile\nroute.all.order_by = none\n";
    }

    void send(int count) {
        for (int each = 0; each < count; ++each) {
            SignedRequest request;
            request.id = "event-" + std::to_string(++sent_);
            CHECK(post(port(), request).status == 204);
        }
    }

    void let_go(std::size_t count) const {
        const std::string bytes(count, '.');
        REQUIRE(::write(pipe_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    }

    bool wait_for(std::size_t in, std::size_t out) const {
        return wait_until([&] { return count("in ") == in && count("out ") == out; });
    }

    std::size_t count(const std::string& what) const {
        const auto lines = lines_of(notes());
        return static_cast<std::size_t>(
            std::count_if(lines.begin(), lines.end(), [&](const auto& line) { return line.starts_with(what); }));
    }

    /// Threads that are called "worker-N".
    std::size_t workers() {
        std::size_t count = 0;
        for (const auto& task :
             std::filesystem::directory_iterator("/proc/" + std::to_string(process().pid()) + "/task")) {
            const auto name = lines_of(task.path() / "comm");
            if (!name.empty() && name.front().starts_with("worker-")) ++count;
        }
        return count;
    }

    bool wait_for_workers(std::size_t count) {
        return wait_until([&] { return workers() == count; });
    }

    std::filesystem::path notes() const { return directory() / "notes"; }

private:
    std::filesystem::path gate() const { return directory() / "gate"; }

    int pipe_ = -1;
    int sent_ = 0;
};

bool says(const Finished& done, const std::string& text) {
    return done.output.find(text) != std::string::npos;
}

bool is_closed(std::uint16_t port) {
    try {
        const RawClient client(port);
        return false;
    } catch (const std::system_error&) {
        return true;
    }
}

} // namespace

TEST_CASE("reload: delivery.workers is raised and lowered, which waits for no handler and loses nothing") {
    TurnstileHost host("delivery.workers = 2\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    host.send(9);
    REQUIRE(host.wait_for(2, 0));
    CHECK(host.wait_for_workers(2));
    host.configure(host.properties() + "delivery.workers = 4\n");
    auto done = host.turnout({"reload"});
    CHECK_MESSAGE(done.status == 0, done.errors);
    CHECK_FALSE(says(done, "needs a restart"));
    REQUIRE(host.wait_for(4, 0));
    CHECK(host.workers() == 4);
    host.configure(host.properties() + "delivery.workers = 1\n");
    done = host.turnout({"reload"});
    CHECK_MESSAGE(done.status == 0, done.errors);
    CHECK(host.count("out ") == 0); // all four are inside still
    host.let_go(4);
    REQUIRE(host.wait_for(5, 4));
    CHECK(host.wait_for_workers(1));
    host.let_go(5);
    REQUIRE(host.wait_for(9, 9));
    CHECK(host.workers() == 1);
    CHECK(host.stop() == 0);
}

TEST_CASE("reload: a larger http.max_body lets in what was too large, and the callback moves to another http.path") {
    GenerationsHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    SignedRequest large;
    large.id = "large";
    large.body = SignedRequest::follow_by("ada") + std::string(std::size_t{600} * 1024, ' ');
    CHECK(post(host.port(), large).status == 413);
    host.configure(host.properties() + "http.max_body = 1m\n");
    auto done = host.reload();
    CHECK_MESSAGE(done.status == 0, done.errors);
    CHECK_FALSE(says(done, "needs a restart"));
    CHECK(post(host.port(), large).status == 204);
    CHECK(host.wait_for_note("1 large"));
    host.configure(host.properties() + "http.path = /elsewhere\n");
    CHECK(host.reload().status == 0);
    large.id = "larger";
    CHECK(post(host.port(), large).status == 413); // as before
    CHECK(host.send("nowhere") == 404);
    RawClient client(host.port());
    client.send("GET /elsewhere HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK(client.response().status == 405);
    CHECK(host.stop() == 0);
}

TEST_CASE("reload: the least free disk holds at once, and what it refuses is accepted when it is lowered again") {
    GenerationsHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    host.configure(host.properties() + "journal.min_free_disk = 1000t\n");
    const auto done = host.reload();
    CHECK_MESSAGE(done.status == 0, done.errors);
    int tries = 0;
    CHECK(wait_until([&] { return host.send("try-" + std::to_string(++tries)) == 503; })); // once the writer has looked
    host.configure(host.properties());
    CHECK(host.reload().status == 0);
    CHECK(wait_until([&] { return host.send("taken") == 204; }));
    CHECK(host.wait_for_note("1 taken"));
    CHECK_FALSE(host.noted("1 try-" + std::to_string(tries)));
    CHECK(host.stop() == 0);
}

TEST_CASE("reload: if a handler does not return in time everything is as it was, also the number of workers") {
    TurnstileHost host("delivery.workers = 2\nplugins.drain_timeout = 100ms\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    host.send(2);
    REQUIRE(host.wait_for(2, 0));
    host.configure(host.properties() + "delivery.workers = 9\nplugins.drain_timeout = 100ms\nroute.all.timeout = 7s\n");
    const auto refused = host.turnout({"reload"});
    CHECK(refused.status == 1);
    CHECK_MESSAGE(refused.errors.find("plugin turnstile in 2 calls") != std::string::npos, refused.errors);
    CHECK(refused.errors.find("Nothing was changed.") != std::string::npos);
    CHECK(host.wait_for_workers(2));
    host.let_go(2);
    CHECK(host.wait_for(2, 2));
    CHECK(host.stop() == 0);
}

TEST_CASE("reload: limits of the journal hold at once") {
    GenerationsHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.send("before") == 204);
    CHECK(host.wait_for_note("1 before"));
    host.configure(host.properties() + "journal.max_size = 64m\njournal.dead.max_count = 1000\n");
    auto done = host.reload();
    CHECK_MESSAGE(done.status == 0, done.errors);
    CHECK_FALSE(says(done, "needs a restart"));
    CHECK(wait_until([&] {
        return host.admin("/metrics").body.find("turnout_journal_max_bytes 6.7108864e+07") != std::string::npos ||
               host.admin("/metrics").body.find("turnout_journal_max_bytes 67108864") != std::string::npos;
    }));
    CHECK(host.send("after") == 204);
    CHECK(host.wait_for_note("1 after"));
    CHECK(host.stop() == 0);
}

TEST_CASE("reload: the callback moves to another address, and who came by the old one is served to the end") {
    GenerationsHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    const auto old = host.port();
    const std::string get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    RawClient client(old);
    client.send(get);
    REQUIRE(client.response().status == 200);
    host.listen_at(free_port(), host.admin_port());
    host.configure(host.properties());
    const auto done = host.reload();
    CHECK_MESSAGE(done.status == 0, done.errors);
    CHECK_FALSE(says(done, "needs a restart"));
    CHECK(host.send("moved") == 204);
    CHECK(host.wait_for_note("1 moved"));
    CHECK(wait_until([&] { return is_closed(old); }));
    client.send(get);
    CHECK(client.response().status == 200);
    CHECK(host.stop() == 0);
}

TEST_CASE("reload: another address of a port that the host has needs a restart, and the rest is applied") {
    GenerationsHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    host.listen_at(host.port(), host.admin_port(), "0.0.0.0");
    host.configure(host.properties() + "http.path = /elsewhere\n");
    const auto done = host.reload();
    CHECK_MESSAGE(done.status == 0, done.errors);
    CHECK(says(done, "http.address: the new value needs a restart"));
    CHECK(host.send("nowhere") == 404);
    CHECK(host.stop() == 0);
}

TEST_CASE("reload: another admin.token is the only one that is taken from then on") {
    GenerationsHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    const auto status = [&](const std::string& token) {
        RawClient client(host.admin_port());
        client.send("GET /api/v1/status HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + token + "\r\n\r\n");
        return client.response().status;
    };
    const auto first = lines_of(host.directory() / "state" / "admin.token").at(0);
    REQUIRE(status(first) == 200);
    host.configure(host.properties() + "admin.token = another-token-of-the-tests\n");
    CHECK(wait_until([&] { return status("another-token-of-the-tests") == 200; })); // the host sees it by itself
    CHECK(status(first) == 401);
    CHECK(host.reload().status == 0);
    CHECK(host.log().find("another-token-of-the-tests") == std::string::npos);
    CHECK(host.stop() == 0);
}

TEST_CASE("reload: an address that somebody else has changes nothing, and is told with its key") {
    GenerationsHost host, other;
    REQUIRE_MESSAGE(host.start(), host.log());
    REQUIRE_MESSAGE(other.start(), other.log());
    const auto old = host.port();
    host.listen_at(other.port(), host.admin_port());
    host.configure(host.properties() + "http.path = /elsewhere\ndelivery.workers = 9\n");
    const auto refused = host.reload();
    CHECK(refused.status == 1);
    CHECK_MESSAGE(refused.errors.find("http.address: cannot listen on 127.0.0.1:" + std::to_string(other.port())) !=
                      std::string::npos,
                  refused.errors);
    CHECK(refused.errors.find("Nothing was changed.") != std::string::npos);
    host.listen_at(old, host.admin_port());
    CHECK(host.send("still") == 204);
    CHECK(host.wait_for_note("1 still"));
    CHECK(host.stop() == 0);
    CHECK(other.stop() == 0);
}

TEST_CASE("reload: the admin port moves, which the host sees by itself as nobody reaches the new one before") {
    GenerationsHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    const auto old = host.admin_port();
    host.listen_at(host.port(), free_port());
    host.configure(host.properties());
    CHECK(wait_until([&] { return host.admin("/readyz").status == 200; }));
    CHECK(wait_until([&] { return is_closed(old); }));
    CHECK(host.reload().output == "nothing has changed\n");
    CHECK(host.send("still") == 204);
    CHECK(host.stop() == 0);
}
