// A journal without a disk, whose commits a test can hold back.
#pragma once
#include "tests/support/journal_without_archive.hpp"

#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace turnout::test {

/// What a test may want to know about a message that was stored; copies.
struct StoredMessage {
    journal::Disposition disposition;
    std::string reason, message_id, type, status, retry, body;
    eventsub::Kind kind;
    std::vector<std::string> elements;
};

/// append(), start() and state() only; commits at once in the caller's thread (one at a time), or when told.
class FakeJournal final : public turnout::test::JournalWithoutArchive {
public:
    enum class Mode { at_once, on_demand, refusing };

    void set_mode(Mode mode);
    void commit(); ///< everything that is queued, as one group
    void drop();   ///< what is queued is lost, as if the writer had died
    std::size_t queued() const;
    std::vector<StoredMessage> stored() const;

    void start(journal::Listener& listener) override { listener_ = &listener; }

    void stop() override {}

    void append(std::unique_ptr<journal::Submission> submission) override;

    void settle(std::vector<journal::Outcome> /*outcomes*/, Settled /*done*/) override {}

    void advance_mark(const std::string& /*route*/, journal::Sequence /*mark*/, Settled /*done*/) override {}

    journal::Cursor open_route(const std::string& /*route*/, journal::RouteStart /*start*/) override { return {}; }

    void retire_route(const std::string& /*route*/) override {}

    void drop_route(const std::string& /*route*/) override {}

    std::vector<journal::Cursor> cursors() const override { return {}; }

    std::vector<journal::StoredEvent> read(journal::Sequence /*after*/, std::size_t /*count*/,
                                           std::size_t /*bytes*/) const override {
        return {};
    }

    journal::Sequence last() const override { return 0; }

    std::vector<journal::Parked> parked(const std::string& /*route*/, journal::ParkedState /*state*/,
                                        eventsub::Time /*until*/, std::size_t /*count*/, std::size_t /*bytes*/,
                                        const std::optional<journal::Parked>& /*after*/,
                                        std::span<const journal::RowKey> /*without*/) const override {
        return {};
    }

    journal::Counts counts(const std::string& /*route*/) const override { return {}; }

    std::optional<eventsub::Time> oldest_pending(const std::string& /*route*/) const override { return {}; }

    void blocked_keys(const std::string& /*route*/,
                      const std::function<void(std::string_view, std::uint64_t)>& /*tell*/) const override {}

    void held_lanes(const std::string& /*route*/, const std::function<void(eventsub::Time)>& /*tell*/) const override {}

    std::vector<journal::ParkedRow> begun(const std::string& /*route*/, std::uint64_t /*after*/,
                                          std::size_t /*count*/) const override {
        return {};
    }

    journal::PluginState& plugin_state() override { throw std::logic_error("no plugin runs here"); }

    journal::State state() const override { return {}; }

private:
    void commit_locked();
    journal::AppendResult store(const journal::Arrival& arrival);

    journal::Listener* listener_ = nullptr;
    mutable std::mutex mutex_;
    Mode mode_ = Mode::at_once;
    std::vector<std::unique_ptr<journal::Submission>> queue_;
    std::vector<StoredMessage> stored_;
    std::set<std::string> delivered_, kept_; ///< message ids
};

} // namespace turnout::test
