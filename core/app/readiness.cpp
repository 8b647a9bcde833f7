#include "core/app/readiness.hpp"

namespace turnout::app {

std::vector<std::string> HostReadiness::reasons() const {
    const std::lock_guard lock(mutex_);
    if (stage_ == Stage::starting) return {"starting"};
    if (stage_ == Stage::stopping) return {"stopping"};
    std::vector<std::string> reasons;
    if (const journal::State state = journal_->state(); !state.accepting)
        reasons.push_back("the journal accepts nothing: " + state.reason);
    for (std::string& reason : engine_->trouble()) reasons.push_back(std::move(reason));
    for (std::string& reason : server_->unready_reasons()) reasons.push_back(std::move(reason));
    return reasons;
}

void HostReadiness::serve(const journal::Journal& journal, const delivery::Engine& engine,
                          const http::PublicServer& server) {
    const std::lock_guard lock(mutex_);
    journal_ = &journal;
    engine_ = &engine;
    server_ = &server;
    stage_ = Stage::serving;
}

void HostReadiness::enter(Stage stage) {
    const std::lock_guard lock(mutex_);
    stage_ = stage;
}

} // namespace turnout::app
