// The plugins' keys and values as others see them: what is durable, and over it what is queued.
#pragma once
#include "core/journal/sqlite/state_overlay.hpp"
#include "core/journal/sqlite/state_reader.hpp"
#include "core/journal/sqlite/view.hpp"
#include "core/journal/sqlite/writer.hpp"

namespace turnout::journal::sqlite {

/// Any thread.
class StateDesk final : public PluginState {
public:
    StateDesk(const std::filesystem::path& file, const std::string& vfs, const View& view, Writer& writer)
        : reader_(file, vfs),
          view_(view),
          writer_(writer) {}

    std::optional<std::string> value(const std::string& instance, const std::string& key) const override;
    std::vector<StateEntry> entries(const std::string& instance, const std::string& prefix, const std::string& after,
                                    std::size_t count, std::size_t bytes) const override;

    StateUsage usage(const std::string& instance) const override { return view_.state_usage(instance); }

    void write(const std::string& instance, std::vector<StateWrite> writes,
               std::function<void(bool durable)> done) override;
    void begin_once(const std::string& instance, std::string key, eventsub::Duration time_to_live, std::uint64_t most,
                    std::function<void(std::optional<Once>)> done) override;

    /// Queues outcomes; if they have additions, reads see those from here on.
    void settle(std::vector<Outcome> outcomes, Journal::Settled done);

private:
    mutable StateReader reader_;
    const View& view_;
    Writer& writer_;
    /// Shared with the works that are queued.
    const std::shared_ptr<StateOverlay> overlay_ = std::make_shared<StateOverlay>();
};

} // namespace turnout::journal::sqlite
