#include "core/eventsub/catalog.hpp"

#include "core/eventsub/document.hpp"
#include "samples.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

namespace turnout::eventsub {

TEST_CASE("the catalog has 90 records, sorted, each of them found") {
    REQUIRE(catalog().size() == 90);
    for (std::size_t i = 0; i < catalog().size(); ++i) {
        const auto& entry = catalog()[i];
        CHECK(find_type(entry.type, entry.version) == &entry);
        CHECK_FALSE(entry.description.empty());
        CHECK_FALSE(entry.condition.empty());
        CHECK((entry.authorization == Authorization::user_grant) == !entry.scope_groups.empty());
        if (i > 0)
            CHECK(std::tie(catalog()[i - 1].type, catalog()[i - 1].version) < std::tie(entry.type, entry.version));
        if (!entry.successor_type.empty()) CHECK(find_type(entry.successor_type, entry.successor_version) != nullptr);
    }
}

TEST_CASE("versions of a type") {
    const auto versions = versions_of("channel.follow");
    REQUIRE(versions.size() == 2);
    CHECK(versions[0].version == "1");
    CHECK(versions[1].version == "2");
    CHECK(versions_of("channel.follo").empty());
    CHECK(versions_of("channel.followx").empty());
    CHECK(versions_of("").empty());
    CHECK(find_type("channel.follow", "3") == nullptr);
    CHECK(find_type("", "") == nullptr);
}

TEST_CASE("what a record says") {
    const auto* const follow = find_type("channel.follow", "2");
    REQUIRE(follow != nullptr);
    CHECK(follow->stage == Stage::general);
    CHECK_FALSE(follow->withdrawn);
    REQUIRE(follow->condition.size() == 2);
    CHECK(follow->condition[0].name == "broadcaster_user_id");
    CHECK(follow->condition[1].name == "moderator_user_id");
    CHECK(follow->condition[1].required);
    REQUIRE(follow->scope_groups.size() == 1);
    REQUIRE(follow->scope_groups[0].size() == 1);
    CHECK(follow->scope_groups[0][0] == "moderator:read:followers");
    CHECK(follow->authorizing_user == "moderator_user_id");

    const auto* const old = find_type("channel.follow", "1");
    REQUIRE(old != nullptr);
    CHECK(old->stage == Stage::deprecated);
    CHECK(old->withdrawn);
    CHECK(old->successor_type == "channel.follow");
    CHECK(old->successor_version == "2");

    const auto* const raid = find_type("channel.raid", "1");
    REQUIRE(raid != nullptr);
    CHECK(raid->exactly_one_of);
    CHECK(raid->condition.size() == 2);

    const auto* const drops = find_type("drop.entitlement.grant", "1");
    REQUIRE(drops != nullptr);
    CHECK(drops->batched);
    CHECK(drops->authorization == Authorization::app_token_match);

    REQUIRE(find_type("channel.moderate", "1") != nullptr);
    CHECK(find_type("channel.moderate", "1")->scope_groups.size() == 7);
    CHECK(find_type("channel.moderate", "2")->scope_groups.size() == 8);
}

TEST_CASE("every record has a sample, and every sample its record") {
    std::set<std::string> names;
    DocumentParser parser;
    Document document;
    for (const auto& name : test::notification_samples()) {
        REQUIRE(parser.parse(test::read_sample(name), document).empty());
        const auto* const entry = find_type(document.text(document.find("subscription.type")),
                                            document.text(document.find("subscription.version")));
        REQUIRE_MESSAGE(entry != nullptr, name);
        names.insert(name);
        // The keys of the sample's condition are those of the record.
        const auto condition = document.find("subscription.condition");
        for (const auto& key : entry->condition)
            CHECK_MESSAGE((!key.required || document.find(key.name, condition) != 0), name << ": " << key.name);
        CHECK(document.nodes[condition].u.count <= entry->condition.size());
        CHECK((document.find("events") != 0) == entry->batched);
    }
    for (const auto& entry : catalog())
        CHECK(names.contains(std::string{entry.type} + ".v" + std::string{entry.version} + ".json"));
}

TEST_CASE("the fields of a type, on every level") {
    const auto* raid = find_type("channel.raid", "1");
    REQUIRE(raid != nullptr);
    const auto fields = fields_of(*raid);
    const auto kind = [](const std::vector<Field>& all, std::string_view path) {
        const auto found = std::find_if(all.begin(), all.end(), [&](const auto& field) { return field.path == path; });
        return found == all.end() ? std::optional<FieldKind>{} : found->kind;
    };
    CHECK(kind(fields, "viewers") == FieldKind::number);
    CHECK(kind(fields, "from_broadcaster_user_login") == FieldKind::text);
    CHECK_FALSE(kind(fields, "viewer"));
    const auto message = fields_of(*find_type("channel.chat.message", "1"));
    CHECK(kind(message, "badges") == FieldKind::object);
    CHECK(kind(message, "badges.set_id") == FieldKind::text);
    CHECK(kind(message, "message.fragments.cheermote.bits") == FieldKind::number);
    for (const auto& type : catalog()) CHECK_FALSE(fields_of(type).empty());
}

} // namespace turnout::eventsub
