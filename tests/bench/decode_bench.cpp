// What it costs to read an event: the body into nodes, nodes into a struct, and Poco::JSON on the same bytes.
//     decode_bench [ROUNDS]
// Every round measures all of them in turn; each figure is the median of the rounds, in nanoseconds of
// processor time for one event.
#include "core/eventsub/document.hpp"

#include <turnout/testing/samples.hpp>
#include <turnout/twitch/channel_chat_message_v1.hpp>
#include <turnout/twitch/channel_follow_v2.hpp>

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

namespace {

using turnout::eventsub::Document;
using turnout::eventsub::DocumentParser;
namespace twitch = turnout::twitch;

/// Keeps the compiler from leaving out what makes `value`.
template <class T> void keep(const T& value) {
    asm volatile("" : : "r"(&value) : "memory"); // NOLINT(hicpp-no-assembler)
}

/// Nanoseconds on a processor: what else runs on the machine counts less than on a clock.
double thread_time() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

struct Measured {
    const char* name;
    std::function<void()> once;
    int repeats;
    std::vector<double> rounds;

    void measure() {
        const auto before = thread_time();
        for (int i = 0; i < repeats; ++i) once();
        rounds.push_back((thread_time() - before) / repeats);
    }

    double median() {
        std::sort(rounds.begin(), rounds.end());
        return rounds[rounds.size() / 2];
    }
};

/// All members of the event as text, which is the least that a handler wants of it.
void read_with_poco(const std::string& body, Poco::JSON::Parser& parser) {
    parser.reset();
    const auto root = parser.parse(body).extract<Poco::JSON::Object::Ptr>();
    const auto event = root->getObject("event");
    for (const auto& [key, member] : *event) {
        if (member.isString()) keep(member.convert<std::string>());
    }
}

template <class Event> void run(int rounds) {
    const std::string body{turnout::testing::sample_body<Event>()};
    DocumentParser parser;
    Document document;
    if (!parser.parse(body, document).empty()) std::abort();
    const turnout::value data{document.nodes.data(), document.arena.data(), document.event_index(0, false)};
    Poco::JSON::Parser poco;
    std::vector<Measured> all{
        {"parse into nodes", [&] { keep(parser.parse(body, document)); }, 20'000, {}},
        {"decode from nodes",
         [&] {
             turnout::drift found;
             keep(turnout::decode<Event>(data, &found));
         },
         100'000,
         {}},
        {"Poco::JSON parse", [&] { poco.reset(), keep(poco.parse(body)); }, 2'000, {}},
        {"Poco::JSON parse, read members", [&] { read_with_poco(body, poco); }, 2'000, {}},
    };
    for (int i = 0; i < rounds; ++i) {
        for (auto& one : all) one.measure();
    }
    std::printf("%s %s, %zu bytes\n", Event::event_type.data(), Event::event_version.data(), body.size());
    for (auto& one : all) std::printf("  %-32s %8.0f ns\n", one.name, one.median());
    std::printf("  Poco::JSON parse / parse into nodes                  %5.1f\n", all[2].median() / all[0].median());
    std::printf("  Poco::JSON parse and read / nodes and struct         %5.1f\n",
                all[3].median() / (all[0].median() + all[1].median()));
}

} // namespace

int main(int count, char** arguments) {
    const int rounds = count > 1 ? std::max(1, std::atoi(arguments[1])) : 15; // NOLINT(cert-err34-c): 0 becomes 1
    run<twitch::channel_follow_v2>(rounds);
    run<twitch::channel_chat_message_v1>(rounds);
}
