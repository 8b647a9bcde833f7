#include "core/plugin/isolation/isolated_instance.hpp"

#include "core/plugin/isolation/supervisor.hpp"

#include <utility>

namespace turnout::plugins::isolation {

IsolatedInstance::IsolatedInstance(Parts parts) : supervisor_(std::make_unique<Supervisor>(std::move(parts))) {
    supervisor_->start();
}

IsolatedInstance::~IsolatedInstance() = default;

std::string_view IsolatedInstance::name() const {
    return supervisor_->parts().plugin.name;
}

std::string_view IsolatedInstance::id() const {
    return supervisor_->parts().inspection.manifest.id;
}

std::string_view IsolatedInstance::version() const {
    return supervisor_->parts().inspection.manifest.version;
}

std::uint32_t IsolatedInstance::max_concurrency() const {
    return supervisor_->max_concurrency();
}

bool IsolatedInstance::handles(std::string_view type, std::string_view version) const {
    return lint::handles(supervisor_->parts().inspection.manifest, type, version);
}

bool IsolatedInstance::has_room() const noexcept {
    return supervisor_->has_room();
}

std::optional<ProcessStatus> IsolatedInstance::process() const {
    return supervisor_->status();
}

turnout_verdict IsolatedInstance::handle(const turnout_event& event, turnout_outcome& outcome) noexcept {
    return supervisor_->take(event, outcome);
}

Answer IsolatedInstance::probe(const turnout_event& event) {
    return supervisor_->probe(event);
}

const std::filesystem::path& IsolatedInstance::source() const {
    return supervisor_->parts().source;
}

const std::string& IsolatedInstance::content() const {
    return supervisor_->parts().content;
}

const std::string& IsolatedInstance::stays() const {
    return nothing_mapped_;
}

bool IsolatedInstance::halt(const ControlThread::Progress& progress) {
    progress.enter("stop()");
    supervisor_->halt();
    return true;
}

bool IsolatedInstance::stop(const ControlThread::Progress& progress, Code /*code*/) {
    halt(progress);
    progress.enter("destroy()");
    supervisor_->finish();
    return true;
}

bool IsolatedInstance::end_by_force() noexcept {
    supervisor_->kill();
    return true;
}

} // namespace turnout::plugins::isolation
