// Every member of every sample, in turn of a wrong type, null or missing, through the ABI of a real plugin.
#include "tests/abi/decoder_library.hpp"

#include <turnout/testing/event.hpp>
#include <turnout/testing/fake_host.hpp>
#include <turnout/testing/plugin_under_test.hpp>
#include <turnout/testing/samples.hpp>
#include <turnout/value.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace testing = turnout::testing;

namespace {

struct Place {
    std::string path;
    turnout_node_kind kind;
    bool is_member; // of an object; else an element of an array
};

void collect(const turnout::value& parent, std::vector<Place>& places) {
    for (const auto child : parent) {
        places.push_back({child.path(), child.kind(), parent.kind() == TURNOUT_OBJECT});
        collect(child, places);
    }
}

std::vector<Place> places_of(const testing::event& event) {
    const turnout::value root{event.document().nodes.data(), event.document().arena.data(), 0};
    const auto batch = root["events"];
    std::vector<Place> places;
    collect(batch ? batch[0]["data"] : root["event"], places);
    return places;
}

class Typing {
public:
    void check(const std::string& body) {
        const testing::event original{body};
        for (const auto& place : places_of(original)) {
            CAPTURE(place.path);
            if (place.kind != TURNOUT_NULL) check_wrong_type(original, place);
            if (place.is_member) check_absence(original, place);
        }
    }

    int required() const { return required_; }

private:
    void check_wrong_type(testing::event event, const Place& place) {
        const bool array = place.kind == TURNOUT_ARRAY;
        const auto said = plugin_.handle(event.set_json(place.path, array ? "{}" : "[]"));
        CHECK(said.reject());
        const std::string reason = place.path + (array ? " is an object, expected " : " is an array, expected ");
        CHECK_MESSAGE(said.reason.starts_with(reason), said.reason);
    }

    /// Null and missing are the same to a member that may be either, and no other is done.
    void check_absence(const testing::event& original, const Place& place) {
        const auto without = plugin_.handle(testing::event{original}.remove(place.path));
        const auto with_null = plugin_.handle(testing::event{original}.set(place.path, nullptr));
        CHECK(without.ok() == with_null.ok());
        if (without.ok()) return;
        ++required_;
        CHECK(without.reject());
        CHECK(without.reason == place.path + " is missing");
        CHECK_MESSAGE(with_null.reason.starts_with(place.path + " is null, expected "), with_null.reason);
    }

    abi::DecoderLibrary library_;
    testing::fake_host host_;
    testing::plugin_under_test plugin_{host_, library_.entry()};
    int required_ = 0;
};

} // namespace

TEST_CASE("a member that is wrong is a rejection with its path, in every typed event") {
    Typing typing;
    for (const auto& one : testing::sample_entries) {
        CAPTURE(one.type);
        CAPTURE(one.version);
        CAPTURE(one.variant);
        typing.check(std::string{one.body});
    }
    CHECK(typing.required() > 1'500);
}
