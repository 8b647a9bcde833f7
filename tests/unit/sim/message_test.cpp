#include "core/sim/message.hpp"

#include "tests/support/temporary_directory.hpp"

#include <Poco/JSON/Parser.h>
#include <doctest/doctest.h>

using namespace turnout;
using namespace turnout::sim;

namespace {

class FixedClock final : public eventsub::Clock {
public:
    eventsub::Time now() const override { return eventsub::Time(std::chrono::nanoseconds(1'767'225'600'000'000'042)); }

    eventsub::MonotonicTime monotonic() const override { return {}; }
};

const FixedClock fixed_clock;
constexpr auto secret = "a secret for tests";

Body follow() {
    return Body(
        R"({"subscription":{"type":"channel.follow","version":"2","status":"enabled"},"event":{"user_id":"1"}})");
}

} // namespace

TEST_CASE("signatures agree with the reference vectors") {
    const std::string folder = TURNOUT_SAMPLES "/";
    const auto vectors = Poco::JSON::Parser()
                             .parse(turnout::test::read_file(folder + "signature_vectors.json"))
                             .extract<Poco::JSON::Object::Ptr>()
                             ->getArray("vectors");
    CHECK(vectors->size() >= 6);
    for (unsigned i = 0; i < vectors->size(); ++i) {
        const auto vector = vectors->getObject(i);
        const auto headers = vector->getObject("headers");
        CAPTURE(vector->getValue<std::string>("name"));
        const auto header = [&](const char* name) {
            return headers->getValue<std::string>(std::string("Twitch-Eventsub-Message-") + name);
        };
        const std::string body = turnout::test::read_file(folder + vector->getValue<std::string>("body_file"));
        CHECK(sign(vector->getValue<std::string>("secret"), header("Id"), header("Timestamp"), body) ==
              header("Signature"));
    }
}

TEST_CASE("times are RFC 3339 with nanoseconds") {
    CHECK(format_time(fixed_clock.now()) == "2026-01-01T00:00:00.000000042Z");
}

TEST_CASE("a notification carries the type of its body, a fresh id and a signature of both and the time") {
    Sender sender(secret, fixed_clock, 1);
    const Message first = sender.notification(follow());
    const Message second = sender.notification(follow());
    CHECK(first.kind == "notification");
    CHECK(first.type == "channel.follow");
    CHECK(first.version == "2");
    CHECK(first.id.size() == 36);
    CHECK(first.id != second.id);
    CHECK(first.body == second.body);
    CHECK(first.signature == sign(secret, first.id, "2026-01-01T00:00:00.000000042Z", first.body));
}

TEST_CASE("the same seed gives the same ids, another seed others") {
    const auto first_id = [](std::uint64_t seed) {
        return Sender(secret, fixed_clock, seed).notification(follow()).id;
    };
    CHECK(first_id(7) == first_id(7));
    CHECK(first_id(7) != first_id(8));
}

TEST_CASE("the elements of a batch get ids of their own") {
    Sender sender(secret, fixed_clock, 1);
    const Message message = sender.notification(
        Body(R"({"subscription":{"type":"drop.entitlement.grant","version":"1"},"events":[{"id":"1"},{"id":"1"}]})"));
    const Body body(message.body);
    CHECK(body.text("events.0.id").size() == 36);
    CHECK(body.text("events.0.id") != body.text("events.1.id"));
}

TEST_CASE("a challenge has no event, the pending status and a random text") {
    Sender sender(secret, fixed_clock, 1);
    std::string expected;
    const Message message = sender.challenge(follow(), expected);
    CHECK(message.kind == "webhook_callback_verification");
    const Body body(message.body);
    CHECK(body.text("challenge") == expected);
    CHECK_FALSE(expected.empty());
    CHECK(body.text("subscription.status") == "webhook_callback_verification_pending");
    CHECK(body.json().find("\"event\"") == std::string::npos);
}

TEST_CASE("a revocation has the reason as its status and no event") {
    Sender sender(secret, fixed_clock, 1);
    const Message message = sender.revocation(follow(), "user_removed");
    CHECK(message.kind == "revocation");
    CHECK(Body(message.body).text("subscription.status") == "user_removed");
    CHECK(message.body.find("\"event\"") == std::string::npos);
}

TEST_CASE("sent again, a message keeps id and body") {
    Sender sender(secret, fixed_clock, 1);
    const Message first = sender.notification(follow());
    const Message again = sender.again(first);
    CHECK(again.id == first.id);
    CHECK(again.body == first.body);
    CHECK(again.retry == 1);
}

TEST_CASE("a raw body is sent as it is, JSON or not") {
    Sender sender(secret, fixed_clock, 1);
    const Message broken = sender.raw("{not JSON", "channel.follow", "2");
    CHECK(broken.body == "{not JSON");
    CHECK(broken.type == "channel.follow");
    CHECK(broken.signature == sign(secret, broken.id, broken.timestamp, broken.body));
    const Message own = sender.raw(R"({"subscription": {"type": "x.y", "version": "3"} })", "", "");
    CHECK(own.type == "x.y");
    CHECK(own.version == "3");
    CHECK(own.body == R"({"subscription": {"type": "x.y", "version": "3"} })");
}
