// Whether the host should be sent traffic, and if not, why.
#pragma once
#include "core/delivery/engine.hpp"
#include "core/http/public_server.hpp"
#include "core/http/readiness.hpp"
#include "core/journal/journal.hpp"

#include <mutex>
#include <string>
#include <vector>

namespace turnout::app {

enum class Stage { starting, serving, stopping };

/// Gathers the reasons of all parts. Any thread.
class HostReadiness final : public http::Readiness {
public:
    std::vector<std::string> reasons() const override;

    /// While serving, all of them are asked; they live until another stage is entered.
    void serve(const journal::Journal& journal, const delivery::Engine& engine, const http::PublicServer& server);
    void enter(Stage stage);

private:
    mutable std::mutex mutex_;
    Stage stage_ = Stage::starting;
    const journal::Journal* journal_ = nullptr;
    const delivery::Engine* engine_ = nullptr;
    const http::PublicServer* server_ = nullptr;
};

} // namespace turnout::app
