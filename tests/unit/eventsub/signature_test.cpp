#include "core/eventsub/signature.hpp"

#include "samples.hpp"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

namespace turnout::eventsub {

namespace {

struct Vector {
    std::string secret, id, timestamp, body, signature;
};

std::vector<Vector> vectors() {
    std::vector<Vector> result;
    Poco::JSON::Parser parser;
    const auto root = parser.parse(test::read_sample("signature_vectors.json")).extract<Poco::JSON::Object::Ptr>();
    for (const auto& item : *root->getArray("vectors")) {
        const auto& vector = item.extract<Poco::JSON::Object::Ptr>();
        const auto headers = vector->getObject("headers");
        const auto header = [&](const char* name) {
            return headers->getValue<std::string>(std::string{"Twitch-Eventsub-Message-"} + name);
        };
        result.push_back({vector->getValue<std::string>("secret"), header("Id"), header("Timestamp"),
                          test::read_sample(vector->getValue<std::string>("body_file")), header("Signature")});
    }
    return result;
}

} // namespace

TEST_CASE("all signature vectors agree") {
    const auto all = vectors();
    REQUIRE(all.size() == 6);
    for (const auto& vector : all) {
        CHECK(signature_of(vector.secret, vector.id, vector.timestamp, vector.body) == vector.signature);
        SignatureCheck check{vector.secret, {}};
        CHECK(check.genuine(vector.signature, vector.id, vector.timestamp, vector.body));
    }
}

TEST_CASE("one context serves many messages") {
    const auto all = vectors();
    SignatureCheck check{all[0].secret, {}};
    for (int round = 0; round < 3; ++round)
        for (const auto& vector : all)
            CHECK(check.genuine(vector.signature, vector.id, vector.timestamp, vector.body) ==
                  (vector.secret == all[0].secret));
}

TEST_CASE("HMAC-SHA256 of RFC 4231, test case 2") {
    // The message is what counts, not where its parts end.
    CHECK(signature_of("Jefe", "what do ya ", "want ", "for nothing?") ==
          "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST_CASE("every changed bit of id, timestamp, body or signature is noticed") {
    const auto all = vectors();
    const Vector& good = all[0];
    SignatureCheck check{good.secret, {}};
    for (std::string Vector::*const part : {&Vector::id, &Vector::timestamp, &Vector::body, &Vector::signature})
        for (std::size_t byte = 0; byte < (good.*part).size(); ++byte)
            for (int bit = 0; bit < 8; ++bit) {
                Vector bad = good;
                (bad.*part)[byte] = static_cast<char>((bad.*part)[byte] ^ (1 << bit));
                CHECK_FALSE(check.genuine(bad.signature, bad.id, bad.timestamp, bad.body));
            }
}

TEST_CASE("the previous secret counts, others do not") {
    const auto sign = [](std::string_view key) { return signature_of(key, "id", "time", "body"); };
    SignatureCheck both{"current secret", "previous secret"};
    CHECK(both.genuine(sign("current secret"), "id", "time", "body"));
    CHECK(both.genuine(sign("previous secret"), "id", "time", "body"));
    CHECK_FALSE(both.genuine(sign("another secret"), "id", "time", "body"));
    SignatureCheck current{"current secret", {}};
    CHECK_FALSE(current.genuine(sign("previous secret"), "id", "time", "body"));
}

TEST_CASE("only sha256= and 64 lower-case digits are a signature") {
    const auto good = signature_of("secret", "id", "time", "body");
    SignatureCheck check{"secret", {}};
    const auto genuine = [&](const std::string& signature) { return check.genuine(signature, "id", "time", "body"); };
    REQUIRE(genuine(good));
    const auto digits = good.substr(7);
    std::string upper = good;
    for (auto& c : upper)
        if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 'a' + 'A');
    REQUIRE(upper != good);
    const std::vector<std::string> malformed{std::string{},
                                             digits,
                                             "sha1=" + digits,
                                             "SHA256=" + digits,
                                             "sha256:" + digits,
                                             "sha256= " + digits,
                                             "sha256=",
                                             good + "0",
                                             good + " ",
                                             " " + good,
                                             good.substr(0, good.size() - 1),
                                             "sha256=0x" + digits.substr(2),
                                             upper,
                                             "sha256=" + std::string(64, 'g'),
                                             "sha256=" + std::string(64, '\0'),
                                             good + "," + good};
    for (const auto& bad : malformed) CHECK_FALSE_MESSAGE(genuine(bad), bad);
}

TEST_CASE("empty parts and bodies with NUL are signed too") {
    CHECK(signature_of("key", "", "", "") == "sha256=5d5d139563c95b5967b9bd9a8c9b233a9dedb45072794cd232dc1b74832607d0");
    CHECK(signature_of("key", "", "", std::string(1, '\0')) != signature_of("key", "", "", ""));
}

TEST_CASE("an empty secret is refused") {
    CHECK_THROWS_AS(SigningKey{""}, std::invalid_argument);
    CHECK_THROWS_AS((SignatureCheck{"", "previous"}), std::invalid_argument);
}

} // namespace turnout::eventsub
