#include "core/app/client/admin_client.hpp"
#include "core/app/client/table.hpp"
#include "core/app/commands.hpp"
#include "core/app/configuration.hpp"

#include <Poco/JSON/Parser.h>

#include <array>
#include <cmath>
#include <iomanip>
#include <ostream>
#include <stdexcept>

namespace turnout::app {
namespace {

constexpr std::array<Option, 4> options{
    {{"type", "TYPE", "only events of this type; \"channel.*\": of all that begin so; repeatable", true},
     {"json", "", "one JSON object per line, instead of text"},
     config_option,
     {"timeout", "SECONDS", "how long the host may be silent; it says something every 15 s (60)"}}};

/// Puts the lines of server-sent events together.
class Reader {
public:
    Reader(bool json, Streams streams) : json_(json), streams_(streams) {}

    void take(const std::string& line) {
        if (line.starts_with("event: "))
            name_ = line.substr(7);
        else if (line.starts_with("data: "))
            data_ = line.substr(6);
        else if (line.empty())
            finish();
        // A comment only says that the host is there.
    }

    bool ended() const { return ended_; }

private:
    void finish() {
        if (!data_.empty()) show();
        name_.clear();
        data_.clear();
    }

    void show() {
        Poco::JSON::ParseHandler::Ptr ordered = new Poco::JSON::ParseHandler(true);
        Poco::JSON::Parser parser(ordered);
        const auto data = parser.parse(data_).extract<Poco::JSON::Object::Ptr>();
        if (name_ == "end") {
            ended_ = true;
            streams_.error << text_in(*data, "reason") << std::endl;
        } else if (name_ == "missed" && !json_) {
            streams_.error << "missed " << text_in(*data, "count") << " events: this terminal is too slow" << std::endl;
        } else if (json_) {
            streams_.out << R"({"event":")" << name_ << R"(",)" << data_.substr(1) << std::endl;
        } else {
            print(*data);
        }
        if (!streams_.out) throw std::runtime_error("the output cannot be written");
    }

    void print(const Poco::JSON::Object& data) {
        streams_.out << text_in(data, "time").substr(0, 23) << "Z  " << std::left << std::setw(8) << name_ << "  "
                     << text_in(data, "type") << "  " << text_in(data, "message_id");
        if (const auto element = text_in(data, "element_id"); !element.empty()) streams_.out << " (" << element << ')';
        if (const auto broadcaster = text_in(data, "broadcaster_id"); !broadcaster.empty())
            streams_.out << "  broadcaster " << broadcaster;
        if (data.has("elements")) streams_.out << "  " << text_in(data, "elements") << " elements";
        if (data.has("route")) print_outcome(data);
        streams_.out << std::endl;
    }

    void print_outcome(const Poco::JSON::Object& data) {
        streams_.out << "  " << text_in(data, "route") << ": " << text_in(data, "verdict");
        if (const auto reason = text_in(data, "reason"); !reason.empty()) streams_.out << " (" << reason << ')';
        const auto attempt = data.optValue<unsigned>("attempt", 0);
        if (attempt > 1) streams_.out << "  attempt " << attempt;
        if (data.has("since_accepted_ms"))
            streams_.out << "  after " << std::lround(data.getValue<double>("since_accepted_ms")) << " ms";
    }

    const bool json_;
    Streams streams_;
    std::string name_, data_;
    bool ended_ = false;
};

class TailCommand final : public Command {
public:
    std::string_view name() const override { return "tail"; }

    std::string_view operands() const override { return {}; }

    std::string_view summary() const override { return "Show events live as they are accepted and settled"; }

    std::string_view help() const override {
        return "Until Ctrl-C, or until the host stops (exit status 1). Whoever does not keep up is told how many "
               "events "
               "were\nleft out; the host never waits for it.\n";
    }

    Arguments::Shape shape() const override { return {options, 0, 0}; }

    int run(const Arguments& arguments, Streams streams) override {
        Query query;
        std::string types;
        for (const auto& type : arguments.values("type")) types += (types.empty() ? "" : ",") + type;
        if (!types.empty()) query.emplace_back("type", types);
        Reader reader(arguments.has("json"), streams);
        connect(arguments, streams).stream("/stream", query, [&](const std::string& line) { reader.take(line); });
        if (!reader.ended()) streams.error << "the host has ended the connection" << std::endl;
        return ExitStatus::failed;
    }
};

} // namespace

std::unique_ptr<Command> make_tail_command() {
    return std::make_unique<TailCommand>();
}

} // namespace turnout::app
