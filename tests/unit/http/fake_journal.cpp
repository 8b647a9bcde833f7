#include "tests/unit/http/fake_journal.hpp"

#include <utility>

namespace turnout::test {

void FakeJournal::set_mode(Mode mode) {
    const std::lock_guard lock(mutex_);
    mode_ = mode;
}

void FakeJournal::commit() {
    const std::lock_guard lock(mutex_);
    commit_locked();
}

void FakeJournal::drop() {
    const std::lock_guard lock(mutex_);
    queue_.clear();
}

std::size_t FakeJournal::queued() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
}

std::vector<StoredMessage> FakeJournal::stored() const {
    const std::lock_guard lock(mutex_);
    return stored_;
}

void FakeJournal::append(std::unique_ptr<journal::Submission> submission) {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(submission));
    if (mode_ != Mode::on_demand) commit_locked();
}

void FakeJournal::commit_locked() {
    std::vector<journal::Answer> answers;
    for (auto& each : std::exchange(queue_, {})) {
        const auto result = mode_ == Mode::refusing ? journal::AppendResult::refused : store(each->arrival());
        answers.push_back({std::move(each), result});
    }
    listener_->answered(answers);
}

journal::AppendResult FakeJournal::store(const journal::Arrival& arrival) {
    const std::string id(arrival.event.message_id);
    const bool deliver = arrival.disposition == journal::Disposition::deliver;
    if (delivered_.contains(id) || !(deliver ? delivered_ : kept_).insert(id).second)
        return journal::AppendResult::duplicate;
    const eventsub::Event& event = arrival.event;
    StoredMessage message{arrival.disposition,
                          arrival.reason,
                          id,
                          std::string(event.type),
                          std::string(event.status),
                          std::string(event.retry),
                          std::string(event.body),
                          event.kind,
                          {}};
    for (const std::string_view element : arrival.elements) message.elements.emplace_back(element);
    stored_.push_back(std::move(message));
    return journal::AppendResult::stored;
}

} // namespace turnout::test
