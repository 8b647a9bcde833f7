// What comes over the boundary of turnout.state/1 and turnout.emit/1, right and wrong.
#include "core/plugin/host_services.hpp"
#include "tests/unit/plugin/fixture/log_text.hpp"
#include "tests/unit/plugin/fixture/recording_port.hpp"

#include <turnout/text.hpp>

#include <doctest/doctest.h>

#include <map>
#include <stdexcept>

using namespace turnout;
using turnout::test::LogText;
using turnout::test::RecordingPort;

namespace {

/// Token 7 is good; "broken" cannot be read.
struct Store final : plugins::StatePort {
    turnout_state_result get(const std::string&, std::uint64_t token, const std::string& key,
                             std::string& value) override {
        ++asked;
        if (key == "broken") throw std::runtime_error("the disk is gone");
        if (token != 0 && token != 7) return TURNOUT_STATE_NO_TOKEN;
        if (!entries.contains(key)) return TURNOUT_STATE_ABSENT;
        value = entries[key];
        return TURNOUT_STATE_DONE;
    }

    turnout_state_result write(const std::string& instance, std::uint64_t, const std::string& key,
                               std::optional<std::string> value) override {
        ++asked;
        owner = instance;
        if (value) {
            entries[key] = *value;
            return TURNOUT_STATE_DONE;
        }
        return entries.erase(key) != 0 ? TURNOUT_STATE_DONE : TURNOUT_STATE_ABSENT;
    }

    turnout_state_result scan(const std::string&, std::uint64_t, const std::string& prefix, const std::string& after,
                              std::size_t limit, Entries& found) override {
        ++asked;
        most = limit;
        for (const auto& entry : entries)
            if (entry.first.starts_with(prefix) && entry.first > after) found.push_back(entry);
        return TURNOUT_STATE_DONE;
    }

    turnout_state_result once(const std::string&, std::uint64_t, const std::string&,
                              std::chrono::milliseconds time_to_live) override {
        ++asked;
        time = time_to_live;
        return TURNOUT_STATE_FRESH;
    }

    std::map<std::string, std::string> entries;
    std::string owner;
    std::size_t most = 0;
    std::chrono::milliseconds time{};
    int asked = 0;
};

struct Emitted final : plugins::EmitPort {
    turnout_emit_result emit(const std::string& instance, std::uint64_t, std::string_view type,
                             std::string_view version, std::string_view json) override {
        last = instance + " " + std::string{type} + " " + std::string{version} + " " + std::string{json.substr(0, 9)};
        return TURNOUT_EMIT_DONE;
    }

    std::string last;
};

struct Boundary {
    Boundary() { logger->set_pattern("%v"); }

    template <class Table> const Table& table(std::string_view id) const {
        return *static_cast<const Table*>(services.table()->get_extension(services.table(), to_str(id)));
    }

    const turnout_state& state() const { return table<turnout_state>(TURNOUT_STATE_EXTENSION); }

    turnout_emit_result emit(turnout_str type, turnout_str version, turnout_str json) const {
        return table<turnout_emit>(TURNOUT_EMIT_EXTENSION).emit(raw(), 7, type, version, json);
    }

    const turnout_host* raw() const { return services.table(); }

    RecordingPort deliveries;
    Store store;
    Emitted emitted;
    std::shared_ptr<LogText> log = std::make_shared<LogText>();
    std::shared_ptr<spdlog::logger> logger = std::make_shared<spdlog::logger>("test", log);
    plugins::HostServices services{
        {"here", "here.so", {}, {}}, "0.0", deliveries, logger, {nullptr, nullptr, &store, &emitted}};
};

/// Appends "KEY=VALUE " to a text; ends when it is longer than 10.
std::int32_t collect(void* context, turnout_str key, turnout_str value) {
    auto& text = *static_cast<std::string*>(context);
    text.append(to_view(key)).append("=").append(to_view(value)).append(" ");
    return text.size() > 10 ? 0 : 1;
}

constexpr turnout_str null_text{nullptr, 3};

} // namespace

