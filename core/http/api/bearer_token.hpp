// The token that a client of the API shows.
#pragma once
#include <array>
#include <mutex>
#include <string_view>

namespace turnout::http {

/// Keeps a digest of the token only. Any thread.
class BearerToken {
public:
    /// Throws std::runtime_error if it is empty.
    explicit BearerToken(std::string_view token);

    /// From now on the other one's token is the right one.
    void set(const BearerToken& other) noexcept;

    /// `authorization`: the value of that header, "Bearer TOKEN". Takes the same time wherever a wrong token differs
    /// from the right one, and whatever its length.
    bool accepts(std::string_view authorization) const;

private:
    using Digest = std::array<unsigned char, 32>;

    static Digest digest_of(std::string_view token);
    Digest digest() const noexcept;

    mutable std::mutex mutex_;
    Digest digest_; ///< guarded by mutex_
};

} // namespace turnout::http
