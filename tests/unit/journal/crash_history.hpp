// A random history on a recorded disk, with what was promised when; and whether a disk after a crash keeps it.
#pragma once
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/journal/disk_replay.hpp"
#include "tests/unit/journal/sqlite_engine.hpp"

#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace turnout::test {

class CrashHistory {
public:
    /// Runs it. `pragmas`: to weaken the engine on purpose. `purging`: settled events are removed on the way.
    CrashHistory(std::uint32_t seed, const std::string& pragmas, bool purging);

    const std::vector<DiskOperation>& operations() const { return operations_; }

    /// Events that were removed on the way.
    journal::Sequence purged() const { return purged_; }

    /// Events that came with an outcome.
    std::size_t derived() const;

    /// Dead letters that were dropped or replayed on the way.
    std::size_t steps() const { return dropped_.size() + replayed_.size(); }

    /// Opens what a crash after the first `point` operations left. Empty, or which promise is broken.
    std::string broken_promise(std::size_t point, const DiskReplay::Files& files) const;

private:
    /// Points are numbers of operations that had reached the disk.
    struct Promise {
        std::string body;
        std::vector<std::string> elements;
        journal::Disposition disposition = journal::Disposition::deliver;
        std::optional<std::size_t> acknowledged; ///< `stored` was told when so many were done
        journal::Sequence first = 0;             ///< its events, if delivered
        std::size_t events = 0;
    };

    struct Settling {
        std::size_t asked;
        std::optional<std::size_t> confirmed;
        bool parks = false;
        bool adds = false; ///< state and once() of a plugin, and perhaps a derived event
    };

    class Recorder;
    using Settlings = std::map<journal::Sequence, Settling>;

    void run(int runs, int rounds);
    void round(journal::Journal& journal, Recorder& recorder, int number);
    void append(journal::Journal& journal, Recorder& recorder);
    void settle(journal::Journal& journal, Recorder& recorder);
    journal::Outcome outcome(const std::string& route, const journal::StoredEvent& stored, Settling& settling,
                             std::string& derived);
    /// Some of the host's dead letters are dropped, some parked deliveries die and are replayed.
    void step(journal::Journal& journal, Recorder& recorder);

    std::string broken_log(std::size_t point, const RunningJournal& journal) const;
    std::string broken_cursor(std::size_t point, const RunningJournal& journal, const std::string& route) const;
    std::string broken_steps(std::size_t point, const RunningJournal& journal) const;
    std::string broken_memory(std::size_t point, RunningJournal& journal) const;
    std::string broken_state(std::size_t point, const RunningJournal& journal, const std::string& route) const;
    bool may_be_purged(std::size_t point, journal::Sequence sequence) const;

    std::uint32_t any(std::uint32_t below) {
        return std::uniform_int_distribution<std::uint32_t>(0, below - 1)(random_);
    }

    std::mt19937 random_;
    const bool purging_;
    RecordingVfs vfs_;
    SqliteEngine engine_;
    std::map<std::string, Promise> promises_;
    std::map<std::string, Settlings> settlings_;     ///< by route
    std::map<std::string, std::size_t> opened_;      ///< when open_route() had returned
    std::map<std::string, Settling> dropped_;        ///< messages of the host's dead letters
    std::map<journal::Sequence, Settling> replayed_; ///< entries of the first route whose dead letter was replayed
    journal::Sequence assigned_ = 0;                 ///< by the order of the calls, which is that of the queue
    std::size_t next_message_ = 0;
    journal::Sequence purged_ = 0;
    std::vector<DiskOperation> operations_;
};

} // namespace turnout::test
