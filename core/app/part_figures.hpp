// The figures of each part, as families of metrics.
#pragma once
#include "core/app/figure_family.hpp"
#include "core/delivery/engine.hpp"
#include "core/eventsub/clock.hpp"
#include "core/http/admin_server.hpp"
#include "core/http/public_server.hpp"
#include "core/journal/journal.hpp"
#include "core/plugin/zombies.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace turnout::app {

// Each appends to `all`; README.md lists them, and a test compares it with the page.

void add_http_figures(const http::PublicServer& server, const http::AdminServer& admin, FigureFamilies& all);
void add_journal_figures(const journal::Journal& journal, FigureFamilies& all);
/// Routes with what waits on them, as of `now`.
void add_route_figures(const delivery::Engine& engine, const journal::Journal& journal, eventsub::Time now,
                       FigureFamilies& all);
/// `configured`: names of plugins, whether they run or not.
void add_plugin_figures(const delivery::Engine& engine, const std::vector<std::string>& configured,
                        FigureFamilies& all);
/// Of those plugins, and of others that are no longer configured and left something.
void add_zombie_figures(const plugins::Zombies& zombies, const std::vector<std::string>& configured,
                        FigureFamilies& all);
/// What begins the names of metrics of plugins, those that the host tells of them and those of their own.
inline constexpr const char* plugin_prefix = "turnout_plugin_";
/// Whether the host tells this of each plugin; `name` without the prefix.
bool is_plugin_figure(std::string_view name);
/// Of this process, under the names that every client library of Prometheus uses. What the system does not tell is
/// left out.
void add_process_figures(FigureFamilies& all);

} // namespace turnout::app