TEST_CASE("state: values of every kind go through, with the instance's name") {
    Boundary host;
    const auto& state = host.state();
    const std::string key("\0k", 2), value("\xff\0", 2);
    CHECK(state.put(host.raw(), 7, to_str(key), to_str(value)) == TURNOUT_STATE_DONE);
    CHECK(host.store.owner == "here");
    std::string found;
    CHECK(state.get(host.raw(), 7, to_str(key), collect, &found) == TURNOUT_STATE_DONE);
    CHECK(found == key + "=" + value + " ");
    CHECK(state.put(host.raw(), 0, to_str("empty"), {nullptr, 0}) == TURNOUT_STATE_DONE);
    CHECK(state.erase(host.raw(), 0, to_str("empty")) == TURNOUT_STATE_DONE);
    CHECK(state.erase(host.raw(), 0, to_str("empty")) == TURNOUT_STATE_ABSENT);
    found.clear();
    CHECK(state.get(host.raw(), 0, to_str("empty"), collect, &found) == TURNOUT_STATE_ABSENT);
    CHECK(found.empty());
}

TEST_CASE("state: null pointers, empty and oversized texts reach nobody") {
    Boundary host;
    const auto& state = host.state();
    const std::string long_key(TURNOUT_STATE_MAX_KEY + 1, 'k'), large(TURNOUT_STATE_MAX_VALUE + 1, 'v');
    for (const auto key : {null_text, turnout_str{nullptr, 0}, to_str(""), to_str(long_key)}) {
        CHECK(state.get(host.raw(), 7, key, collect, nullptr) == TURNOUT_STATE_INVALID);
        CHECK(state.put(host.raw(), 7, key, to_str("v")) == TURNOUT_STATE_INVALID);
        CHECK(state.erase(host.raw(), 7, key) == TURNOUT_STATE_INVALID);
        CHECK(state.once(host.raw(), 7, key, 1) == TURNOUT_STATE_INVALID);
    }
    CHECK(state.put(host.raw(), 7, to_str("k"), null_text) == TURNOUT_STATE_INVALID);
    CHECK(state.put(host.raw(), 7, to_str("k"), to_str(large)) == TURNOUT_STATE_INVALID);
    CHECK(state.get(host.raw(), 7, to_str("k"), nullptr, nullptr) == TURNOUT_STATE_INVALID);
    CHECK(state.once(host.raw(), 7, to_str("k"), 0) == TURNOUT_STATE_INVALID);
    CHECK(state.scan(host.raw(), 7, null_text, {}, 1, collect, nullptr) == TURNOUT_STATE_INVALID);
    CHECK(state.scan(host.raw(), 7, {}, null_text, 1, collect, nullptr) == TURNOUT_STATE_INVALID);
    CHECK(state.scan(host.raw(), 7, to_str(long_key), {}, 1, collect, nullptr) == TURNOUT_STATE_INVALID);
    CHECK(state.scan(host.raw(), 7, {}, {}, 1, nullptr, nullptr) == TURNOUT_STATE_INVALID);
    CHECK(host.store.asked == 0);
    CHECK(state.put(host.raw(), 7, to_str(std::string_view{long_key}.substr(1)),
                    to_str(std::string_view{large}.substr(1))) == TURNOUT_STATE_DONE);
}

TEST_CASE("state: a forged token, a store that fails, and a visitor that has seen enough") {
    Boundary host;
    const auto& state = host.state();
    std::string found;
    CHECK(state.get(host.raw(), 8, to_str("k"), collect, &found) == TURNOUT_STATE_NO_TOKEN);
    CHECK(state.get(host.raw(), 7, to_str("broken"), collect, &found) == TURNOUT_STATE_FAILED);
    CHECK(host.log->text().find("[here] its state: the disk is gone") == 0);
    host.store.entries = {{"a1", "x"}, {"a2", "y"}, {"a3", "z"}, {"b", "w"}};
    CHECK(state.scan(host.raw(), 0, to_str("a"), {}, 5, collect, &found) == 3);
    CHECK(found == "a1=x a2=y a3=z ");
    found.clear();
    CHECK(state.scan(host.raw(), 0, to_str("a"), to_str("a1"), UINT32_MAX, collect, &found) == 2);
    CHECK(host.store.most == TURNOUT_STATE_MAX_SCAN);
    found.clear();
    CHECK(state.scan(host.raw(), 0, {}, {}, 5, collect, &found) == 3); // the third one ended it
}

