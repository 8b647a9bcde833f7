#include "core/delivery/filter.hpp"

#include "bench.hpp"
#include "core/config/load.hpp"
#include "core/eventsub/timestamp.hpp"
#include "tests/support/temporary_directory.hpp"

#include <doctest/doctest.h>

using namespace turnout;

namespace {

std::optional<std::int64_t> read_timestamp(std::string_view text) {
    const auto time = eventsub::parse_timestamp(text);
    return time ? std::optional<std::int64_t>(time->time_since_epoch().count()) : std::nullopt;
}

/// Filters as the configuration reads them.
class Reader {
public:
    Reader() { directory_.write("logger.so", ""); }

    config::Filter read(const std::string& line) const {
        const auto result = config::load(
            config::Sources::from_text("eventsub.secret = 0123456789\nroute.r.plugin = logger\nroute.r.where." + line,
                                       "t", {"plugins.directory=" + directory_.path().string()}),
            {}, read_timestamp);
        INFO(config::to_string(result.problems));
        REQUIRE(result);
        return result.config->routes.at(0).where.at(0);
    }

private:
    test::TemporaryDirectory directory_;
};

struct Sample {
    Sample() {
        auto& event = prepared.stored.event;
        event.type = "channel.chat.message";
        event.version = "1";
        event.message_id = "m-1";
        event.retry = "2";
        event.sent = *eventsub::parse_timestamp("2026-03-14T18:22:08.5Z");
    }

    void parse(std::string_view body) {
        prepared.stored.event.body = body;
        delivery::Preparer{}.parse(prepared);
    }

    bool holds(const std::string& line) const { return delivery::holds(reader.read(line), prepared); }

    std::string values(const std::string& path, std::size_t limit = 9) const {
        std::string text;
        for (const auto& value : delivery::values_at(reader.read(path + ".exists = true"), prepared, limit))
            text += (text.empty() ? "" : " ") + value;
        return text;
    }

    Reader reader;
    delivery::Prepared prepared;
};

constexpr std::string_view body = R"({
    "subscription":{"condition":{"broadcaster_user_id":"1"},"status":"enabled"},
    "event":{"user_login":"ada","text":"Hello World","tier":"2000","viewers":12,"share":0.5,"large":18446744073709551615,
             "is_gift":true,"prompt":null,"empty":"","none":[],"at":"2026-03-14T18:22:08+01:00",
             "badges":[{"set_id":"moderator","id":"1"},{"set_id":"vip","id":null}],
             "words":["one","two"],"grid":[[1,2],[3]]}})";

struct Message : Sample {
    Message() { parse(body); }
};

} // namespace

TEST_CASE_FIXTURE(Message, "is, not and in compare the whole value, with regard to case") {
    CHECK(holds("event.user_login.is = ada"));
    CHECK_FALSE(holds("event.user_login.is = Ada"));
    CHECK_FALSE(holds("event.user_login.is = ad"));
    CHECK(holds("event.user_login.not = bob"));
    CHECK_FALSE(holds("event.user_login.not = ada"));
    CHECK(holds("event.user_login.in = bob, ada"));
    CHECK_FALSE(holds("event.user_login.in = bob, eve"));
    CHECK(holds("event.empty.is ="));
    CHECK(holds("subscription.condition.broadcaster_user_id.is = 1"));
}

TEST_CASE_FIXTURE(Message, "numbers are compared as numbers, true and false as words") {
    CHECK(holds("event.viewers.is = 12"));
    CHECK(holds("event.viewers.is = 12.0"));
    CHECK(holds("event.viewers.in = 11, 1.2e1"));
    CHECK_FALSE(holds("event.viewers.is = 1"));
    CHECK_FALSE(holds("event.viewers.is = twelve"));
    CHECK(holds("event.large.is = 18446744073709551615"));
    CHECK_FALSE(holds("event.large.is = 18446744073709551614"));
    CHECK(holds("event.is_gift.is = true"));
    CHECK_FALSE(holds("event.is_gift.is = 1"));
    CHECK(holds("event.is_gift.not = false"));
}

TEST_CASE_FIXTURE(Message, "prefix, suffix and matches look at texts only") {
    CHECK(holds("event.text.prefix = Hello"));
    CHECK_FALSE(holds("event.text.prefix = hello"));
    CHECK(holds("event.text.suffix = World"));
    CHECK(holds("event.text.matches = o W"));
    CHECK_FALSE(holds("event.text.matches = ^o W"));
    CHECK(holds("event.text.matches = (?i)^hello world$"));
    CHECK_FALSE(holds("event.viewers.prefix = 1"));
    CHECK_FALSE(holds("event.viewers.matches = 1"));
    CHECK_FALSE(holds("event.is_gift.matches = t"));
}

TEST_CASE_FIXTURE(Message, "min and max include their limit, and take texts that are numbers") {
    CHECK(holds("event.viewers.min = 12"));
    CHECK_FALSE(holds("event.viewers.min = 12.5"));
    CHECK(holds("event.viewers.max = 12"));
    CHECK_FALSE(holds("event.viewers.max = 11"));
    CHECK(holds("event.share.min = -3"));
    CHECK(holds("event.tier.min = 1001"));
    CHECK_FALSE(holds("event.tier.max = 1001"));
    CHECK_FALSE(holds("event.user_login.min = 0"));
    CHECK_FALSE(holds("event.user_login.max = 0"));
}

