// Which routes and handlers the engine is to have, and what may be done while it passes from some to others.
#pragma once
#include "core/config/config.hpp"
#include "core/plugin/handler.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace turnout::delivery {

/// A route together with the plugin instance that serves it; null while that plugin does not run: its events wait.
struct RouteBinding {
    config::Route route;
    std::shared_ptr<plugins::Handler> handler;
};

using Handlers = std::vector<std::shared_ptr<plugins::Handler>>;

struct Arrangement {
    std::vector<RouteBinding> routes;
    Handlers handlers; ///< also those that no route leads to
};

/// Something that is done with handlers that stay, while nothing of them runs: no handle() and no timer; what they have
/// deferred stays so. Both functions are called on the thread that exchanges; they go together, or there is none of
/// them.
struct Interlude {
    Handlers handlers;
    /// What is to be instead of that which was asked for. It differs from it in who takes the place of `handlers`, or
    /// from what runs now in the same way. Nothing: it was refused, and all goes on as it was.
    std::function<std::optional<Arrangement>()> perform{};
    /// After a perform() that was not refused: the exchange has failed, and all goes on as it was.
    std::function<void()> undo{};
};

} // namespace turnout::delivery
