// The admin API: from a checked request to an answer.
#pragma once
#include "core/http/api/bearer_token.hpp"
#include "core/http/api/resource.hpp"
#include "core/http/gate/request.hpp"

#include <functional>
#include <memory>
#include <semaphore>
#include <string>
#include <string_view>
#include <vector>

namespace spdlog {
class logger;
}

namespace turnout::http {

inline constexpr std::string_view api_prefix = "/api/v1";

/// What a client gets.
struct Reply {
    int status = 200;
    std::string text;         ///< JSON
    std::string fields;       ///< further header lines, each with its CRLF
    const char* refusal = ""; ///< for counting, if it was refused: a few words, none of them the client's
    /// If set, and the client wants more than the head: answers instead.
    std::function<void(Exchange)> takes_over{};
};

/// {"error": ..., "advice": ...}
Reply problem(int status, const char* refusal, const std::string& error, const std::string& advice);

/// Who comes without the token learns nothing but that. Any thread.
class Api {
public:
    /// Long requests that are answered at once; more get 503. The other workers of the admin port are left to what is
    /// quick, such as health and metrics.
    static constexpr int long_actions = 2;

    using Resources = std::vector<std::unique_ptr<Resource>>;

    /// The token outlives it.
    Api(const BearerToken& token, Resources resources, std::shared_ptr<spdlog::logger> logger);
    Api(const Api&) = delete;
    Api& operator=(const Api&) = delete;
    ~Api();

    /// To a request below api_prefix. May block as long as the resource does.
    Reply answer(const Request& request) const;

private:
    struct Found {
        Resource* resource = nullptr; ///< null: no such path
        std::vector<std::string> places;
    };

    Found find(std::string_view path) const;
    Reply answer_with(Resource& resource, const Request& request, Call call) const;

    const BearerToken& token_;
    Resources resources_;
    mutable std::counting_semaphore<long_actions> free_{long_actions};
    std::shared_ptr<spdlog::logger> logger_;
};

} // namespace turnout::http
