// The thread that does in steps what people ask for, and the index otherwise: it reads, the writer writes.
#pragma once
#include "core/journal/sqlite/finder.hpp"
#include "core/journal/sqlite/indexer.hpp"
#include "core/journal/sqlite/writer.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace turnout::journal::sqlite {

class Clerk {
public:
    struct Options {
        std::filesystem::path file;
        std::string vfs;
        std::chrono::milliseconds interval; ///< between two looks at what the index lacks
    };

    Clerk(const Options& options, Finder& finder, const View& view, Writer& writer);

    Clerk(const Clerk&) = delete;
    Clerk& operator=(const Clerk&) = delete;

    ~Clerk() { stop(); }

    void start();
    /// Ends after the present step; what is not done is told so. Before the writer stops.
    void stop();

    struct Task {
        RowsWork::Action action = RowsWork::Action::drop;
        ParkedQuery query{};                              ///< the dead letters, or
        std::optional<std::vector<Sequence>> sequences{}; ///< the events
        std::string route{};
        Archive::Told told;
        std::uint64_t up_to = 0; ///< filled in: rows that come later are not meant
    };

    /// Any thread.
    void ask(Task task);

private:
    void run() noexcept;
    StepsDone perform(Task& task);
    void perform_events(const std::vector<Sequence>& sequences, const std::string& route, StepsDone& sum);
    void perform_rows(Task& task, StepsDone& sum);
    /// One commit, added to `sum`. False: no further one.
    bool step(RowsWork work, StepsDone& sum);
    bool stopping() const;
    /// One step of the index; false: there is nothing to do, or it cannot be done now.
    bool index();
    bool write(std::optional<IndexWork> work);

    Finder& finder_;
    const View& view_;
    Writer& writer_;
    const std::chrono::milliseconds interval_;
    Indexer indexer_;
    mutable std::mutex mutex_;
    std::condition_variable bell_;
    std::deque<Task> tasks_;
    bool running_ = false;
    std::thread thread_;
};

} // namespace turnout::journal::sqlite
