// Events and dead letters in the admin API.
#include "tests/unit/http/api_host.hpp"
#include "tests/unit/http/fake_archive.hpp"

#include <doctest/doctest.h>

namespace turnout::test {
namespace {

using journal::ParkedState;

struct ArchiveHost {
    ArchiveHost() : host(resources()) {
        routes.all.resize(2);
        routes.all[0].name = "main";
        routes.all[1].name = "old";
        routes.all[1].retired = true;
    }

    http::Api::Resources resources() {
        http::Api::Resources all;
        all.push_back(http::make_events_replay_resource(archive, routes));
        all.push_back(http::make_events_resource(archive, routes));
        all.push_back(http::make_event_resource(archive, routes));
        all.push_back(http::make_dead_replay_resource(archive, routes));
        all.push_back(http::make_dead_drop_resource(archive));
        all.push_back(http::make_dead_letters_resource(archive));
        all.push_back(http::make_dead_letter_resource(archive));
        return all;
    }

    bool answers(const std::string& line, const std::string& body, const std::string& part) const {
        const auto response = host.ask(line, body);
        INFO(response.body);
        const bool stands = response.body.find(part) != std::string::npos;
        CHECK(stands);
        return response.status == 200;
    }

    FakeArchive archive;
    FakeRoutes routes;
    ApiHost host;
};

/// Ids of the events in an answer, in order.
std::string ids_in(const RawResponse& response) {
    static const std::string key = R"("message_id":")";
    std::string ids;
    for (auto at = response.body.find(key); at != std::string::npos; at = response.body.find(key, at + 1)) {
        const auto begin = at + key.size();
        ids += response.body.substr(begin, response.body.find('"', begin) - begin);
    }
    return ids;
}

} // namespace

TEST_CASE("events come newest first, page by page, by what they are") {
    ArchiveHost all;
    for (const char* id : {"a", "b", "c", "d"}) all.archive.add(id, std::string("channel.") + id);
    CHECK(ids_in(all.host.ask("GET /api/v1/events")) == "dcba");
    const auto page = all.host.ask("GET /api/v1/events?limit=3");
    CHECK(ids_in(page) == "dcb");
    CHECK(page.body.find(R"("next":2})") != std::string::npos);
    const auto last = all.host.ask("GET /api/v1/events?limit=3&page=2");
    CHECK(ids_in(last) == "a");
    CHECK(ids_in(all.host.ask("GET /api/v1/events?page=1")).empty());
    CHECK(all.host.ask("GET /api/v1/events?page=1").body.find(R"("next":null)") != std::string::npos);
    CHECK(ids_in(all.host.ask("GET /api/v1/events?type=channel.b")) == "b");
    CHECK(ids_in(all.host.ask("GET /api/v1/events?broadcaster=8")).empty());
    CHECK(ids_in(all.host.ask("GET /api/v1/events?since=1970-01-01T00:16:43Z")) == "dc");
    for (const char* bad : {"limit=0", "limit=1001", "since=yesterday", "state=lost", "page=-1",
                            "since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z"})
        CHECK_MESSAGE(all.host.ask(std::string("GET /api/v1/events?") + bad).status == 400, bad);
}

TEST_CASE("events are found by how they stand on a route") {
    ArchiveHost all;
    for (const char* id : {"a", "b", "c", "d"}) all.archive.add(id, "t");
    all.archive.standing = {{"main", 3}, {"slow", 1}};
    all.archive.park(all.archive.events[1], "main", ParkedState::dead);
    all.archive.park(all.archive.events[2], "main", ParkedState::waiting);
    const auto found = [&](const std::string& query) { return ids_in(all.host.ask("GET /api/v1/events?" + query)); };
    CHECK(found("state=dead") == "b");
    CHECK(found("state=waiting&route=main") == "c");
    CHECK(found("state=waiting&route=slow").empty());
    CHECK(found("state=settled&route=main") == "a");
    CHECK(found("state=settled") == "a");
    CHECK(found("state=open&route=main") == "d");
    CHECK(found("state=open") == "dcb");
    CHECK(found("state=open&limit=2") == "dc");
    CHECK(found("state=open&limit=2&page=3") == "b");
}

