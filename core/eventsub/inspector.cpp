#include "core/eventsub/inspector.hpp"

#include "core/eventsub/envelope.hpp"
#include "core/eventsub/json.hpp"
#include "core/eventsub/judge.hpp"
#include "core/eventsub/signature.hpp"
#include "core/eventsub/timestamp.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <optional>

namespace turnout::eventsub {

namespace {

/// Why the request is refused before its signature is looked at; empty if it is not.
std::string_view missing_header(const Headers& headers) {
    if (headers.message_id.empty()) return "header Twitch-Eventsub-Message-Id is missing";
    if (headers.timestamp.empty()) return "header Twitch-Eventsub-Message-Timestamp is missing";
    if (headers.message_type.empty()) return "header Twitch-Eventsub-Message-Type is missing";
    if (headers.retry.empty()) return "header Twitch-Eventsub-Message-Retry is missing";
    // A conduit shard's challenge may lack these two; whether it is one, only the signed body says.
    if (headers.message_type == "webhook_callback_verification") return {};
    if (headers.subscription_type.empty()) return "header Twitch-Eventsub-Subscription-Type is missing";
    if (headers.subscription_version.empty()) return "header Twitch-Eventsub-Subscription-Version is missing";
    return {};
}

/// Copies texts that must outlive the reader's memory into one allocation.
class Keeper {
public:
    void need(std::string_view text) { size_ += text.size(); }

    void allocate() {
        if (size_ > 0) storage_ = std::make_unique_for_overwrite<char[]>(size_); // NOLINT(modernize-avoid-c-arrays)
    }

    std::string_view keep(std::string_view text) {
        if (text.empty()) return {};
        char* const copy = storage_.get() + used_;
        std::copy(text.begin(), text.end(), copy);
        used_ += text.size();
        return {copy, text.size()};
    }

    Inspection::Storage release() { return std::move(storage_); }

private:
    Inspection::Storage storage_;
    std::size_t size_ = 0;
    std::size_t used_ = 0;
};

void refuse(Inspection& inspection, int status, std::string_view reason) {
    inspection.finding = Finding::refused;
    inspection.status = status;
    inspection.reason = reason;
}

/// A signed timestamp that cannot be read leaves the age unknown, and a signed body is never thrown away: it is kept
/// as undecodable, as if it had been sent now.
void apply_age(Inspection& inspection, std::optional<Time> sent, Duration max_age) {
    const Time now = inspection.event.accepted;
    inspection.event.sent = sent.value_or(now);
    inspection.dated = sent.has_value();
    if (!sent) {
        inspection.finding = Finding::undecodable;
        inspection.reason = "header Twitch-Eventsub-Message-Timestamp is not an RFC 3339 time";
    } else if (*sent < now - max_age || *sent > now + max_age) {
        inspection.without_age = inspection.finding;
        inspection.finding = Finding::stale;
        inspection.reason = *sent < now ? "timestamp is too old" : "timestamp lies in the future";
    }
}

void keep_condition(Inspection& inspection, const Envelope& body, Keeper& keeper) {
    for (const auto& [name, value] : body.condition)
        if (!inspection.condition.contains(name)) inspection.condition.emplace(keeper.keep(name), keeper.keep(value));
}

/// Takes over what the body says. The headers agree with it, so their texts serve where both have one.
void describe(Inspection& inspection, const Headers& headers, const Envelope& body) {
    const bool wants_condition = headers.message_type != "notification";
    Keeper keeper;
    for (const auto text : {body.id, body.type, body.version, body.status, body.challenge, body.broadcaster()})
        keeper.need(text);
    for (const auto element : body.elements) keeper.need(element);
    if (wants_condition)
        for (const auto& [name, value] : body.condition) {
            keeper.need(name);
            keeper.need(value);
        }
    keeper.allocate();

    Event& event = inspection.event;
    event.subscription_id = keeper.keep(body.id);
    event.type = body.type == headers.subscription_type ? headers.subscription_type : keeper.keep(body.type);
    event.version =
        body.version == headers.subscription_version ? headers.subscription_version : keeper.keep(body.version);
    event.status = body.status == status_enabled ? status_enabled : keeper.keep(body.status);
    event.broadcaster_id = keeper.keep(body.broadcaster());
    if (body.event_problem.empty()) {
        inspection.elements.reserve(body.elements.size());
        for (const auto element : body.elements) inspection.elements.push_back(keeper.keep(element));
        if (!body.elements.empty()) event.batch_size = static_cast<std::uint32_t>(body.elements.size());
    }
    inspection.challenge = keeper.keep(body.challenge);
    inspection.conduit_shard = body.conduit_shard && !body.has_subscription;
    if (wants_condition) keep_condition(inspection, body, keeper);
    inspection.storage = keeper.release();
}

} // namespace

struct Inspector::Implementation {
    Implementation(const Settings& settings, const Clock& its_clock)
        : clock(its_clock),
          signature(settings.secret, settings.previous_secret),
          max_age(settings.max_age) {}

    const Clock& clock;
    SignatureCheck signature;
    Duration max_age;
    JsonReader reader;
    Envelope envelope;
};

Inspector::Inspector(Settings settings, const Clock& clock)
    : implementation_(std::make_unique<Implementation>(settings, clock)) {
    for (std::string* const secret : {&settings.secret, &settings.previous_secret})
        OPENSSL_cleanse(secret->data(), secret->size());
}

Inspector::~Inspector() = default;

Inspection Inspector::inspect(const Headers& headers, std::string_view body) {
    Inspection inspection;
    if (!headers.content_encoding.empty()) {
        refuse(inspection, 415, "Content-Encoding is not supported");
        return inspection;
    }
    if (const auto missing = missing_header(headers); !missing.empty()) {
        refuse(inspection, 400, missing);
        return inspection;
    }
    auto& self = *implementation_;
    if (!self.signature.genuine(headers.signature, headers.message_id, headers.timestamp, body)) {
        refuse(inspection, 403, headers.signature.empty() ? "signature is missing" : "signature is wrong");
        return inspection;
    }
    simdjson::dom::element root;
    const auto problem = self.reader.read(body, root);
    if (problem.empty())
        self.envelope.read(simdjson::dom::object(root));
    else
        self.envelope.clear();
    const Judgement judgement = judge(headers, problem, self.envelope);
    if (judgement.finding == Finding::refused) {
        refuse(inspection, judgement.status, judgement.reason);
        return inspection;
    }
    inspection.finding = judgement.finding;
    inspection.status = 0;
    inspection.reason = judgement.reason;
    inspection.event.kind = headers.message_type == "revocation" ? Kind::revocation : Kind::notification;
    inspection.event.message_id = headers.message_id;
    inspection.event.retry = headers.retry;
    inspection.event.accepted = self.clock.now();
    inspection.event.body = body;
    describe(inspection, headers, self.envelope);
    apply_age(inspection, parse_timestamp(headers.timestamp), self.max_age);
    return inspection;
}

} // namespace turnout::eventsub
