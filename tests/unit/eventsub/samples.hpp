// The catalog's sample bodies, and requests made of them.
#pragma once
#include "core/eventsub/inspector.hpp"
#include "core/eventsub/signature.hpp"
#include "core/eventsub/timestamp.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace turnout::eventsub::test {

inline std::string read_sample(const std::filesystem::path& name) {
    std::ifstream file{std::filesystem::path{TURNOUT_SAMPLES} / name, std::ios::binary};
    REQUIRE_MESSAGE(file.good(), name.string());
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// Names of the bodies of real subscription types: 90 records and their variants.
inline std::vector<std::string> notification_samples() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{TURNOUT_SAMPLES}) {
        const auto name = std::filesystem::relative(entry.path(), TURNOUT_SAMPLES).string();
        if (name.ends_with(".json") && name.find(".v") != std::string::npos && !name.starts_with("revocation."))
            names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

class FixedClock final : public Clock {
public:
    explicit FixedClock(Time now) : now_(now) {}

    Time now() const override { return now_; }

    MonotonicTime monotonic() const override { return {}; }

    void set(Time now) { now_ = now; }

private:
    Time now_;
};

inline const std::string secret = "a secret for tests";

/// A request that owns its text. Change a field, then sign() what the signature is to cover.
struct Request {
    std::string message_id = "ae7be26c-daa7-42ca-9480-68d5ac90eaca";
    std::string message_type = "notification";
    std::string signature;
    std::string timestamp = "2026-03-14T18:22:08.000917443Z";
    std::string type, version;
    std::string retry = "0";
    std::string content_encoding;
    std::string body;

    Request& sign() {
        signature = signature_of(secret, message_id, timestamp, body);
        return *this;
    }

    Headers headers() const {
        return {message_id, message_type, signature, timestamp, type, version, retry, content_encoding};
    }
};

} // namespace turnout::eventsub::test
