#include "core/http/api/api.hpp"

#include "core/http/api/json.hpp"
#include "core/http/api/problem.hpp"
#include "core/http/gate/field_table.hpp"

#include <Poco/Exception.h>
#include <Poco/URI.h>
#include <spdlog/logger.h>

#include <algorithm>
#include <optional>

namespace turnout::http {
namespace {

constexpr auto token_advice = "Send `Authorization: Bearer TOKEN`, with the value of admin.token, or else of the file "
                              "admin.token in state.directory";

/// "/a/b" has the parts "a" and "b"; nothing if it does not begin with a slash.
std::vector<std::string_view> parts_of(std::string_view path) {
    std::vector<std::string_view> parts;
    while (!path.empty() && path.front() == '/') {
        path.remove_prefix(1);
        const std::size_t end = std::min(path.find('/'), path.size());
        parts.push_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    return parts;
}

std::optional<std::string> decoded(std::string_view part) {
    std::string text;
    try {
        Poco::URI::decode(std::string(part), text);
    } catch (const Poco::Exception&) {
        return std::nullopt;
    }
    return text.empty() ? std::nullopt : std::optional(text);
}

/// What stands for the open parts of the pattern, if the path fits it.
std::optional<std::vector<std::string>> places_in(std::string_view pattern, std::string_view path) {
    const auto wanted = parts_of(pattern), given = parts_of(path);
    if (wanted.size() != given.size()) return std::nullopt;
    std::vector<std::string> places;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!wanted[i].starts_with('{')) {
            if (wanted[i] != given[i]) return std::nullopt;
            continue;
        }
        auto place = decoded(given[i]);
        if (!place) return std::nullopt;
        places.push_back(std::move(*place));
    }
    return places;
}

std::string allowed(const Resource& resource) {
    std::string text;
    for (const std::string_view method : resource.methods()) {
        text.append(text.empty() ? "" : ", ").append(method);
        if (method == "GET") text.append(", HEAD");
    }
    return text;
}

bool is_json(std::string_view content_type) {
    constexpr std::string_view json = "application/json";
    const std::string_view type = content_type.substr(0, content_type.find(';'));
    return equal_without_case(type.substr(0, type.find_last_not_of(' ') + 1), json);
}

std::string_view query_of(const Request& request) {
    const std::size_t at = request.target().find('?');
    return at == std::string_view::npos ? std::string_view{} : request.target().substr(at + 1);
}

/// Throws Problem.
Parameters parameters_of(const Request& request, const std::string& method) {
    if (request.state(Field::content_encoding) != FieldState::absent)
        throw Problem(415, "the body is compressed", "Send it as it is, without Content-Encoding");
    if (method != "POST") {
        if (!request.body().empty()) throw Problem(400, "a " + method + " has no body", "Send parameters as a query");
        return Parameters::from_query(query_of(request));
    }
    if (!query_of(request).empty()) throw Problem(400, "a POST has no query", "Send parameters as a JSON object");
    if (!request.body().empty() && !is_json(request.field(Field::content_type)))
        throw Problem(415, "the body is not declared as JSON", "Send `Content-Type: application/json`");
    return Parameters::from_json(request.body());
}

/// Keeps its place among the long requests until it ends.
class Place {
public:
    using Free = std::counting_semaphore<Api::long_actions>;

    /// Throws Problem if there is none.
    Place(Free& free, bool needed) : free_(needed ? &free : nullptr) {
        if (free_ != nullptr && !free_->try_acquire())
            throw Problem(503, "the host is at work on " + std::to_string(Api::long_actions) + " long requests already",
                          "Nothing was done. Ask again when one of them is over");
    }

    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    ~Place() {
        if (free_ != nullptr) free_->release();
    }

private:
    Free* free_;
};

const char* refusal_of(int status) {
    switch (status) {
    case 404: return "not found";
    case 409: return "conflict";
    case 415: return "media type";
    case 503: return "unavailable";
    default: return "request";
    }
}

} // namespace

Reply problem(int status, const char* refusal, const std::string& error, const std::string& advice) {
    auto object = make_object();
    object->set("error", readable(error)).set("advice", readable(advice));
    return {status, text_of(*object), status == 503 ? "Retry-After: 5\r\n" : "", refusal, {}};
}

Api::Api(const BearerToken& token, Resources resources, std::shared_ptr<spdlog::logger> logger)
    : token_(token),
      resources_(std::move(resources)),
      logger_(std::move(logger)) {
}

Api::~Api() = default;

Api::Found Api::find(std::string_view path) const {
    path.remove_prefix(std::min(api_prefix.size(), path.size()));
    for (const auto& resource : resources_)
        if (auto places = places_in(resource->path(), path)) return {resource.get(), std::move(*places)};
    return {};
}

Reply Api::answer(const Request& request) const {
    if (!token_.accepts(request.field(Field::authorization))) {
        const bool absent = request.state(Field::authorization) == FieldState::absent;
        auto reply =
            problem(401, "token", absent ? "a token is needed" : "this is not the token of this host", token_advice);
        reply.fields = "WWW-Authenticate: Bearer realm=\"turnout\"\r\n";
        return reply;
    }
    auto found = find(request.path());
    if (found.resource == nullptr)
        return problem(404, "path", "there is no such path", "See GET /api/v1/openapi.json for those there are");
    Call call;
    call.method = request.head_only() ? "GET" : std::string(request.method());
    call.places = std::move(found.places);
    const auto methods = found.resource->methods();
    if (std::find(methods.begin(), methods.end(), call.method) == methods.end()) {
        const std::string allow = allowed(*found.resource);
        auto reply = problem(405, "method", "this method does nothing here", "Use one of: " + allow);
        reply.fields = "Allow: " + allow + "\r\n";
        return reply;
    }
    return answer_with(*found.resource, request, std::move(call));
}

Reply Api::answer_with(Resource& resource, const Request& request, Call call) const {
    try {
        call.parameters = parameters_of(request, call.method);
        const Place place(free_, resource.is_long(call.method));
        const Resource::Json answer = resource.answer(call);
        if (call.takes_over) return {200, {}, {}, "", std::move(call.takes_over)};
        return {200, text_of(*answer), {}, "", {}};
    } catch (const Problem& refused) {
        return problem(refused.status(), refusal_of(refused.status()), refused.what(), refused.advice());
    } catch (const Poco::Exception& error) {
        logger_->error("{} {} failed: {}", call.method, resource.path(), error.displayText());
    } catch (const std::exception& error) {
        logger_->error("{} {} failed: {}", call.method, resource.path(), error.what());
    }
    return problem(500, "failure", "the host could not do this", "See its log for the reason");
}

} // namespace turnout::http
