// Nothing is lost, nothing is let in, nothing comes twice: the load generator against the whole host.
#include "tests/e2e/host_under_test.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iterator>
#include <set>

using namespace turnout::test;
using namespace std::chrono_literals;

namespace {

/// TURNOUT_E2E_EVENTS=100000 makes the full run of it.
std::size_t event_count() {
    const char* text = std::getenv("TURNOUT_E2E_EVENTS");
    return text != nullptr ? std::strtoull(text, nullptr, 10) : 10'000;
}

std::chrono::milliseconds long_enough() {
    return 60s + std::chrono::milliseconds(event_count());
}

std::set<std::string> ids_of(const std::filesystem::path& file) {
    const auto lines = lines_of(file);
    return {lines.begin(), lines.end()};
}

std::size_t number_in(const std::string& json, const std::string& before) {
    const std::size_t at = json.find(before);
    REQUIRE_MESSAGE(at != std::string::npos, json);
    return std::strtoull(json.c_str() + at + before.size(), nullptr, 10);
}

} // namespace

TEST_CASE("every acknowledged id is handled exactly once, no refused one ever") {
    HostUnderTest host;
    REQUIRE(host.start());
    const auto acks = host.directory() / "acknowledged", bad = host.directory() / "refused";
    const Finished load =
        run(host.loadgen({"-n", std::to_string(event_count()), "-c", "64", "-T", "all", "--dup", "5", "--bad", "2",
                          "--stale", "1", "--ack-file", acks.string(), "--bad-file", bad.string(), "--strict"}),
            long_enough());
    REQUIRE_MESSAGE(load.status == 0, load.output, load.errors);
    MESSAGE(load.output);
    const auto acknowledged = ids_of(acks), refused = ids_of(bad);
    CHECK(acknowledged.size() == number_in(load.output, R"("good":{"2xx":)"));
    CHECK(number_in(load.output, R"("dup":{"sent":)") > event_count() / 40);
    CHECK(number_in(load.output, R"("bad_sig":{"sent":)") > event_count() / 100);
    CHECK(number_in(load.output, R"("stale":{"sent":)") > event_count() / 200);
    REQUIRE(host.wait_until_delivered(acknowledged.size(), long_enough()));
    CHECK(host.stop() == 0);
    const auto& delivered = host.delivered();
    CHECK(delivered.size() == acknowledged.size());
    std::size_t missing = 0, repeated = 0, let_in = 0;
    for (const auto& id : acknowledged) missing += delivered.contains(id) ? 0U : 1U;
    for (const auto& [id, count] : delivered) repeated += count > 1 ? 1U : 0U;
    for (const auto& id : refused) let_in += delivered.contains(id) ? 1U : 0U;
    CHECK(missing == 0);
    CHECK(repeated == 0);
    CHECK(let_in == 0);
}

TEST_CASE("promise 8: killed ten times under load, everything that was answered 2xx is handled") {
    HostUnderTest host;
    REQUIRE(host.start());
    const auto acks = host.directory() / "acknowledged";
    // Goes on until it is told to stop, however long ten starts take.
    Process load(
        host.loadgen({"-r", std::to_string(event_count() / 10), "-d", "3600", "-c", "32", "-T", "all", "--dup", "5",
                      "--retry", "1000", "--retry-delay", "0.2", "--drain", "30", "--ack-file", acks.string()}));
    const auto acknowledged_so_far = [&] { return ids_of(acks).size(); };
    for (int i = 0; i < 10; ++i) {
        const std::size_t wanted = acknowledged_so_far() + event_count() / 20; // the load is under way again
        REQUIRE(wait_until([&] { return acknowledged_so_far() >= wanted; }, long_enough()));
        host.kill();
        REQUIRE_MESSAGE(host.start(), host.log());
    }
    REQUIRE(load.running());
    load.signal(SIGTERM);
    REQUIRE(load.wait(120s) == 0);
    const auto acknowledged = ids_of(acks);
    CHECK(acknowledged.size() >= event_count() / 4);
    MESSAGE(load.output());
    std::vector<std::string> missing;
    wait_until(
        [&] {
            missing.clear();
            const auto& delivered = host.delivered();
            std::copy_if(acknowledged.begin(), acknowledged.end(), std::back_inserter(missing),
                         [&](const auto& id) { return !delivered.contains(id); });
            return missing.empty();
        },
        60s);
    for (const auto& id : missing) MESSAGE("acknowledged, but never handled: " << id);
    CHECK(missing.size() == 0);
    CHECK(host.stop() == 0);
}
