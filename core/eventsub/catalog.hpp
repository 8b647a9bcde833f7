// EventSub's subscription types, as the project's catalog (sdk/catalog) knows them. Constant data; any thread.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace turnout::eventsub {

enum class Stage : std::uint8_t { general, beta, deprecated };

/// Whose permission Twitch asks for before it creates a subscription.
enum class Authorization : std::uint8_t {
    none,
    user_grant,      ///< a user must have granted scopes
    app_token_match, ///< client or organization of the condition must be the application's own
};

/// A key of a subscription's condition. All values are strings.
struct ConditionKey {
    std::string_view name;
    bool required = true;
};

/// One scope of the group is enough.
using ScopeGroup = std::span<const std::string_view>;

struct SubscriptionType {
    std::string_view type;
    std::string_view version; ///< "1", "2", "beta"
    std::string_view description;
    Stage stage = Stage::general;
    bool withdrawn = false; ///< no longer documented: Twitch may refuse to create it
    std::span<const ConditionKey> condition;
    bool exactly_one_of = false; ///< exactly one of the condition's keys must be given
    bool conduit = true;         ///< can be delivered by a conduit; every type can by webhook
    bool batched = false;        ///< notifications carry `events`, and is_batching_enabled must be set
    Authorization authorization = Authorization::none;
    std::span<const ScopeGroup> scope_groups; ///< each group must be satisfied
    std::string_view authorizing_user;        ///< key of the condition that names the granting user; may be empty
    std::string_view successor_type;          ///< what replaces it; empty if nothing does
    std::string_view successor_version;
    std::string_view fields; ///< as fields_of() reads them
};

enum class FieldKind : std::uint8_t { text, number, boolean, timestamp, object };

/// A field of an event (of one element's `data`, if the type is batched). An array stands for its elements: it has no
/// entry of its own, and no mark in the path.
struct Field {
    std::string_view path; ///< below the event: "reward.id"
    FieldKind kind = FieldKind::text;
};

/// All, sorted by type and version.
std::span<const SubscriptionType> catalog();
/// The versions of a type in the catalog's order; empty if the type is unknown.
std::span<const SubscriptionType> versions_of(std::string_view type);
/// Null if the catalog has no such type in that version.
const SubscriptionType* find_type(std::string_view type, std::string_view version);
/// What the catalog knows of the events of this type: every field of every level.
std::vector<Field> fields_of(const SubscriptionType& type);

} // namespace turnout::eventsub