TEST_CASE("state: a visitor that throws is told as the plugin's fault, and the host goes on") {
    Boundary host;
    const auto& state = host.state();
    host.store.entries = {{"a1", "x"}, {"a2", "y"}};
    const turnout_state_visitor standard = [](void*, turnout_str, turnout_str) -> std::int32_t {
        throw std::runtime_error("two\nlines");
    };
    const turnout_state_visitor foreign = [](void* calls, turnout_str, turnout_str) -> std::int32_t {
        ++*static_cast<int*>(calls);
        throw 7;
    };
    int calls = 0;
    CHECK(state.get(host.raw(), 7, to_str("a1"), standard, nullptr) == TURNOUT_STATE_INVALID);
    CHECK(state.scan(host.raw(), 7, {}, {}, 5, standard, nullptr) == TURNOUT_STATE_INVALID);
    CHECK(state.get(host.raw(), 7, to_str("a1"), foreign, &calls) == TURNOUT_STATE_INVALID);
    CHECK(state.scan(host.raw(), 7, {}, {}, 5, foreign, &calls) == TURNOUT_STATE_INVALID);
    CHECK(calls == 2); // the scan ended at the first one
    const std::string told = "[here] the plugin's visitor of its state threw, which none may: ";
    const auto first = told + "two\\nlines\n", second = told + "what is no std::exception\n";
    CHECK(host.log->text() == first + first + second + second);
    std::string found;
    CHECK(state.scan(host.raw(), 7, {}, {}, 5, collect, &found) == 2);
}

TEST_CASE("state: a time to live that is too long for the clock is a hundred years") {
    Boundary host;
    CHECK(host.state().once(host.raw(), 7, to_str("k"), 250) == TURNOUT_STATE_FRESH);
    CHECK(host.store.time == std::chrono::milliseconds{250});
    CHECK(host.state().once(host.raw(), 7, to_str("k"), UINT64_MAX) == TURNOUT_STATE_FRESH);
    CHECK(host.store.time == std::chrono::hours{24} * 36'600);
}

TEST_CASE("emit: types of the plugins' own only, and nothing null or oversized") {
    Boundary host;
    CHECK(host.emit(to_str("custom.a.b_2"), to_str("1"), to_str("{}")) == TURNOUT_EMIT_DONE);
    CHECK(host.emitted.last == "here custom.a.b_2 1 {}");
    host.emitted.last.clear();
    const std::string long_type = "custom." + std::string(94, 'x'), large(TURNOUT_EMIT_MAX_BODY + 1, ' ');
    for (const auto type : {to_str("channel.follow"), to_str("custom."), to_str("custom"), to_str("custom.Big"),
                            to_str("custom.a b"), to_str("Custom.a"), to_str(long_type), to_str(""), null_text})
        CHECK(host.emit(type, to_str("1"), to_str("{}")) == TURNOUT_EMIT_INVALID);
    for (const auto version : {to_str(""), to_str("V1"), to_str("12345678901234567"), null_text})
        CHECK(host.emit(to_str("custom.a"), version, to_str("{}")) == TURNOUT_EMIT_INVALID);
    for (const auto json : {to_str(large), null_text})
        CHECK(host.emit(to_str("custom.a"), to_str("1"), json) == TURNOUT_EMIT_INVALID);
    CHECK(host.emitted.last.empty());
    CHECK(host.emit(to_str(std::string_view{long_type}.substr(0, 100)), to_str("beta"), to_str("{}")) ==
          TURNOUT_EMIT_DONE);
}

TEST_CASE("state and emit: a host without them has no such extension") {
    Boundary host;
    const plugins::HostServices without{{"here", "here.so", {}, {}}, "0.0", host.deliveries, host.logger, {}};
    for (const auto* id : {TURNOUT_STATE_EXTENSION, TURNOUT_EMIT_EXTENSION, TURNOUT_TIMER_EXTENSION})
        CHECK(without.table()->get_extension(without.table(), to_str(id)) == nullptr);
}
