#include "line_writer.hpp"

#include "line.hpp"

#include <stdexcept>
#include <system_error>
#include <utility>

namespace jsonl {

namespace fs = std::filesystem;

LineWriter::LineWriter(Options options, std::function<void(std::string)> report)
    : options_(std::move(options)),
      report_(std::move(report)) {
}

void LineWriter::open() {
    const std::lock_guard lock{mutex_};
    open_locked();
}

void LineWriter::open_locked() {
    auto file = std::make_shared<AppendFile>(options_.path);
    if (const auto removed = file->repair(line_start); removed != 0) {
        report_(options_.path.string() + ": cut off an unfinished last line of " + std::to_string(removed) +
                " bytes; its event comes again");
    }
    if (options_.fsync) sync_directory_of(options_.path);
    file_ = std::move(file);
}

void LineWriter::write(std::string_view line) {
    std::unique_lock lock{mutex_};
    make_ready(lock, line.size());
    file_->append(line);
    if (options_.fsync) wait_until_durable(lock);
}

/// Opens or rotates. Not while a sync runs: the descriptor tells an error once, and that sync would take it.
void LineWriter::make_ready(std::unique_lock<std::mutex>& lock, std::size_t wanted) {
    for (;;) {
        const bool moved = file_ && !file_->is_in_place();
        if (!file_ || (moved && !syncing_)) {
            if (moved) leave_moved_file();
            open_locked();
            continue;
        }
        const auto size = file_->size();
        const bool full = options_.rotate_size != 0 && size != 0 && size + wanted > options_.rotate_size;
        if (!moved && !full) return;
        if (syncing_) {
            changed_.wait(lock);
            continue;
        }
        rotate_locked();
        return;
    }
}

void LineWriter::leave_moved_file() {
    report_(options_.path.string() + ": opened again, as the file was moved or removed");
    settle();
    file_.reset();
}

void LineWriter::rotate_locked() {
    settle();
    const auto old = [this](std::uint32_t n) { return fs::path{options_.path.string() + "." + std::to_string(n)}; };
    const auto move = [](const fs::path& from, const fs::path& to) {
        std::error_code error;
        fs::rename(from, to, error);
        if (error && error != std::errc::no_such_file_or_directory) {
            throw std::runtime_error("cannot rename " + from.string() + " to " + to.string() + ": " + error.message());
        }
    };
    for (std::uint32_t n = options_.rotate_keep; n > 1; --n) move(old(n - 1), old(n));
    move(options_.path, old(1));
    file_.reset();
    open_locked();
}

/// The first that comes syncs for all lines written until then; those that come meanwhile wait for the next round.
void LineWriter::wait_until_durable(std::unique_lock<std::mutex>& lock) {
    if (!pending_) pending_ = std::make_shared<Group>();
    const auto group = pending_;
    while (!group->done) {
        if (syncing_) {
            changed_.wait(lock);
        } else {
            sync_pending(lock);
        }
    }
    if (!group->failure.empty()) throw std::runtime_error(group->failure);
}

void LineWriter::sync_pending(std::unique_lock<std::mutex>& lock) {
    syncing_ = true;
    const auto file = file_;
    const auto group = std::exchange(pending_, nullptr);
    lock.unlock();
    std::string failure;
    try {
        options_.sync(*file);
    } catch (const std::runtime_error& error) {
        failure = error.what();
    }
    lock.lock();
    syncing_ = false;
    conclude(group, failure);
}

/// Syncs what nobody syncs yet, under the mutex.
void LineWriter::settle() {
    if (!options_.fsync) return;
    const auto group = std::exchange(pending_, nullptr);
    std::string failure;
    try {
        options_.sync(*file_);
    } catch (const std::runtime_error& error) {
        failure = error.what();
    }
    conclude(group, failure);
    if (!failure.empty()) throw std::runtime_error(failure);
}

/// What the system could not write it may have dropped; another sync of that descriptor would prove nothing. So lines
/// that came to the same file meanwhile are as lost as those of the group.
void LineWriter::conclude(const std::shared_ptr<Group>& group, const std::string& failure) {
    const auto end = [&](const std::shared_ptr<Group>& one) {
        if (one) *one = {true, failure};
    };
    end(group);
    if (!failure.empty()) {
        end(std::exchange(pending_, nullptr));
        file_.reset();
    }
    changed_.notify_all();
}

void LineWriter::close() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return !syncing_; });
    if (!file_) return;
    if (pending_) settle();
    file_.reset();
}

} // namespace jsonl
