// The host's side of what a plugin in a runner asks for: each call is made at the same table that a plugin in this
// process gets, so it is checked by the same code.
#pragma once
#include "core/plugin/host_services.hpp"
#include "core/plugin/isolation/lent.hpp"
#include "core/plugin/isolation/messages.hpp"
#include "core/plugin/isolation/recent_lines.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace turnout::plugins::isolation {

/// One thread at a time.
class ServiceDesk {
public:
    /// They outlive it.
    ServiceDesk(HostServices& services, Lent& lent, RecentLines& lines)
        : services_(services),
          lent_(lent),
          lines_(lines) {}

    /// False: messages of this kind are not its business. `reply`: what is to be sent back, if anything. Throws
    /// WireError.
    bool serve(Kind kind, std::string_view record, std::optional<std::string>& reply);

private:
    const turnout_host* host() const { return services_.table(); }

    bool note(Kind kind, std::string_view record);
    std::string complete(std::string_view record);
    std::string retain(std::string_view record);
    std::string get(std::string_view record);
    std::string write(std::string_view record);
    std::string scan(std::string_view record);
    std::string once(std::string_view record);
    std::string emit(std::string_view record);
    std::string series(std::string_view record);
    void log(std::string_view record);

    HostServices& services_;
    Lent& lent_;
    RecentLines& lines_;
};

} // namespace turnout::plugins::isolation
