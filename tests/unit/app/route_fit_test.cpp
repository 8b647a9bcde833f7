#include "core/app/route_fit.hpp"

#include <doctest/doctest.h>

#include <set>
#include <utility>

using namespace turnout;

namespace {

class Handles final : public plugins::Handler {
public:
    explicit Handles(std::set<std::pair<std::string, std::string>> known) : known_(std::move(known)) {}

    std::string_view name() const override { return "hello"; }

    std::string_view id() const override { return "test.hello"; }

    std::string_view version() const override { return "1"; }

    std::uint32_t max_concurrency() const override { return 1; }

    bool handles(std::string_view type, std::string_view version) const override {
        return known_.contains({std::string(type), std::string(version)});
    }

    turnout_verdict handle(const turnout_event&, turnout_outcome&) noexcept override { return TURNOUT_OK; }

private:
    std::set<std::pair<std::string, std::string>> known_;
};

config::Route route(const std::string& type, const std::string& version) {
    config::Route result;
    result.name = "live";
    result.plugin = "hello";
    result.type = type;
    result.version = version;
    return result;
}

} // namespace

TEST_CASE("a route that names what its plugin does not handle does not fit, and the text says what") {
    const Handles handler{{{"channel.follow", "2"}}};
    CHECK(app::fit_of(route("channel.follow", "2"), handler).missing.empty());
    const auto wrong = route("stream.online", "1");
    const auto fit = app::fit_of(wrong, handler);
    CHECK(fit.none);
    CHECK(app::text_of(fit, wrong) == "route live: plugin hello does not handle stream.online@1");
}

TEST_CASE("a route without a version stands for every version of its type") {
    const Handles newest{{{"channel.moderate", "2"}}};
    const auto both = route("channel.moderate", "");
    const auto fit = app::fit_of(both, newest);
    CHECK_FALSE(fit.none);
    CHECK(fit.missing == std::vector<std::string>{"channel.moderate@1"});
    CHECK(app::fit_of(both, Handles{{}}).none);
}

TEST_CASE("of a route without a type, or of a type that nobody knows, nothing is missing") {
    const Handles handler{{}};
    CHECK(app::fit_of(route("", ""), handler).missing.empty());
    CHECK_FALSE(app::fit_of(route("", ""), handler).none);
    CHECK_FALSE(app::fit_of(route("channel.brand_new", ""), handler).none);
}

TEST_CASE("a prefix fits when the plugin handles one of its types") {
    const Handles handler{{{"channel.follow", "2"}}};
    CHECK(app::fit_of(route("channel.*", ""), handler).missing.empty());
    const auto wrong = route("stream.*", "");
    const auto fit = app::fit_of(wrong, handler);
    CHECK(fit.none);
    CHECK(app::text_of(fit, wrong) == "route live: plugin hello does not handle stream.*");
    CHECK_FALSE(app::fit_of(route("custom.*", ""), handler).none);
}
