// Whether the host can do its work.
#pragma once
#include <string>
#include <vector>

namespace turnout::http {

class Readiness {
public:
    Readiness() = default;
    Readiness(const Readiness&) = delete;
    Readiness& operator=(const Readiness&) = delete;
    virtual ~Readiness() = default;

    /// Why not, one line each, for a person to act on; empty: ready. Threads "admin-worker", several at a time; may
    /// block for a moment. No secrets.
    virtual std::vector<std::string> reasons() const = 0;
};

} // namespace turnout::http
