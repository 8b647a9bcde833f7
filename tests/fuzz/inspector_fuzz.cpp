// Odd headers and bodies, with good and bad signatures: nothing unsigned passes, and what passes is what it claims.
// Input: one byte of choices, then lines of message type, timestamp, type, version and body.
#include "core/eventsub/document.hpp"
#include "core/eventsub/inspector.hpp"
#include "core/eventsub/signature.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace turnout::eventsub;

constexpr std::string_view secret = "a secret for fuzzing";

class FixedClock final : public Clock {
public:
    Time now() const override { return Time{std::chrono::seconds{1773512700}}; } // 2026-03-14T18:25:00Z

    MonotonicTime monotonic() const override { return {}; }
};

void demand(bool condition) {
    if (!condition) std::abort();
}

std::string_view take_line(std::string_view& text) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

void check_notification(const Inspection& inspection, const Headers& headers, std::string_view body) {
    static DocumentParser parser;
    static Document document;
    demand(parser.parse(body, document).empty());
    const auto& event = inspection.event;
    demand(headers.message_type == "notification");
    demand(document.text(document.find("subscription.type")) == event.type && event.type == headers.subscription_type);
    demand(document.text(document.find("subscription.version")) == event.version);
    demand(document.text(document.find("subscription.id")) == event.subscription_id && !event.subscription_id.empty());
    demand(document.text(document.find("subscription.status")) == "enabled");
    const bool batched = !inspection.elements.empty();
    demand(event.batch_size == (batched ? inspection.elements.size() : 1));
    for (std::uint32_t i = 0; i < event.batch_size; ++i) {
        const auto index = document.event_index(i, batched);
        demand(index != 0 && document.nodes[index].kind == TURNOUT_OBJECT);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const FixedClock clock;
    static Inspector inspector{{std::string{secret}, {}}, clock};
    if (size == 0) return 0;
    const unsigned choices = data[0];
    std::string_view rest{reinterpret_cast<const char*>(data) + 1, size - 1};
    Headers headers;
    headers.message_id = "id";
    headers.retry = "0";
    headers.message_type = take_line(rest);
    headers.timestamp = take_line(rest);
    headers.subscription_type = take_line(rest);
    headers.subscription_version = take_line(rest);
    const bool sign = (choices & 1) == 0;
    const std::string signature =
        sign ? signature_of(secret, headers.message_id, headers.timestamp, rest) : std::string{take_line(rest)};
    headers.signature = signature;
    const Inspection inspection = inspector.inspect(headers, rest);
    if (!sign) demand(inspection.finding == Finding::refused);
    if (inspection.finding == Finding::refused) demand(inspection.status >= 400 && inspection.status < 500);
    demand(inspection.reason.empty() ==
           (inspection.finding == Finding::notification || inspection.finding == Finding::revocation ||
            inspection.finding == Finding::challenge));
    if (inspection.finding == Finding::notification) check_notification(inspection, headers, rest);
    if (inspection.finding == Finding::challenge) demand(!inspection.challenge.empty());
    return 0;
}
