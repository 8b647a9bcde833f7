// What has to be true of a history.
#pragma once
#include "bench.hpp"
#include "core/journal/journal.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace turnout::delivery::test {

/// Remembers what was answered, handled and settled; any thread. From crashing() on, nothing that is told is asked of
/// the copy that a crash leaves, as it may be older; what handlers do still counts, as the copy may be newer. After
/// freeze() nothing counts until thaw(): it happens in a process that a crash has ended already.
class HistoryModel {
public:
    explicit HistoryModel(std::uint64_t seed) : seed_(seed) {}

    void crashing();
    void freeze();
    void thaw();

    // What the outside sees.
    void sent(const std::string& id, journal::Disposition disposition);
    void answered(const std::string& id, journal::AppendResult result);
    /// The route is open, and owes every event behind `start` if it is new.
    void opened(const config::Route& route, journal::Sequence start);
    /// A replay is durable.
    void replay_asked(const std::string& route, journal::Sequence sequence);

    // What the handler is asked and answers.
    struct Plan {
        turnout_verdict verdict = TURNOUT_OK;
        bool deferred = false; ///< completed later, with that verdict
        bool for_long = false; ///< by complete_deferred()
    };

    Plan begun(const turnout_event& event);
    void succeeded(const turnout_event& event);
    void defer(std::uint64_t token, const turnout_event& event);
    /// Tokens of what was deferred for long, with what was deferred.
    std::vector<std::pair<std::uint64_t, journal::DeliveryKey>> take_deferred();
    void succeeded(const journal::DeliveryKey& key);
    void settled(const Settlement& settlement);

    /// At the end, when everything is settled: what does not hold.
    std::vector<std::string> check(const journal::Journal& journal);

    journal::Sequence random_event(std::uint64_t number) const;
    std::vector<std::string> known_ids() const;
    std::uint64_t attempts() const;

private:
    using Key = std::tuple<std::string, journal::Sequence, std::uint32_t>;

    struct Sent {
        journal::Disposition disposition = journal::Disposition::deliver;
        bool stored = false; ///< answered so
    };

    enum class Counts { all, handlers, nothing };

    static Key key_of(const turnout_event& event);
    void wrong(std::string what);
    void check_accepted(const journal::Journal& journal, std::map<journal::Sequence, journal::StoredEvent>& events);
    void check_kept(const journal::Journal& journal);
    void check_route(const journal::Journal& journal, const std::string& route,
                     const std::map<journal::Sequence, journal::StoredEvent>& events);

    const std::uint64_t seed_;
    mutable std::mutex mutex_;
    Counts counts_ = Counts::all;
    std::map<std::string, Sent> sent_;
    std::map<std::string, config::Route> routes_;
    std::map<std::string, journal::Sequence> start_;
    std::map<Key, unsigned> begun_;
    std::set<Key> succeeded_;                                              ///< by the handler
    std::set<Key> settled_, done_;                                         ///< durably; the second: not dead
    std::map<std::string, std::map<journal::Sequence, unsigned>> replays_; ///< by route: asked and accepted
    std::vector<std::pair<std::uint64_t, journal::DeliveryKey>> deferred_;
    std::uint64_t attempts_ = 0;
    journal::Sequence last_ = 0;
    std::vector<std::string> wrong_;
};

} // namespace turnout::delivery::test
