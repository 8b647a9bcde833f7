// Answers that are formatted once and sent often.
#pragma once
#include <string>
#include <string_view>

namespace turnout::http {

/// "OK", "Not Found"; "Error" for a status that nobody here uses.
std::string_view phrase_of(int status);

/// A whole HTTP answer, as it is sent on a connection that stays and on one that ends. Immutable, any thread.
class Answer {
public:
    /// `fields`: further header lines, each with its CRLF. A `text` of the media type `type` is sent with its exact
    /// length; 204 has none.
    explicit Answer(int status, std::string_view text = {}, std::string_view fields = {},
                    std::string_view type = "text/plain");

    int status() const { return status_; }

    /// With `Connection: close` unless `keep_alive`; without the text if `head_only`.
    std::string_view bytes(bool keep_alive, bool head_only = false) const;

private:
    int status_;
    std::size_t text_size_;
    std::string staying_, ending_;
};

/// "reason\n" with a status; a 503 says Retry-After. What the gate and the handlers refuse with.
Answer refusal(int status, std::string_view reason);

} // namespace turnout::http
