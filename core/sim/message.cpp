#include "core/sim/message.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <ctime>
#include <stdexcept>

namespace turnout::sim {
namespace {

std::string hexadecimal(const unsigned char* bytes, std::size_t count) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        text += digits[bytes[i] >> 4U];
        text += digits[bytes[i] & 15U];
    }
    return text;
}

} // namespace

std::string sign(std::string_view secret, std::string_view id, std::string_view timestamp, std::string_view body) {
    std::string signed_text;
    for (const std::string_view part : {id, timestamp, body}) signed_text += part;
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(signed_text.data()), signed_text.size(), digest.data(), &size);
    return "sha256=" + hexadecimal(digest.data(), size);
}

std::string format_time(eventsub::Time time) {
    const auto nanoseconds = time.time_since_epoch().count();
    const std::time_t seconds = static_cast<std::time_t>(nanoseconds / 1'000'000'000);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
    const std::string fraction = std::to_string(1'000'000'000 + nanoseconds % 1'000'000'000);
    return std::string(text.data(), size) + "." + fraction.substr(1) + "Z";
}

Sender::Sender(std::string secret, const eventsub::Clock& clock, std::uint64_t seed)
    : secret_(std::move(secret)),
      clock_(clock),
      random_(seed) {
}

std::string Sender::uuid() {
    std::array<unsigned char, 16> bytes{};
    for (unsigned char& byte : bytes) byte = static_cast<unsigned char>(random_() & 0xffU);
    bytes[6] = static_cast<unsigned char>(0x40U | (bytes[6] & 0x0fU)); // version 4
    bytes[8] = static_cast<unsigned char>(0x80U | (bytes[8] & 0x3fU));
    std::string text = hexadecimal(bytes.data(), bytes.size());
    for (const std::size_t at : {8U, 13U, 18U, 23U}) text.insert(at, 1, '-');
    return text;
}

Message Sender::notification(Body body) {
    Message message;
    message.id = uuid();
    message.kind = "notification";
    for (std::size_t i = 0; i < body.batch_size(); ++i) body.set_text("events." + std::to_string(i) + ".id", uuid());
    return finish(std::move(message), body);
}

Message Sender::challenge(Body body, std::string& expected) {
    Message message;
    message.id = uuid();
    message.kind = "webhook_callback_verification";
    expected = uuid();
    body.remove("event");
    body.remove("events");
    body.set_text("challenge", expected);
    body.set_text("subscription.status", "webhook_callback_verification_pending");
    return finish(std::move(message), body);
}

Message Sender::revocation(Body body, const std::string& reason) {
    Message message;
    message.id = uuid();
    message.kind = "revocation";
    body.remove("event");
    body.remove("events");
    body.set_text("subscription.status", reason);
    return finish(std::move(message), body);
}

Message Sender::raw(std::string body, std::string type, std::string version) {
    Message message;
    message.id = uuid();
    message.kind = "notification";
    message.type = std::move(type);
    message.version = std::move(version);
    try {
        const Body parsed(body);
        if (message.type.empty()) message.type = parsed.text("subscription.type");
        if (message.version.empty()) message.version = parsed.text("subscription.version");
    } catch (const std::invalid_argument&) {
        // Not JSON: sent all the same, with what the caller says that it is.
    }
    message.body = std::move(body);
    sign(message);
    return message;
}

Message Sender::again(Message message) {
    ++message.retry;
    sign(message);
    return message;
}

Message Sender::finish(Message message, const Body& body) {
    message.type = body.text("subscription.type");
    message.version = body.text("subscription.version");
    message.body = body.json();
    sign(message);
    return message;
}

void Sender::sign(Message& message) const {
    message.timestamp = format_time(clock_.now());
    message.signature = sim::sign(secret_, message.id, message.timestamp, message.body);
}

} // namespace turnout::sim
