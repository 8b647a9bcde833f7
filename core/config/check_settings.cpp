// Rules that hold between keys.
#include "core/config/draft.hpp"
#include "core/config/units.hpp"

#include <algorithm>
#include <string_view>

namespace turnout::config {
namespace {

void check_dedup_window(Draft& draft) {
    if (!draft.usable("journal.dedup_window") || !draft.usable("eventsub.max_age")) return;
    const auto least = 2 * draft.config.eventsub.max_age;
    if (draft.config.journal.dedup_window > least) return;
    const bool shown = !draft.config.withheld.contains("eventsub.max_age");
    // Said of the key that was given; of the window if both were.
    const std::string key = draft.given.contains("journal.dedup_window") ? "journal.dedup_window" : "eventsub.max_age";
    draft.add(key, "journal.dedup_window must be above twice eventsub.max_age" +
                       (shown ? ", that is above " + format_duration(least) : std::string()) +
                       ": else a message could be handled twice");
}

void check_addresses(Draft& draft) {
    if (!draft.usable("http.address") || !draft.usable("admin.address")) return;
    const auto &open = draft.config.http.address, &admin = draft.config.admin.address;
    if (open.port == 0 || open.port != admin.port) return;
    if (open.host != admin.host && open.host != "*" && admin.host != "*") return;
    draft.add(draft.given.contains("admin.address") ? "admin.address" : "http.address",
              "http.address and admin.address are the same: the admin port needs an address or a port of its own");
}

void check_secrets(Draft& draft) {
    const auto& eventsub = draft.config.eventsub;
    // It is sent in a header, whose value ends where white space begins.
    if (draft.config.admin.token.reveal().find(' ') != std::string::npos)
        draft.add("admin.token", "has a space in it: make one with `openssl rand -hex 32`");
    // Files may be equal until `turnout secret rotate` writes them.
    const auto& files = draft.config.file_of;
    const bool rotates = files.contains("eventsub.secret") && files.contains("eventsub.secret.previous");
    if (!rotates && !eventsub.secret.empty() && eventsub.secret.reveal() == eventsub.previous_secret.reveal())
        draft.add("eventsub.secret.previous", "is the same as eventsub.secret: leave it out");
}

/// Dead letters must not fill the journal: they are ended by limits of their own only. The default follows.
void check_dead_letters(Draft& draft) {
    constexpr std::string_view dead = "journal.dead.max_size", all = "journal.max_size";
    auto& journal = draft.config.journal;
    if (!draft.usable(dead) || !draft.usable(all)) return;
    const auto most = journal.max_size / 2;
    if (!draft.given.contains(dead)) {
        journal.dead_max_size = std::min(journal.dead_max_size, most);
        return;
    }
    if (journal.dead_max_size <= most) return;
    const bool shown = !draft.config.withheld.contains(all);
    draft.add(std::string(dead), draft.shown(dead) + " is more than half of journal.max_size" +
                                     (shown ? ", that is more than " + format_size(most) : std::string()) +
                                     ": dead letters would leave no room for events; lower it, leave it out, or raise "
                                     "journal.max_size");
}

} // namespace

void check_settings(Draft& draft) {
    check_dedup_window(draft);
    check_dead_letters(draft);
    check_addresses(draft);
    check_secrets(draft);
}

} // namespace turnout::config
