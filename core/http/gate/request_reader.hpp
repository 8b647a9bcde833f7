// From the bytes of a connection to one complete, checked request.
#pragma once
#include "core/http/gate/request.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <cstddef>
#include <string>
#include <string_view>

namespace turnout::http {

/// Reads one request. Derives from Beast's basic_parser (the base of its request_parser: the same strict grammar and
/// framing checks), so that the canonical form is written while parsing, without a container of fields in between.
/// What Beast lets pass and we do not: folded fields, lists and repetitions of lengths, trailers, chunk extensions,
/// targets that are no path, bare LF (Beast would wait for more), chunked HTTP/1.0.
/// Not thread-safe; belongs to whoever owns the connection. May throw std::bad_alloc; is useless afterwards.
class RequestReader final : public boost::beast::http::basic_parser<true> {
public:
    explicit RequestReader(const Limits& limits);

    /// Consumes bytes and returns how many; call again with the rest in front of what comes next.
    std::size_t feed(std::string_view input);

    bool complete() const { return is_done(); }

    int refused() const { return status_; } ///< 0, or the status to answer; then the reader is useless

    const char* reason() const { return reason_; } ///< static text

    bool wants_continue() const { return expects_continue_ && is_header_done() && !is_done(); }

    void continued() { expects_continue_ = false; }

    std::size_t memory() const { return line_.capacity() + request_.memory(); }

    Request take(); ///< when complete()

private:
    using error_code = boost::beast::error_code;
    using string_view = boost::beast::string_view;

    void on_request_impl(boost::beast::http::verb verb, string_view method, string_view target, int version,
                         error_code& ec) override;
    void on_response_impl(int status, string_view reason, int version, error_code& ec) override;
    void on_field_impl(boost::beast::http::field field, string_view name, string_view value, error_code& ec) override;
    void on_header_impl(error_code& ec) override;
    void on_body_init_impl(boost::optional<std::uint64_t> const& length, error_code& ec) override;
    std::size_t on_body_impl(string_view body, error_code& ec) override;
    void on_chunk_header_impl(std::uint64_t size, string_view extensions, error_code& ec) override;
    std::size_t on_chunk_body_impl(std::uint64_t remain, string_view body, error_code& ec) override;
    void on_finish_impl(error_code& ec) override;

    void refuse(int status, const char* reason, error_code& ec);
    bool scan_line_ends(std::string_view input); ///< false: a line of the header ends in a bare LF
    void explain(const error_code& ec);          ///< the parser's own refusal
    bool is_folded(std::string_view name) const;
    void read_framing_field(std::size_t field, std::string_view value, error_code& ec);
    void keep_field(Field field, std::string_view value);
    void write_head(std::uint64_t body_size);

    const Limits limits_;
    const char* input_end_ = nullptr; ///< of the feed() in progress
    std::size_t scanned_ = 0;         ///< header bytes that scan_line_ends() has seen
    std::string line_;                ///< request line, until the length of the body is known
    Request request_;
    unsigned framing_seen_ = 0; ///< one bit per framing field
    int version_ = 11;
    int status_ = 0;
    const char* reason_ = "";
    bool expects_continue_ = false;
};

} // namespace turnout::http
