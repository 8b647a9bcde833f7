// What Twitch sends and the typed events do not know, as a host hears of it from a real plugin.
#include "tests/abi/decoder_library.hpp"

#include <turnout/ext/metrics.h>
#include <turnout/testing/event.hpp>
#include <turnout/testing/fake_host.hpp>
#include <turnout/testing/plugin_under_test.hpp>
#include <turnout/testing/samples.hpp>
#include <turnout/twitch/channel_chat_message_v1.hpp>
#include <turnout/twitch/channel_follow_v2.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace testing = turnout::testing;
namespace twitch = turnout::twitch;

namespace {

/// A host that keeps what it hears of drift: "type path", in order.
class Listener {
public:
    Listener() { host_.offer(TURNOUT_METRICS_EXTENSION, &table_); }

    std::vector<std::string> heard_from(testing::event event) {
        table_.heard.clear();
        table_.of = host_.raw();
        const auto said = plugin_.handle(std::move(event));
        CHECK_MESSAGE(said.ok(), said.reason);
        return table_.heard;
    }

private:
    struct Table : turnout_metrics {
        Table() : turnout_metrics{sizeof(turnout_metrics), 0, nullptr, nullptr, nullptr, nullptr, keep} {
            current = this;
        }

        static void keep(const turnout_host* host, turnout_str type, turnout_str path, std::uint64_t count) {
            CHECK(host == current->of);
            CHECK(count == 1);
            current->heard.push_back(std::string{turnout::to_view(type)} + " " + std::string{turnout::to_view(path)});
        }

        static inline Table* current = nullptr; // the ABI hands a host, and tests have one at a time
        const turnout_host* of = nullptr;
        std::vector<std::string> heard;
    };

    abi::DecoderLibrary library_;
    testing::fake_host host_;
    Table table_;
    testing::plugin_under_test plugin_{host_, library_.entry()};
};

using Paths = std::vector<std::string>;

} // namespace

TEST_CASE("no sample has a key or a value that the typed events do not know") {
    Listener listener;
    for (const auto& one : testing::sample_entries) {
        CAPTURE(one.type);
        CAPTURE(one.version);
        CAPTURE(one.variant);
        const auto heard = listener.heard_from(testing::event{std::string{one.body}});
        CHECK_MESSAGE(heard.empty(), heard.front());
    }
}

TEST_CASE("unknown keys and unknown values are told, each path once and without positions") {
    Listener listener;
    testing::event follow{std::string{testing::sample_body<twitch::channel_follow_v2>()}};
    CHECK(listener.heard_from(follow.set("event.via", "raid").set_json("event.more", R"({"deep":1})")) ==
          Paths{"channel.follow event.via", "channel.follow event.more"});

    testing::event chat{
        std::string{testing::sample_body<twitch::channel_chat_message_v1>("cheer_with_emote_and_mention")}};
    chat.set("event.message.fragments[0].type", "hologram").set("event.message.fragments[1].type", "smell");
    chat.set("event.message.fragments[1].new", 1).set("event.message_type", "sung");
    CHECK(listener.heard_from(chat) == Paths{"channel.chat.message event.message.fragments[].type",
                                             "channel.chat.message event.message.fragments[].new",
                                             "channel.chat.message event.message_type"});
}

TEST_CASE("an empty text and a value that is called unknown are no drift") {
    Listener listener;
    testing::event notice{std::string{testing::find_sample_body("channel.chat.notification", "1")}};
    CHECK(listener.heard_from(notice.set("event.notice_type", "unknown")).empty());
    CHECK(listener.heard_from(notice.set("event.notice_type", "")).empty());
    CHECK(listener.heard_from(notice.set("event.notice_type", "unheard_of")).size() == 1);
}

TEST_CASE("both spellings of a key and of a value are known") {
    Listener listener;
    testing::event campaign{std::string{testing::find_sample_body("channel.charity_campaign.start", "1")}};
    campaign.remove("event.broadcaster_id").set("event.broadcaster_user_id", "1");
    CHECK(listener.heard_from(campaign).empty());
    CHECK(listener.heard_from(campaign.set("event.broadcaster_id", "1")).empty());
    testing::event held{std::string{testing::find_sample_body("automod.message.update", "2")}};
    CHECK(listener.heard_from(held.set("event.status", "Approved")).empty());
}

TEST_CASE("what is told of one event is bounded") {
    Listener listener;
    testing::event follow{std::string{testing::sample_body<twitch::channel_follow_v2>()}};
    for (int i = 0; i < 40; ++i) follow.set("event.key" + std::to_string(i), i);
    CHECK(listener.heard_from(follow).size() == turnout::drift::max_paths);
    testing::event wide{std::string{testing::sample_body<twitch::channel_follow_v2>()}};
    const auto heard = listener.heard_from(wide.set("event." + std::string(120, 'x') + "\u20ac", 1));
    REQUIRE(heard.size() == 1);
    CHECK(heard.front() == "channel.follow event." + std::string(120, 'x')); // the euro sign would be cut in two
}
