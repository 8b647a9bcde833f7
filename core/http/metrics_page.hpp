// What the host counts, for a monitoring system.
#pragma once
#include <string>

namespace turnout::http {

class MetricsPage {
public:
    MetricsPage() = default;
    MetricsPage(const MetricsPage&) = delete;
    MetricsPage& operator=(const MetricsPage&) = delete;
    virtual ~MetricsPage() = default;

    /// Prometheus' text format 0.0.4. Threads "admin-worker", several at a time; may block for a moment. No secrets.
    virtual std::string text() const = 0;
};

} // namespace turnout::http
