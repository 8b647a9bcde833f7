// Filters against EventSub's catalog: a field that no event of the route has would filter everything away.
#include "core/config/draft.hpp"
#include "core/config/filter_reader.hpp"
#include "core/config/nearest.hpp"
#include "core/config/type_pattern.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace turnout::config {
namespace {

struct Field {
    std::string_view path;
    FieldKind kind;
};

constexpr std::array meta_fields{
    Field{"kind", FieldKind::text},           Field{"type", FieldKind::text},
    Field{"version", FieldKind::text},        Field{"message_id", FieldKind::text},
    Field{"element_id", FieldKind::text},     Field{"subscription_id", FieldKind::text},
    Field{"broadcaster_id", FieldKind::text}, Field{"status", FieldKind::text},
    Field{"retry", FieldKind::number},        Field{"batch_index", FieldKind::number},
    Field{"batch_size", FieldKind::number},   Field{"sent", FieldKind::timestamp},
    Field{"accepted", FieldKind::timestamp},
};

constexpr std::array<std::string_view, 4> event_kinds{"notification", "revocation", "emitted", "test"};

constexpr std::array subscription_fields{
    Field{"id", FieldKind::text},
    Field{"type", FieldKind::text},
    Field{"version", FieldKind::text},
    Field{"status", FieldKind::text},
    Field{"cost", FieldKind::number},
    Field{"created_at", FieldKind::timestamp},
    Field{"is_batching_enabled", FieldKind::boolean},
    Field{"condition", FieldKind::object},
    Field{"transport", FieldKind::object},
    Field{"transport.method", FieldKind::text},
    Field{"transport.callback", FieldKind::text},
    Field{"transport.session_id", FieldKind::text},
    Field{"transport.conduit_id", FieldKind::text},
};

constexpr std::string_view condition_prefix = "condition.";

/// Below the first step, without the indices: as in the catalog.
std::string path_below_root(const Filter& filter) {
    std::string path;
    for (auto step = filter.steps.begin() + 1; step != filter.steps.end(); ++step) {
        if (step->name.empty()) continue;
        if (!path.empty()) path += '.';
        path += step->name;
    }
    return path;
}

bool compares_text(FilterOperator op) {
    return op == FilterOperator::prefix || op == FilterOperator::suffix || op == FilterOperator::matches;
}

/// Why the operator can never hold for such a value; empty: it can.
std::string misfit(const Filter& filter, FieldKind kind) {
    const bool limit = filter.op == FilterOperator::min || filter.op == FilterOperator::max;
    switch (kind) {
    case FieldKind::text: return {}; // may hold a number, such as a tier
    case FieldKind::object:
        return filter.op == FilterOperator::exists ? "" : "is an object: it can only be asked whether it exists";
    case FieldKind::number:
        if (compares_text(filter.op)) return "is a number: compare it with is, not, in, min or max";
        return limit && filter.time ? "is a number, not a timestamp" : "";
    case FieldKind::boolean:
        return limit || compares_text(filter.op) ? "is true or false: compare it with is or not" : "";
    case FieldKind::timestamp: return limit && filter.number ? "is a timestamp, not a number" : "";
    }
    return {};
}

class FilterCheck {
public:
    FilterCheck(Draft& draft, const Route& route, std::span<const KnownType> types) : draft_(draft), route_(route) {
        if (route.type.empty()) return;
        for (const auto& known : types) {
            const bool version_fits = route.version.empty() || route.version == known.version;
            if (takes_type(route.type, known.type) && version_fits) records_.push_back(&known);
        }
    }

    void check(const Filter& filter) {
        const auto& root = filter.steps.front().name;
        if (filter.steps.size() == 1) {
            if (root == meta_root) tell(filter, "names no field of the metadata", "kind");
            return;
        }
        if (root == meta_root) return check_meta(filter);
        if (root == "subscription") return check_subscription(filter);
        if (root == "event") return check_event(filter);
    }

private:
    void check_meta(const Filter& filter) {
        const auto path = filter.path.substr(meta_root.size() + 1);
        if (!check_field(filter, path, meta_fields)) return;
        if (path != "kind") return;
        const std::vector<std::string> kinds(event_kinds.begin(), event_kinds.end());
        for (const auto& choice : filter.choices) {
            if (std::find(kinds.begin(), kinds.end(), choice.text) != kinds.end()) continue;
            draft_.add(full_key(filter),
                       draft_.shown(full_key(filter)) + " is not a kind: notification, revocation, "
                                                        "emitted or test",
                       nearest(choice.text, kinds));
        }
    }

