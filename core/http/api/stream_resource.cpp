// GET /stream: what happens, as it happens.
#include "core/http/api/live_feed.hpp"
#include "core/http/api/problem.hpp"
#include "core/http/api/resources.hpp"

namespace turnout::http {
namespace {

class StreamResource final : public Resource {
public:
    explicit StreamResource(LiveFeed& feed) : feed_(feed) {}

    std::string_view path() const override { return "/stream"; }

    std::vector<std::string_view> methods() const override { return {"GET"}; }

    Json answer(Call& call) override {
        Interest interest{call.parameters.texts("type")};
        call.parameters.finish();
        if (feed_.full()) throw Problem(503, "too many clients watch already", "End another stream first");
        call.takes_over = [this, interest = std::move(interest)](Exchange exchange) {
            feed_.watch(std::move(exchange), interest);
        };
        return {};
    }

private:
    LiveFeed& feed_;
};

} // namespace

std::unique_ptr<Resource> make_stream_resource(LiveFeed& feed) {
    return std::make_unique<StreamResource>(feed);
}

} // namespace turnout::http
