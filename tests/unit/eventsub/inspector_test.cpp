#include "core/eventsub/inspector.hpp"

#include "core/eventsub/document.hpp"
#include "samples.hpp"

namespace turnout::eventsub {

namespace {

const Time now = *parse_timestamp("2026-03-14T18:25:00Z");

} // namespace

TEST_CASE("every sample is a notification once it is signed, and a document") {
    const auto names = test::notification_samples();
    REQUIRE(names.size() == 137);
    const test::FixedClock clock{now};
    Inspector inspector{{test::secret, {}}, clock};
    DocumentParser parser;
    for (const auto& name : names) {
        test::Request request;
        request.body = test::read_sample(name);
        Document document;
        REQUIRE(parser.parse(request.body, document).empty());
        request.type = document.text(document.find("subscription.type"));
        request.version = document.text(document.find("subscription.version"));
        request.sign();
        const auto inspection = inspector.inspect(request.headers(), request.body);
        CHECK_MESSAGE(inspection.finding == Finding::notification, name << ": " << inspection.reason);
        CHECK(inspection.event.subscription_id == document.text(document.find("subscription.id")));
    }
}

} // namespace turnout::eventsub
