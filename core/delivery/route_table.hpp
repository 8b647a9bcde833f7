// Which events a route takes.
#pragma once
#include "core/config/config.hpp"
#include "core/delivery/engine.hpp"
#include "core/delivery/ordering.hpp"
#include "core/delivery/prepared.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace turnout::delivery {

/// One route, compiled. Immutable.
class RouteEntry {
public:
    explicit RouteEntry(RouteBinding binding);

    const config::Route& route() const { return binding_.route; }

    const std::shared_ptr<plugins::Handler>& handler() const { return binding_.handler; }

    const Ordering& ordering() const { return ordering_; }

    /// Conditions whose value is a login (`@name`): they cannot be compared before a login can be looked up.
    const std::vector<std::string>& unresolved() const { return unresolved_; }

    /// Whether type and version fit, and the plugin handles them. Cheap; needs no document.
    bool wants_type(const eventsub::Event& event) const;
    /// Whether the subscription's condition fits. False for an event without a document if a condition is asked for.
    bool wants_condition(const Prepared& event) const;

    /// Whether every filter holds for the event, which was parsed.
    bool wants_content(const Prepared& event) const;

private:
    RouteBinding binding_;
    Ordering ordering_;
    std::vector<std::pair<std::string, std::string>> condition_; ///< path in the body, value
    std::vector<std::string> unresolved_;
};

/// All routes as of one configuration; replaced as a whole, never changed.
class RouteTable {
public:
    explicit RouteTable(std::vector<RouteBinding> bindings);

    const std::vector<std::shared_ptr<const RouteEntry>>& entries() const { return entries_; }

private:
    std::vector<std::shared_ptr<const RouteEntry>> entries_;
};

} // namespace turnout::delivery
