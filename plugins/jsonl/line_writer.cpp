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
    if (file_ && !file_->is_in_place()) {
        report_(options_.path.string() + ": opened again, as the file was moved or removed");
        if (options_.fsync) file_->sync();
        synced_ = written_;
        file_.reset();
    }
    if (!file_) open_locked();
    const auto size = file_->size();
    if (options_.rotate_size != 0 && size != 0 && size + line.size() > options_.rotate_size) rotate_locked();
    file_->append(line);
    const auto number = ++written_;
    if (options_.fsync) wait_until_durable(lock, number);
}

void LineWriter::rotate_locked() {
    if (options_.fsync) file_->sync();
    synced_ = written_;
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
void LineWriter::wait_until_durable(std::unique_lock<std::mutex>& lock, std::uint64_t number) {
    while (synced_ < number) {
        if (number <= lost_) throw std::runtime_error(why_lost_);
        if (syncing_) {
            synced_changed_.wait(lock);
        } else {
            sync_group(lock);
        }
    }
}

void LineWriter::sync_group(std::unique_lock<std::mutex>& lock) {
    syncing_ = true;
    const auto file = file_;
    const auto upto = written_;
    lock.unlock();
    std::string failure;
    try {
        file->sync();
    } catch (const std::runtime_error& error) {
        failure = error.what();
    }
    lock.lock();
    syncing_ = false;
    if (failure.empty()) {
        synced_ = std::max(synced_, upto);
    } else {
        // What the system could not write it may have dropped; another sync of this descriptor would prove nothing.
        lost_ = upto;
        why_lost_ = failure;
        if (file_ == file) file_.reset();
    }
    synced_changed_.notify_all();
}

void LineWriter::close() {
    const std::lock_guard lock{mutex_};
    if (!file_) return;
    if (options_.fsync && synced_ < written_) file_->sync();
    synced_ = written_;
    file_.reset();
}

} // namespace jsonl
