// One path of the API and what can be done with it.
#pragma once
#include "core/http/api/parameters.hpp"
#include "core/http/gate/exchange.hpp"

#include <Poco/JSON/Object.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::http {

/// A request that was let in: its token, path, method and media type are good.
struct Call {
    std::string method;              ///< one of Resource::methods(); GET also for HEAD
    std::vector<std::string> places; ///< decoded: what stands in the path for each {NAME} of Resource::path()
    Parameters parameters;           ///< of GET and DELETE from the query, of POST from the body

    /// Set by a resource whose answer has no end: takes the request over, instead of what is returned.
    std::function<void(Exchange)> takes_over{};
};

/// Threads "admin-worker", several at a time. May block for a moment, or as long as what was asked for takes.
class Resource {
public:
    using Json = Poco::JSON::Object::Ptr;

    Resource() = default;
    Resource(const Resource&) = delete;
    Resource& operator=(const Resource&) = delete;
    virtual ~Resource() = default;

    virtual std::string_view path() const = 0;                 ///< below /api/v1, e.g. "/routes/{name}/pause"
    virtual std::vector<std::string_view> methods() const = 0; ///< of GET, POST, DELETE

    /// Whether that method may take long. Of such requests only a few are let in at a time (Api::long_actions).
    virtual bool is_long(std::string_view /*method*/) const { return false; }

    /// The answer, with status 200. Throws Problem for others; any other exception is a 500.
    virtual Json answer(Call& call) = 0;
};

} // namespace turnout::http
