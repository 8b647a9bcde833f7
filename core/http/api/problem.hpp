// Why a request to the API is not done.
#pragma once
#include <stdexcept>
#include <string>
#include <utility>

namespace turnout::http {

/// Answered as {"error": ..., "advice": ...} with its status.
class Problem : public std::runtime_error {
public:
    /// `error`: what is the matter; `advice`: what to do about it. One sentence each, without secrets.
    Problem(int status, const std::string& error, std::string advice)
        : runtime_error(error),
          status_(status),
          advice_(std::move(advice)) {}

    int status() const { return status_; }

    const std::string& advice() const { return advice_; }

private:
    int status_;
    std::string advice_;
};

} // namespace turnout::http
