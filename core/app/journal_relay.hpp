// What the journal's writer tells: answers go back to the senders, news go on to delivery.
#pragma once
#include "core/delivery/engine.hpp"
#include "core/http/answers.hpp"
#include "core/journal/journal.hpp"

namespace turnout::app {

/// Lives, as do both ends, until the journal has stopped.
class JournalRelay final : public journal::Listener {
public:
    explicit JournalRelay(delivery::Engine& engine) : engine_(engine) {}

    /// Where answers go. Before anything is appended.
    void connect(http::Answers& answers) { answers_ = &answers; }

    void answered(std::vector<journal::Answer>& answers) override { answers_->answered(answers); }

    void appended(journal::Sequence /*last*/) override { engine_.notify(); }

private:
    http::Answers* answers_ = nullptr;
    delivery::Engine& engine_;
};

} // namespace turnout::app
