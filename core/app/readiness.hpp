// Whether the host should be sent traffic, and if not, why.
#pragma once
#include "core/config/config.hpp"
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
    void serve(const journal::Journal& journal, const delivery::Engine& engine, const http::PublicServer& server,
               const config::Plugins& plugins);
    void set(const config::Plugins& plugins);
    void enter(Stage stage);

private:
    mutable std::mutex mutex_;
    Stage stage_ = Stage::starting;
    const journal::Journal* journal_ = nullptr;
    const delivery::Engine* engine_ = nullptr;
    const http::PublicServer* server_ = nullptr;
    config::Plugins plugins_;
};

/// Which of the plugins that must run do not, or are stuck for the most part; one sentence each.
std::vector<std::string> plugin_reasons(const config::Plugins& options,
                                        const std::vector<delivery::PluginStatus>& plugins);

} // namespace turnout::app