    void check_subscription(const Filter& filter) {
        const auto path = path_below_root(filter);
        if (!path.starts_with(condition_prefix)) {
            check_field(filter, path, subscription_fields);
            return;
        }
        const auto key = path.substr(condition_prefix.size());
        std::vector<std::string> known;
        for (const auto* record : records_)
            for (const auto& part : record->condition) known.push_back(part.key);
        if (known.empty() || std::find(known.begin(), known.end(), key) != known.end()) return;
        unknown(filter, "has such a condition", "subscription.condition.", key, known);
    }

    /// Only what the catalog knows completely is checked: events of plugins may look like anything.
    void check_event(const Filter& filter) {
        const auto path = path_below_root(filter);
        std::vector<std::string> known;
        std::string why;
        bool found = false, fits = false;
        for (const auto* record : records_) {
            if (record->fields.empty()) return;
            for (const auto& field : record->fields) {
                known.push_back(field.path);
                if (field.path != path) continue;
                found = true;
                const auto wrong = misfit(filter, field.kind);
                fits = fits || wrong.empty();
                if (!wrong.empty()) why = wrong;
            }
        }
        if (fits || records_.empty()) return;
        if (found)
            tell(filter, why);
        else
            unknown(filter, "has such a field", "event.", path, known);
    }

    template <std::size_t Size>
    bool check_field(const Filter& filter, std::string_view path, const std::array<Field, Size>& fields) {
        const auto* const found =
            std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.path == path; });
        if (found != fields.end()) {
            const auto why = misfit(filter, found->kind);
            if (!why.empty()) tell(filter, why);
            return why.empty();
        }
        const auto& root = filter.steps.front().name;
        std::vector<std::string> known;
        known.reserve(fields.size());
        for (const auto& field : fields) known.emplace_back(field.path);
        const auto near = nearest(path, known);
        tell(filter, root == meta_root ? "is no field of the metadata" : "is no field of a subscription",
             near.empty() ? "" : root + "." + near);
        return false;
    }

    void unknown(const Filter& filter, const std::string& what, const std::string& root, const std::string& path,
                 const std::vector<std::string>& known) {
        const auto near = nearest(path, known);
        const bool hidden = draft_.config.withheld.contains("route." + route_.name + ".type");
        const std::string type = hidden ? "the route's type" : route_.type;
        draft_.add(full_key(filter), "no event of " + type + " " + what, near.empty() ? "" : root + near);
    }

    void tell(const Filter& filter, const std::string& what, std::string suggestion = {}) {
        draft_.add(full_key(filter), filter.path + " " + what, std::move(suggestion));
    }

    std::string full_key(const Filter& filter) const { return "route." + route_.name + ".where." + filter.key; }

    Draft& draft_;
    const Route& route_;
    std::vector<const KnownType*> records_; ///< what the route may bring; none: nobody knows
};

} // namespace

void check_filters(Draft& draft, std::span<const KnownType> types, TimestampReader timestamps) {
    for (auto& [name, route] : draft.routes) {
        FilterCheck check(draft, route, types);
        const bool type_known = draft.usable("route." + name + ".type") && draft.usable("route." + name + ".version");
        for (auto& filter : route.where) {
            const auto key = "route." + name + ".where." + filter.key;
            if (auto fault = read_filter(filter, timestamps)) {
                auto& [what, suggestion] = fault->refusal;
                const std::string subject = !fault->of_operand       ? ""
                                            : filter.operand.empty() ? "the value "
                                                                     : draft.shown(key) + " ";
                if (fault->of_operand)
                    draft.add(key, subject + what, std::move(suggestion));
                else
                    draft.add(draft.given.at(key).origin, key, what, std::move(suggestion)); // of the key: never hidden
            } else if (type_known) {
                check.check(filter);
            }
        }
    }
}

} // namespace turnout::config
