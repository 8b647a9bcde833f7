// What the journal's writer tells: answers go back to the senders, news go on to delivery and to those who watch.
#pragma once
#include "core/delivery/engine.hpp"
#include "core/http/answers.hpp"
#include "core/http/api/live_feed.hpp"
#include "core/journal/journal.hpp"

#include <new>
#include <vector>

namespace turnout::app {

/// Lives, as do both ends, until the journal has stopped.
class JournalRelay final : public journal::Listener {
public:
    JournalRelay(delivery::Engine& engine, http::LiveFeed& feed) : engine_(engine), feed_(feed) {}

    /// Where answers go. Before anything is appended.
    void connect(http::Answers& answers) { answers_ = &answers; }

    void answered(std::vector<journal::Answer>& answers) override {
        if (feed_.watched()) show(answers);
        answers_->answered(answers);
    }

    void appended(journal::Sequence /*last*/) override { engine_.notify(); }

private:
    void show(const std::vector<journal::Answer>& answers) noexcept {
        try {
            for (const auto& each : answers)
                if (each.result == journal::AppendResult::stored)
                    feed_.publish(http::Note::accepted(each.submission->arrival()));
        } catch (const std::bad_alloc&) { // the answers matter more
            return;
        }
    }

    http::Answers* answers_ = nullptr;
    delivery::Engine& engine_;
    http::LiveFeed& feed_;
};

} // namespace turnout::app
