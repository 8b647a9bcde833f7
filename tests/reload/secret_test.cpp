// The secret of a running host is replaced.
#include "tests/reload/generations_host.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

#include <atomic>
#include <thread>

using namespace turnout::test;

namespace {

/// Both secrets in files, as `secret rotate` needs it.
class RotatingHost : public GenerationsHost {
public:
    RotatingHost() {
        directory().write("secret.previous", test_secret);
        configure(properties() + "eventsub.secret.previous = ${file:secret.previous}\n");
    }

    std::string secret() const { return lines_of(directory() / "secret").at(0); }

    int send_signed(const std::string& id, const std::string& by) const {
        SignedRequest request;
        request.id = id;
        request.secret = by;
        return post(port(), request).status;
    }
};

} // namespace

TEST_CASE("secret rotate: no genuine request is refused at any moment") {
    RotatingHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    std::atomic<bool> over{false};
    std::atomic<int> sent{0}, refused{0};
    std::string current = test_secret;
    std::atomic<const std::string*> in_use{&current};
    std::vector<std::unique_ptr<std::string>> all;
    std::thread twitch([&] {
        while (!over) {
            const int number = ++sent;
            if (host.send_signed("load-" + std::to_string(number), *in_use.load()) != 204) ++refused;
        }
    });
    for (int count = 0; count < 5; ++count) {
        const auto done = host.turnout({"secret", "rotate"});
        CHECK_MESSAGE(done.status == 0, done.errors);
        CHECK(done.output.find("the running host uses them") != std::string::npos);
        const int before = sent;
        CHECK(wait_until([&] { return sent > before + 5; })); // with the one before
        all.push_back(std::make_unique<std::string>(host.secret()));
        in_use = all.back().get(); // as subscriptions are made anew
        const int then = sent;
        CHECK(wait_until([&] { return sent > then + 5; }));
    }
    over = true;
    twitch.join();
    CHECK(refused == 0);
    CHECK(host.send_signed("old", test_secret) == 403);
    for (const auto& secret : all) CHECK(host.log().find(*secret) == std::string::npos);
    CHECK(host.stop() == 0);
}

TEST_CASE("secret rotate: files keep their owner and mode, and a configuration without them is told what to do") {
    RotatingHost host;
    ::chmod((host.directory() / "secret").c_str(), 0640);
    CHECK(host.turnout({"secret", "rotate", "--no-reload"}).status == 0);

    struct stat about {};

    REQUIRE(::stat((host.directory() / "secret").c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0640);
    CHECK(host.secret() != test_secret);
    CHECK(host.secret().size() == 64);
    CHECK(lines_of(host.directory() / "secret.previous").at(0) == test_secret);
    host.configure(host.properties());
    const auto before = host.secret();
    const auto refused = host.turnout({"secret", "rotate"});
    CHECK(refused.status == 1);
    CHECK_MESSAGE(refused.errors.find("eventsub.secret.previous must be ${file:PATH}") != std::string::npos,
                  refused.errors);
    CHECK(host.secret() == before);
}

TEST_CASE("secret generate: prints one, or writes a private file and never over another") {
    const RotatingHost host;
    const auto printed = host.turnout({"secret", "generate"});
    CHECK(printed.status == 0);
    CHECK(printed.output.size() == 65);
    const auto file = (host.directory() / "fresh").string();
    CHECK(host.turnout({"secret", "generate", file}).status == 0);

    struct stat about {};

    REQUIRE(::stat(file.c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0600);
    CHECK(host.turnout({"secret", "generate", file}).status == 1);
}

TEST_CASE("reload: a file that a value names is watched like the configuration itself") {
    RotatingHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    host.directory().write("secret", "another-secret-of-it");
    CHECK(wait_until([&] { return host.send_signed("by-new", "another-secret-of-it") == 204; }));
    CHECK(host.log().find("eventsub.secret: changed") != std::string::npos);
    CHECK(host.stop() == 0);
}
