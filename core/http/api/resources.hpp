// The resources of the API, each in a file of its own. Ports outlive what is made over them.
#pragma once
#include "core/http/api/live_feed.hpp"
#include "core/http/api/reload_port.hpp"
#include "core/http/api/resource.hpp"
#include "core/http/api/routes_port.hpp"
#include "core/http/api/status_port.hpp"
#include "core/journal/archive.hpp"

#include <memory>

namespace turnout::http {

std::unique_ptr<Resource> make_status_resource(const StatusPort& status);
std::unique_ptr<Resource> make_routes_resource(const RoutesPort& routes);
std::unique_ptr<Resource> make_route_resource(RoutesPort& routes);
std::unique_ptr<Resource> make_route_pause_resource(RoutesPort& routes, bool pause); ///< or resume
std::unique_ptr<Resource> make_reload_resource(ReloadPort& reload);
std::unique_ptr<Resource> make_plugins_resource(const RoutesPort& plugins);
std::unique_ptr<Resource> make_events_resource(const journal::Archive& archive, const RoutesPort& routes);
std::unique_ptr<Resource> make_event_resource(const journal::Archive& archive, const RoutesPort& routes);
std::unique_ptr<Resource> make_events_replay_resource(journal::Archive& archive, RoutesPort& routes);
std::unique_ptr<Resource> make_dead_letters_resource(const journal::Archive& archive);
std::unique_ptr<Resource> make_dead_letter_resource(const journal::Archive& archive);
std::unique_ptr<Resource> make_dead_replay_resource(journal::Archive& archive, RoutesPort& routes);
std::unique_ptr<Resource> make_dead_drop_resource(journal::Archive& archive);
std::unique_ptr<Resource> make_stream_resource(LiveFeed& feed);
std::unique_ptr<Resource> make_openapi_resource();

} // namespace turnout::http
