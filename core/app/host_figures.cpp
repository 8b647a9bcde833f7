#include "core/app/host_figures.hpp"

#include "core/app/part_figures.hpp"
#include "core/app/version.hpp"

namespace turnout::app {

void HostFigures::serve(const Parts& parts, std::vector<std::string> plugins) {
    const std::lock_guard lock{mutex_};
    parts_.emplace(parts);
    plugins_ = std::move(plugins);
}

void HostFigures::withdraw() {
    const std::lock_guard lock{mutex_};
    parts_.reset();
}

void HostFigures::set(std::vector<std::string> plugins) {
    const std::lock_guard lock{mutex_};
    plugins_ = std::move(plugins);
}

std::vector<prometheus::MetricFamily> HostFigures::collect() const {
    FigureFamilies all;
    FigureFamily::gauge("turnout_build_info", "1, labelled with the version.")
        .add({{"version", version}}, true)
        .move_to(all);
    add_process_figures(all);
    const std::lock_guard lock{mutex_};
    if (!parts_) return all;
    add_http_figures(parts_->server, parts_->admin, all);
    add_journal_figures(parts_->journal, all);
    add_route_figures(parts_->engine, parts_->journal, parts_->clock.now(), all);
    add_plugin_figures(parts_->engine, plugins_, all);
    add_zombie_figures(parts_->zombies, plugins_, all);
    return all;
}

} // namespace turnout::app