TEST_CASE("an event is shown with headers, body and what happened on each route, also when only its row is left") {
    ArchiveHost all;
    all.archive.standing = {{"main", 1}};
    const auto& kept = all.archive.add("kept/1", "t", R"({"a":"\u00e4"})");
    all.archive.park(kept, "main", ParkedState::dead);
    CHECK(all.answers("GET /api/v1/events/kept%2F1", "", R"("body":"{\"a\":\"\\u00e4\"}")"));
    CHECK(all.answers("GET /api/v1/events/kept%2F1", "", R"("Twitch-Eventsub-Message-Id":"kept/1")"));
    CHECK(all.answers("GET /api/v1/events/kept%2F1", "",
                      R"("standing":"settled","retired":false,"settled_by":null,"rows":[{"number":1)"));
    all.archive.events.clear();
    CHECK(all.answers("GET /api/v1/events/kept%2F1", "", R"("verdict":"reject")"));
    CHECK(all.host.ask("GET /api/v1/events/gone").status == 404);
    all.archive.add("odd", "t", "\xff");
    CHECK(all.answers("GET /api/v1/events/odd", "", R"("body_base64":"/w==")"));
}

TEST_CASE("of a route only events are listed that it takes") {
    ArchiveHost all;
    for (const char* id : {"a", "b", "c", "d", "e"}) all.archive.add(id, std::string(id) == "e" ? "u" : "t");
    all.archive.standing = {{"main", 3}, {"old", 3}};
    all.routes.refuses = {{{"main", "b"}, "where.event.x.is"}, {{"main", "d"}, "where.event.x.is"}};
    const auto found = [&](const std::string& query) { return ids_in(all.host.ask("GET /api/v1/events?" + query)); };
    CHECK(found("route=main") == "eca");
    CHECK(found("route=main&limit=2") == "ec");
    CHECK(found("route=main&limit=2&page=3") == "a");
    all.routes.all[0].type = "t";
    CHECK(found("route=main") == "ca");
    CHECK(found("route=main&state=settled") == "ca");
    CHECK(found("route=main&state=open") == "e");
    CHECK(found("route=old&state=settled") == "cba"); // nobody knows any more what it took
    CHECK(all.host.ask("GET /api/v1/events?route=old").status == 409);
    CHECK(all.host.ask("GET /api/v1/events?route=never").status == 404);
}

TEST_CASE("what a route passed by is told from what it handled") {
    ArchiveHost all;
    all.archive.add("a", "t");
    all.archive.add("b", "t");
    all.archive.standing = {{"main", 2}, {"old", 2}};
    all.routes.refuses = {{{"main", "b"}, "type"}};
    CHECK(all.answers("GET /api/v1/events/a", "", R"("rows":[],"wanted":true,"decided_by":""},{"route":"old")"));
    CHECK(all.answers("GET /api/v1/events/a", "", R"("rows":[],"wanted":null,"decided_by":""}])"));
    CHECK(all.answers("GET /api/v1/events/b", "", R"("rows":[],"wanted":false,"decided_by":"type"},{"route":"old")"));
}

TEST_CASE("all elements of a message are shown, however many pages they are, and the body they share once") {
    ArchiveHost all;
    all.archive.most_found = 2;
    all.archive.standing = {{"main", 9}};
    for (const char* element : {"v", "w", "x", "y", "z"})
        all.archive.add("batch", "t", "the body of all").event.element_id = element;
    for (const auto& stored : all.archive.events) all.archive.park(stored, "main", ParkedState::dead);
    const auto count = [](const std::string& text, const std::string& part) {
        std::size_t found = 0;
        for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
        return found;
    };
    const auto shown = all.host.ask("GET /api/v1/events/batch").body;
    CHECK(count(shown, R"("element_id")") == 5);
    CHECK(count(shown, R"("verdict")") == 5);
    CHECK(count(shown, "the body of all") == 1);
    CHECK(shown.find("the body of all") < shown.find(R"("element_id":"w")"));
    all.archive.events.clear();
    const auto parked = all.host.ask("GET /api/v1/events/batch").body;
    CHECK(count(parked, R"("element_id")") == 5);
    CHECK(count(parked, R"("verdict")") == 5);
    CHECK(count(parked, "the body of all") == 1);
}

TEST_CASE("dead letters are listed and shown") {
    ArchiveHost all;
    for (const char* id : {"a", "b", "c"}) all.archive.park(all.archive.add(id, "t"), "main", ParkedState::dead);
    all.archive.park(all.archive.events[0], "main", ParkedState::held);
    all.archive.rows[1].parked.damage = "torn";
    CHECK(ids_in(all.host.ask("GET /api/v1/dead")) == "ac");
    CHECK(all.answers("GET /api/v1/dead?limit=2", "", R"("damage":"torn","route":"main"}],"next":2})"));
    CHECK(ids_in(all.host.ask("GET /api/v1/dead?page=2")) == "c");
    CHECK(ids_in(all.host.ask("GET /api/v1/dead?state=held")) == "a");
    CHECK(ids_in(all.host.ask("GET /api/v1/dead?id=c")) == "c");
    CHECK(all.answers("GET /api/v1/dead/3", "", R"("body":"{}")"));
    for (const char* absent : {"0", "9", "x", "-1", "99999999999999999999999"})
        CHECK_MESSAGE(all.host.ask(std::string("GET /api/v1/dead/") + absent).status == 404, absent);
    CHECK(all.host.ask("GET /api/v1/dead?state=open").status == 400);
}

TEST_CASE("dead letters are dropped and replayed only if it is said which are meant") {
    ArchiveHost all;
    for (const char* id : {"a", "b", "c"})
        all.archive.park(all.archive.add(id, std::string("t.") + id), "main", ParkedState::dead);
    CHECK(all.host.ask("POST /api/v1/dead/drop").status == 400);
    CHECK(all.host.ask("POST /api/v1/dead/drop", "{}").status == 400);
    CHECK(all.host.ask("POST /api/v1/dead/drop", R"({"numbers":[]})").status == 400);
    CHECK(all.host.ask("POST /api/v1/dead/drop", R"({"tpye":"t.a","all":true})").status == 400);
    CHECK(all.host.ask("POST /api/v1/dead/drop", R"({"type":"t.a","all":true})").status == 400);
    CHECK(all.host.ask("POST /api/v1/dead/drop", R"({"all":true,"to":"main"})").status == 400);
    CHECK(all.answers("POST /api/v1/dead/drop", R"({"all":true,"dry_run":true})", R"({"matching":3,"done":0)"));
    CHECK(all.host.ask("POST /api/v1/dead/drop", R"({"all":true,"expected":2})").status == 409);
    CHECK(all.archive.done.empty());
    CHECK(all.answers("POST /api/v1/dead/drop", R"({"all":true,"expected":3,"limit":2})", R"({"matching":2,"done":2)"));
    CHECK(all.answers("POST /api/v1/dead/drop", R"({"type":"t.*","since":"1970-01-01T00:16:42Z"})", R"("done":2)"));
    CHECK(all.answers("POST /api/v1/dead/drop", R"({"type":"none"})", R"({"matching":0,"done":0)"));
    CHECK(all.archive.done == std::vector<std::string>{"drop: 1 2", "drop: 2 3"});
}

TEST_CASE("a replay is taken up by its route at once, and one that ended early says so") {
    ArchiveHost all;
    all.archive.park(all.archive.add("a", "t"), "main", ParkedState::dead);
    CHECK(all.answers("POST /api/v1/dead/replay", R"({"numbers":[1]})", R"("done":1,"skipped":0)"));
    CHECK(all.answers("POST /api/v1/dead/replay", R"({"route":"main","to":"main"})", R"("incomplete":"")"));
    CHECK(all.host.ask("POST /api/v1/dead/replay", R"({"numbers":[1],"to":"old"})").status == 409);
    CHECK(all.host.ask("POST /api/v1/dead/replay", R"({"numbers":[1],"to":"never"})").status == 404);
    all.archive.refusal = "the disk is full";
    CHECK(all.answers("POST /api/v1/dead/replay", R"({"all":true})", R"("incomplete":"the disk is full")"));
    CHECK(all.archive.done == std::vector<std::string>{"replay to '': 1", "replay to 'main': 1", "replay to '': 1"});
    CHECK(all.routes.reloaded == std::vector<std::string>{"own", "main", "own"});
}

TEST_CASE("of what selectors mean a route is given what it takes, of ids everything") {
    ArchiveHost all;
    for (const char* id : {"a", "b", "c"}) all.archive.add(id, "t");
    all.routes.refuses = {{{"main", "b"}, "where.event.user_login.not"}, {{"main", "c"}, "type"}};
    const std::string line = "POST /api/v1/events/replay";
    CHECK(all.answers(line, R"({"route":"main","type":"t","dry_run":true})",
                      R"({"matching":3,"done":0,"skipped":2,"skipped_because":"route main does not take it )"
                      R"x((where.event.user_login.not)")x"));
    CHECK(all.answers(line, R"({"route":"main","type":"t"})", R"({"matching":3,"done":1,"skipped":2)"));
    CHECK(all.answers(line, R"({"route":"main","type":"t","limit":1,"page":1})", R"("unwanted":1,"next":2)"));
    CHECK(all.answers(line, R"({"route":"main","ids":["b","c"]})", R"({"matching":2,"done":2,"skipped":0)"));
    CHECK(all.archive.done == std::vector<std::string>{"replay on main: 1", "replay on main:", "replay on main: 2 3"});
}

TEST_CASE("a replay onto a route that is not enabled is refused, and one onto a paused one says that it waits") {
    ArchiveHost all;
    all.archive.park(all.archive.add("a", "t"), "main", ParkedState::dead);
    const std::string events = R"({"route":"main","ids":["a"]})", dead = R"({"numbers":[1],"to":"main"})";
    CHECK(all.answers("POST /api/v1/events/replay", events, R"("note":"")"));
    all.routes.all[0].paused = true;
    CHECK(all.answers("POST /api/v1/events/replay", events, R"("note":"route main is paused: )"));
    CHECK(all.answers("POST /api/v1/dead/replay", dead, R"("note":"route main is paused: )"));
    all.archive.done.clear();
    all.routes.all[0].enabled = false;
    CHECK_FALSE(all.answers("POST /api/v1/events/replay", events, "route main is not enabled"));
    CHECK(all.host.ask("POST /api/v1/events/replay", events).status == 409);
    CHECK(all.host.ask("POST /api/v1/dead/replay", dead).status == 409);
    CHECK(all.host.ask("POST /api/v1/dead/replay", R"({"route":"main"})").status == 409);
    CHECK(all.archive.done.empty());
}

TEST_CASE("a JSON body with a name that stands twice is refused") {
    ArchiveHost all;
    all.archive.add("a", "t");
    CHECK_FALSE(all.answers("POST /api/v1/events/replay", R"({"route":"main","ids":["a"],"route":"other"})",
                            "'route' stands twice in the body"));
    CHECK_FALSE(all.answers("POST /api/v1/dead/drop", R"({"all":true,"all":true})", "'all' stands twice"));
    CHECK(all.archive.done.empty());
}

TEST_CASE("an id means all elements of its message, however many pages they are") {
    ArchiveHost all;
    all.archive.most_found = 2;
    for (int i = 0; i < 5; ++i) all.archive.add("batch", "t", "the body of all").event.element_id = "e";
    CHECK(
        all.answers("POST /api/v1/events/replay", R"({"route":"main","ids":["batch"]})", R"({"matching":5,"done":5)"));
    CHECK(all.archive.done == std::vector<std::string>{"replay on main: 1 2 3 4 5"});
}

TEST_CASE("events are replayed by id, or page by page by what they are") {
    ArchiveHost all;
    for (const char* id : {"a", "b", "c"}) all.archive.add(id, "t");
    const std::string line = "POST /api/v1/events/replay";
    for (const char* bad : {R"({"ids":["a"]})", R"({"route":"main"})", R"({"route":"main","ids":["a"],"type":"t"})",
                            R"({"route":"main","ids":[1]})", R"({"route":"main","ids":"a"})"})
        CHECK_MESSAGE(all.host.ask(line, bad).status == 400, bad);
    CHECK(all.host.ask(line, R"({"route":"old","ids":["a"]})").status == 409);
    CHECK(all.host.ask(line, R"({"route":"main","ids":["a","gone"]})").status == 404);
    CHECK(all.answers(line, R"({"route":"main","type":"t","dry_run":true})", R"({"matching":3,"done":0)"));
    CHECK(all.archive.done.empty());
    CHECK(all.answers(line, R"({"route":"main","ids":["b"]})", R"({"matching":1,"done":1)"));
    CHECK(all.answers(line, R"({"route":"main","type":"t","limit":2})", R"("next":2})"));
    CHECK(all.answers(line, R"({"route":"main","type":"t","limit":2,"page":2})", R"({"matching":1,"done":1)"));
    CHECK(all.answers(line, R"({"route":"main","ids":["c","a","c"]})", R"({"matching":2,"done":2)"));
    // Each request is handed on as a whole, the oldest event first.
    CHECK(all.archive.done == std::vector<std::string>{"replay on main: 2", "replay on main: 1 2", "replay on main: 3",
                                                       "replay on main: 1 3"});
    CHECK(all.routes.reloaded == std::vector<std::string>(4, "main"));
    CHECK(all.host.raw("POST /api/v1/events/replay", "Authorization: Bearer the-token-of-the-tests\r\n", "{}").status ==
          415);
    CHECK(all.host
              .raw("POST /api/v1/events/replay",
                   "Authorization: Bearer the-token-of-the-tests\r\nContent-Type: "
                   "application/json\r\nContent-Encoding: gzip\r\n",
                   "{}")
              .status == 415);
}

} // namespace turnout::test