TEST_CASE_FIXTURE(Message, "min and max compare timestamps, whatever their zone") {
    CHECK(holds("event.at.min = 2026-03-14T17:22:08Z"));
    CHECK_FALSE(holds("event.at.min = 2026-03-14T17:22:09Z"));
    CHECK(holds("event.at.max = 2026-03-14T19:22:08+02:00"));
    CHECK_FALSE(holds("event.user_login.min = 2026-03-14T17:22:08Z"));
    CHECK_FALSE(holds("event.viewers.max = 2026-03-14T17:22:08Z"));
    CHECK_FALSE(holds("event.at.min = 5"));
}

TEST_CASE_FIXTURE(Message, "what is absent or null meets nothing but not, and exists = false") {
    for (const auto* path :
         {"event.nobody", "event.prompt", "event.user_login.deeper", "emitted.hops", "event.none[0]"}) {
        const std::string at = path;
        for (const auto* rest :
             {".is =", ".in = x", ".prefix = x", ".matches = x?", ".min = 0", ".max = 9", ".exists = true"})
            CHECK_FALSE_MESSAGE(holds(at + rest), (at + rest));
        CHECK(holds(at + ".not = x"));
        CHECK(holds(at + ".exists = false"));
    }
}

TEST_CASE_FIXTURE(Message, "objects and arrays only exist") {
    CHECK(holds("event.badges.exists = true"));
    CHECK(holds("event.none.exists = true"));
    CHECK(holds("subscription.condition.exists = true"));
}

TEST_CASE_FIXTURE(Message, "in arrays one element is enough, for not no element may be equal") {
    CHECK(holds("event.badges.set_id.is = vip"));
    CHECK(holds("event.badges.set_id.is = moderator"));
    CHECK_FALSE(holds("event.badges.set_id.is = broadcaster"));
    CHECK_FALSE(holds("event.badges.set_id.not = vip"));
    CHECK(holds("event.badges.set_id.not = broadcaster"));
    CHECK(holds("event.words.is = two"));
    CHECK(holds("event.grid.is = 3"));
    CHECK_FALSE(holds("event.grid.is = 4"));
}

TEST_CASE_FIXTURE(Message, "an index takes one element, from 0") {
    CHECK(holds("event.badges[1].set_id.is = vip"));
    CHECK_FALSE(holds("event.badges[0].set_id.is = vip"));
    CHECK_FALSE(holds("event.badges[2].set_id.exists = true"));
    CHECK(holds("event.grid[0][1].is = 2"));
    CHECK(holds("event.grid[0].is = 2"));
    CHECK_FALSE(holds("event.grid[1].is = 2"));
    CHECK_FALSE(holds("event.user_login[0].exists = true"));
}

TEST_CASE_FIXTURE(Message, "metadata") {
    CHECK(holds("meta.type.prefix = channel.chat."));
    CHECK(holds("meta.version.is = 1"));
    CHECK(holds("meta.kind.is = notification"));
    CHECK(holds("meta.message_id.matches = ^m-\\\\d$"));
    CHECK(holds("meta.retry.min = 1"));
    CHECK(holds("meta.batch_size.is = 1"));
    CHECK(holds("meta.batch_index.max = 0"));
    CHECK(holds("meta.sent.min = 2026-03-14T18:22:08.5Z"));
    CHECK_FALSE(holds("meta.sent.min = 2026-03-14T18:22:08.6Z"));
    CHECK(holds("meta.element_id.exists = false"));
    CHECK(holds("meta.status.not = enabled"));
}

TEST_CASE_FIXTURE(Sample, "a body that is no JSON has metadata only") {
    parse("no json");
    CHECK(holds("meta.type.is = channel.chat.message"));
    CHECK_FALSE(holds("event.user_login.is = ada"));
    CHECK(holds("event.exists = false"));
}

TEST_CASE_FIXTURE(Sample, "in a batched message event is the element") {
    auto& event = prepared.stored.event;
    event.element_id = "e-2";
    event.batch_index = 1;
    event.batch_size = 2;
    parse(R"({"subscription":{},"events":[{"id":"e-1","data":{"a":"1"}},{"id":"e-2","data":{"a":"2"}}]})");
    CHECK(holds("event.a.is = 2"));
    CHECK_FALSE(holds("event.a.is = 1"));
    CHECK(holds("events.data.a.is = 1"));
    CHECK(holds("events[0].id.is = e-1"));
    CHECK(holds("meta.element_id.is = e-2"));
    CHECK(holds("meta.batch_index.is = 1"));
}

TEST_CASE_FIXTURE(Message, "values are shown as JSON") {
    CHECK(values("event.user_login") == "\"ada\"");
    CHECK(values("event.viewers") == "12");
    CHECK(values("event.share") == "0.5");
    CHECK(values("event.large") == "18446744073709551615");
    CHECK(values("event.is_gift") == "true");
    CHECK(values("event.prompt") == "");
    CHECK(values("event.none") == "[]");
    CHECK(values("event.badges") == "{...} {...}");
    CHECK(values("event.badges.set_id") == "\"moderator\" \"vip\"");
    CHECK(values("event.badges.set_id", 1) == "\"moderator\"");
    CHECK(values("event.grid") == "1 2 3");
    CHECK(values("meta.sent") == "\"2026-03-14T18:22:08.500000000Z\"");
}

TEST_CASE_FIXTURE(Sample, "long and odd texts are shown safely") {
    const std::string text = R"({"event":{"a":"\u0000\n\"","b":")" + std::string(199, 'x') + "\xC3\xA4yz\"}}";
    parse(text);
    CHECK(values("event.a") == R"("\u0000\u000a\"")");
    CHECK(values("event.b") == "\"" + std::string(199, 'x') + "...\"");
}
