// Behind a real nginx: what hides in the body of a request is never taken for one.
#include "tests/support/raw_client.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/http/callback_fixture.hpp"
#include "tests/unit/http/echo_server.hpp"

#include <csignal>
#include <doctest/doctest.h>
#include <filesystem>
#include <spawn.h>
#include <sys/wait.h>
#include <system_error>

namespace turnout::test {
namespace {

const char* const program = "/usr/sbin/nginx";

std::string configuration(const std::filesystem::path& prefix, std::uint16_t port, std::uint16_t upstream) {
    std::string paths;
    for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
        paths.append(kind).append("_temp_path ").append(prefix / kind).append(";\n");
    return "daemon off; master_process off; worker_processes 1; pid " + (prefix / "pid").string() + ";\nerror_log " +
           (prefix / "error.log").string() + ";\nevents { worker_connections 64; }\nhttp {\naccess_log off;\n" + paths +
           "upstream host { server 127.0.0.1:" + std::to_string(upstream) + "; keepalive 4; }\n" +
           "server { listen 127.0.0.1:" + std::to_string(port) + ";\nlocation / { proxy_pass http://host;\n" +
           "proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_set_header Host $host; } } }\n";
}

/// One nginx process in front of a port of loopback, with everything it writes in a directory of its own.
class Nginx {
public:
    explicit Nginx(std::uint16_t upstream) : port_(free_port()) {
        const auto file = directory_.write("nginx.conf", configuration(directory_.path(), port_, upstream));
        std::string prefix = directory_.path().string() + "/", name = file.string(), error = "stderr";
        std::string words[] = {program, "-p", prefix, "-c", name, "-e", error};
        char* arguments[] = {words[0].data(), words[1].data(), words[2].data(), words[3].data(),
                             words[4].data(), words[5].data(), words[6].data(), nullptr};
        char* environment[] = {nullptr};
        const int failed = ::posix_spawn(&pid_, program, nullptr, nullptr, arguments, environment);
        if (failed != 0) throw std::system_error(failed, std::generic_category(), program);
    }

    Nginx(const Nginx&) = delete;
    Nginx& operator=(const Nginx&) = delete;

    ~Nginx() {
        ::kill(pid_, SIGTERM);
        ::waitpid(pid_, nullptr, 0);
    }

    bool answers() const {
        return wait_until([this] {
            try {
                const RawClient client(port_);
                return true;
            } catch (const std::system_error&) {
                return false;
            }
        });
    }

    std::uint16_t port() const { return port_; }

private:
    TemporaryDirectory directory_;
    std::uint16_t port_;
    pid_t pid_ = 0;
};

std::string carrying(const std::string& line, const std::string& hidden) {
    return line + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(hidden.size()) + "\r\n\r\n" + hidden;
}

} // namespace

TEST_CASE("a request hidden in a body that no handler reads is never executed, behind nginx") {
    config::Http http = CallbackFixture::default_http();
    SUBCASE("one lane") {
        http.workers = 1;
    }
    SUBCASE("two lanes") {
        http.workers = 2;
    }
    CallbackFixture host(http);
    const Nginx nginx(host.port());
    REQUIRE(nginx.answers());
    CallbackRequest hidden;
    hidden.id = "hidden";
    RawClient client(nginx.port());
    int expected = 0;
    for (const char* line : {"POST /nowhere", "GET /", "GET /eventsub", "DELETE /eventsub", "POST /eventsub"}) {
        client.send(carrying(line, hidden.bytes()));
        CHECK(client.response().status == (std::string(line) == "GET /"            ? 200
                                           : std::string(line) == "POST /nowhere"  ? 404
                                           : std::string(line) == "POST /eventsub" ? 400
                                                                                   : 405));
        ++expected;
    }
    client.send(CallbackRequest{}.bytes());
    CHECK(client.response().status == 204);
    CHECK(host.counter("gate.requests") == static_cast<std::uint64_t>(expected) + 1);
    REQUIRE(host.journal.stored().size() == 1);
    CHECK(host.journal.stored()[0].message_id == "id-1");
}

TEST_CASE("a request hidden in the body of a GET is never executed in dispatch mode, behind nginx") {
    EchoServer server(0);
    const Nginx nginx(server.port());
    REQUIRE(nginx.answers());
    const std::string hidden = "POST /smuggled HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n";
    RawClient client(nginx.port());
    for (int i = 0; i < 5; ++i) { // several on one upstream connection
        client.send(carrying("GET /x", hidden));
        CHECK(client.response().status == 200);
    }
    CHECK(server.executed() == std::vector<std::string>(5, "GET /x [" + hidden + "]"));
}

} // namespace turnout::test
