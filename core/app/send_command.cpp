#include "core/app/commands.hpp"
#include "core/app/configuration.hpp"
#include "core/app/console.hpp"
#include "core/config/nearest.hpp"
#include "core/sim/callback_client.hpp"
#include "core/sim/message.hpp"
#include "core/sim/sample.hpp"

#include <spdlog/fmt/fmt.h>

#include <array>
#include <optional>
#include <ostream>
#include <random>
#include <thread>

namespace turnout::app {
namespace {

constexpr std::array<Option, 8> options{{
    {"count", "N", "send N messages, each with fresh ids (1)"},
    {"set", "PATH=VALUE", "change a field of the body, e.g. event.user_login=ada; repeatable", true},
    {"body", "FILE", "send this body instead of the sample; byte for byte if nothing else changes it"},
    {"challenge", "", "send the challenge of a subscription of this type instead of a notification"},
    {"revoke", "REASON", "send a revocation, e.g. authorization_revoked"},
    {"to", "URL", "post to this callback, e.g. http://127.0.0.1:8080/eventsub (the configured address)"},
    config_option,
    {"timeout", "SECONDS", "how long to wait for a host that is not there yet, and for an answer (10)"},
}};

/// What is to be sent, as far as the command line says it.
struct Order {
    std::string body;
    std::vector<std::pair<std::string, std::string>> changes;
    std::string type, version; ///< for the headers of a body that is sent as it is
    bool as_it_is = false;
    bool challenge = false;
    std::optional<std::string> revoke;
};

std::pair<std::string, std::string> split_type(const std::string& operand) {
    const std::size_t at = operand.find('@');
    if (at == std::string::npos) return {operand, {}};
    return {operand.substr(0, at), operand.substr(at + 1)};
}

std::string sample_body(const std::string& type, const std::string& version) {
    if (const sim::Sample* sample = sim::find_sample(type, version)) return std::string(sample->body);
    std::vector<std::string> candidates;
    for (const sim::Sample& sample : sim::samples()) {
        if (sample.type == type)
            throw UsageError(fmt::format("there is no version '{}' of {}; there is {}", version, type, sample.version));
        candidates.emplace_back(sample.type);
    }
    const std::string meant = config::nearest(type, candidates);
    throw UsageError("unknown type '" + type + "'" + (meant.empty() ? std::string{} : "; did you mean " + meant + "?") +
                     " A type of your own needs --body FILE.");
}

Order read_order(const Arguments& arguments) {
    Order order;
    if (arguments.has("challenge") && arguments.has("revoke"))
        throw UsageError("--challenge and --revoke exclude each other");
    const auto file = arguments.value("body");
    if (arguments.operands().empty() && !file) throw UsageError("TYPE is missing, e.g. channel.follow");
    if (!arguments.operands().empty()) std::tie(order.type, order.version) = split_type(arguments.operands()[0]);
    order.body = file ? read_file(*file, "the body file") : sample_body(order.type, order.version);
    for (const std::string& text : arguments.values("set")) {
        const std::size_t equals = text.find('=');
        if (equals == 0 || equals == std::string::npos) throw UsageError("--set takes PATH=VALUE, not '" + text + "'");
        order.changes.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    order.challenge = arguments.has("challenge");
    order.revoke = arguments.value("revoke");
    order.as_it_is = file && order.changes.empty() && !order.challenge && !order.revoke;
    return order;
}

sim::Message message_of(const Order& order, sim::Sender& sender, std::string& expected) {
    if (order.as_it_is) return sender.raw(order.body, order.type, order.version);
    sim::Body body(order.body);
    if (!order.type.empty()) body.set_text("subscription.type", order.type);
    if (!order.version.empty()) body.set_text("subscription.version", order.version);
    for (const auto& [path, value] : order.changes) body.set(path, value);
    if (order.challenge) return sender.challenge(body, expected);
    if (order.revoke) return sender.revocation(body, *order.revoke);
    return sender.notification(body);
}

/// A host that was started a moment ago refuses connections until its plugins run.
sim::CallbackAnswer post(sim::CallbackClient& client, const sim::Message& message, std::chrono::seconds timeout,
                         std::ostream& error) {
    constexpr std::chrono::milliseconds pause{100};
    const auto end = std::chrono::steady_clock::now() + timeout;
    for (bool told = false;;) {
        try {
            return client.post(message);
        } catch (const sim::ConnectionRefused& problem) {
            if (std::chrono::steady_clock::now() + pause > end) throw;
            if (!told) error << problem.what() << "; waiting up to " << timeout.count() << " s for a host" << std::endl;
            told = true;
        }
        std::this_thread::sleep_for(pause);
    }
}

class SendCommand final : public Command {
public:
    std::string_view name() const override { return "send"; }

    std::string_view operands() const override { return "TYPE[@VERSION]"; }

    std::string_view summary() const override { return "Send a signed sample message to a host and print its answer"; }

    std::string_view help() const override {
        return "The message is signed with the configured secret (eventsub.secret) and posted as Twitch would post "
               "it.\n"
               "A host that still starts is waited for, within --timeout.\n"
               "Exit status 1 if any answer is not 2xx, or if the answer to a challenge is not the challenge.\n";
    }

    Arguments::Shape shape() const override { return {options, 0, 1}; }

    int run(const Arguments& arguments, Streams streams) override {
        const Order order = read_order(arguments);
        const std::uint64_t count = arguments.number("count", 1, 1, 1'000'000);
        const auto timeout = std::chrono::seconds(arguments.number("timeout", 10, 1, 3600));
        const auto config = load_configuration(configuration_file(arguments), {}, streams);
        if (!config) return ExitStatus::failed;
        const eventsub::SystemClock clock;
        sim::Sender sender(config->eventsub.secret.reveal(), clock, std::random_device{}());
        sim::CallbackClient client(arguments.value("to").value_or(local_url(config->http.address, config->http.path)),
                                   timeout);
        bool all_accepted = true;
        for (std::uint64_t i = 0; i < count; ++i) {
            std::string expected;
            const sim::Message message = message_of(order, sender, expected);
            const sim::CallbackAnswer answer = post(client, message, timeout, streams.error);
            print(message, answer, streams);
            const bool echoed = !order.challenge || (answer.status == 200 && answer.body == expected);
            if (!echoed && answer.accepted())
                streams.error << "The answer is not the challenge '" << expected << "'.\n";
            all_accepted = all_accepted && answer.accepted() && echoed;
        }
        return all_accepted ? ExitStatus::done : ExitStatus::failed;
    }

private:
    static void print(const sim::Message& message, const sim::CallbackAnswer& answer, Streams streams) {
        streams.out << answer.status << ' ' << answer.reason << "  " << message.kind << ' ' << message.type << '@'
                    << message.version << "  " << message.id << "  " << in_milliseconds(answer.took, 1) << '\n';
        if (!answer.body.empty()) streams.out << answer.body << (answer.body.ends_with('\n') ? "" : "\n");
        streams.out.flush();
    }
};

} // namespace

std::unique_ptr<Command> make_send_command() {
    return std::make_unique<SendCommand>();
}

} // namespace turnout::app
