#include "tests/bench/loadgen/message_source.hpp"

#include <algorithm>
#include <functional>

namespace turnout::bench {

MessageSource::MessageSource(const Options& options, std::uint64_t worker)
    : options_(options),
      worker_(worker),
      random_{options.seed * 0x2545f4914f6cdd1dU + worker},
      id_salt_(random_.next()) {
    for (const auto& body : options.templates)
        weights_.push_back((weights_.empty() ? 0 : weights_.back()) + body.weight);
}

void MessageSource::make(Message& message, std::uint64_t number) {
    message.duplicate = message.bad = message.stale = false;
    message.attempt = 0;
    if (!remembered_.empty() && random_.unit() * 100 < options_.duplicates) {
        message = remembered_[random_.next() % remembered_.size()];
        message.duplicate = true;
        message.attempt = 1;
        return;
    }
    const auto weight = std::upper_bound(weights_.begin(), weights_.end() - 1, random_.unit() * weights_.back());
    message.template_index = static_cast<std::size_t>(weight - weights_.begin());
    message.id = uuid(Random{id_salt_ ^ (number << 8U)});
    render(message, number);
    const double percent = random_.unit() * 100;
    message.bad = percent < options_.bad;
    message.stale = !message.bad && percent < options_.bad + options_.stale;
}

void MessageSource::render(Message& message, std::uint64_t number) {
    const BodyTemplate& body = options_.templates[message.template_index];
    const std::string broadcaster = std::to_string(options_.broadcaster_base + random_.next() % options_.broadcasters);
    const std::string user = std::to_string(100'000'000 + random_.next() % 900'000'000);
    const auto subscription = [&] { // stable per type and broadcaster
        return body.subscription.empty() ? uuid(Random{std::hash<std::string>{}(body.type + broadcaster)})
                                         : body.subscription;
    };
    message.body.clear();
    for (const auto& segment : body.segments) {
        message.body += segment.text;
        switch (segment.mark) {
        case Mark::none: break;
        case Mark::id: message.body += message.id; break;
        case Mark::broadcaster: message.body += broadcaster; break;
        case Mark::user: message.body += user; break;
        case Mark::type: message.body += body.type; break;
        case Mark::callback: message.body += options_.url(); break;
        case Mark::number:
            message.body += std::to_string(number * static_cast<std::uint64_t>(options_.threads) + worker_);
            break;
        case Mark::timestamp: message.body += format_time(wall_now()); break;
        case Mark::subscription: message.body += subscription(); break;
        }
    }
}

void MessageSource::remember(const Message& message) {
    constexpr std::size_t most = 4096;
    if (!message.plain() || options_.duplicates <= 0) return;
    if (remembered_.size() < most)
        remembered_.push_back(message);
    else
        remembered_[oldest_++ % most] = message;
}

} // namespace turnout::bench
