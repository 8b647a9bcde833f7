#include "core/http/gate/request_reader.hpp"

#include "core/http/gate/field_table.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <cstring>
#include <utility>

namespace turnout::http {
namespace beast_http = boost::beast::http;

namespace {

constexpr std::size_t longest_method = 16, longest_length = 19, shortest_chunked_rest = 5;
constexpr std::size_t first_reservation = std::size_t{16} * 1024; // a promised length alone must not cost memory

constexpr unsigned bit(FramingField field) {
    return 1U << static_cast<unsigned>(field);
}

bool is_number(std::string_view text) {
    return !text.empty() && text.size() <= longest_length &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view view(boost::beast::string_view text) {
    return {text.data(), text.size()};
}

} // namespace

RequestReader::RequestReader(const Limits& limits) : limits_(limits) {
    header_limit(limits.header);
    body_limit(limits.body);
    eager(true);
}

void RequestReader::refuse(int status, const char* reason, error_code& ec) {
    status_ = status;
    reason_ = reason;
    ec = beast_http::error::bad_field;
}

std::size_t RequestReader::feed(std::string_view input) {
    error_code ec;
    if (!is_header_done() && !scan_line_ends(input)) {
        refuse(400, "malformed header", ec);
        return 0;
    }
    // Beast 1.81 asserts that a last chunk comes with all of its "0 CR LF CR LF". No chunked body ends in less.
    if (is_header_done() && chunked() && input.size() < shortest_chunked_rest) return 0;
    input_end_ = input.data() + input.size();
    const std::size_t used = put(boost::asio::const_buffer(input.data(), input.size()), ec);
    if (ec && ec != beast_http::error::need_more) explain(ec);
    // A line or chunk header that never ends is bounded here, not only in Beast.
    else if (!is_done() && input.size() - used >= limits_.header)
        is_header_done() ? refuse(400, "chunk header too long", ec) : refuse(431, "header too large", ec);
    return used;
}

void RequestReader::explain(const error_code& ec) {
    if (status_ != 0) return; // refused by us
    error_code ignored;
    if (ec == beast_http::error::header_limit)
        refuse(431, "header too large", ignored);
    else if (ec == beast_http::error::body_limit)
        refuse(413, "body too large", ignored);
    else
        refuse(400, is_header_done() ? "malformed body" : "malformed header", ignored);
}

// Beast looks for the empty line before it looks at anything else, so a header that ends its lines in LF alone, or is
// no HTTP at all, would only be noticed when its time is over. `input` begins where the header begins.
bool RequestReader::scan_line_ends(std::string_view input) {
    if (scanned_ == 0 && !input.empty() && (input.front() < 'A' || input.front() > 'z')) return false;
    for (;;) {
        const std::size_t at = input.find('\n', scanned_);
        if (at == std::string_view::npos) break;
        if (at == 0 || input[at - 1] != '\r') return false;
        if (at >= 3 && input[at - 2] == '\n') break; // the empty line: what follows is body
        scanned_ = at + 1;
    }
    if (scanned_ == 0 && !input.empty()) scanned_ = 1;
    return true;
}

Request RequestReader::take() {
    return std::move(request_);
}

void RequestReader::on_request_impl(beast_http::verb /*verb*/, string_view method, string_view target, int version,
                                    error_code& ec) {
    if (method.size() > longest_method) return refuse(400, "method too long", ec);
    if (target.size() > limits_.target) return refuse(414, "target too long", ec);
    if (target.empty() || target.front() != '/' || !is_plain_ascii(view(target)))
        return refuse(400, "target is no path", ec); // also the absolute, authority and * forms
    version_ = version;
    request_.method_size_ = method.size();
    request_.target_size_ = target.size();
    line_.append(view(method)).append(1, ' ').append(view(target)).append(" HTTP/1.1\r\n");
}

void RequestReader::on_response_impl(int /*status*/, string_view /*reason*/, int /*version*/, error_code& /*ec*/) {
}

void RequestReader::on_field_impl(beast_http::field /*field*/, string_view name, string_view value, error_code& ec) {
    if (is_header_done()) return refuse(400, "trailer", ec);
    if (is_folded(view(name))) return refuse(400, "folded field", ec);
    if (const auto framing = find_framing_field(view(name)))
        return read_framing_field(static_cast<std::size_t>(*framing), view(value), ec);
    if (const auto known = find_field(view(name))) keep_field(*known, view(value));
}

void RequestReader::read_framing_field(std::size_t field, std::string_view value, error_code& ec) {
    const auto framing = static_cast<FramingField>(field);
    if ((framing_seen_ & bit(framing)) != 0) return refuse(400, "repeated field", ec);
    framing_seen_ |= bit(framing);
    switch (framing) {
    case FramingField::host:
        if (!is_plain_ascii(value)) refuse(400, "Host", ec);
        break;
    case FramingField::content_length: // Beast takes "2, 2"
        if (!is_number(value)) refuse(400, "Content-Length", ec);
        break;
    case FramingField::transfer_encoding:
        if (!equal_without_case(value, "chunked")) refuse(400, "Transfer-Encoding", ec);
        break;
    case FramingField::expect:
        if (!equal_without_case(value, "100-continue")) return refuse(417, "expectation", ec);
        expects_continue_ = true;
        break;
    }
}

// Whether a flaw matters is the handler's to say: GET / needs none of these fields.
void RequestReader::keep_field(Field field, std::string_view value) {
    Request::Slot& slot = request_.slots_[static_cast<std::size_t>(field)];
    if (slot.state != FieldState::absent)
        slot = {0, 0, FieldState::repeated};
    else if (value.empty())
        slot.state = FieldState::empty;
    else if (value.size() > limits_.field_value)
        slot.state = FieldState::too_long;
    else if (!is_plain_ascii(value))
        slot.state = FieldState::not_ascii;
    else {
        slot = {static_cast<std::uint32_t>(request_.values_.size()), static_cast<std::uint16_t>(value.size()),
                FieldState::good};
        if (request_.values_.empty()) request_.values_.reserve(limits_.field_value);
        request_.values_.append(value);
    }
}

// Beast joins folded lines. It has looked at the byte after the line's end already, so that is in the input.
bool RequestReader::is_folded(std::string_view name) const {
    const char* begin = name.data() + name.size();
    const auto* end = static_cast<const char*>(std::memchr(begin, '\r', static_cast<std::size_t>(input_end_ - begin)));
    return end == nullptr || end + 2 >= input_end_ || end[2] == ' ' || end[2] == '\t';
}

void RequestReader::on_header_impl(error_code& ec) {
    const bool length = (framing_seen_ & bit(FramingField::content_length)) != 0;
    const bool coding = (framing_seen_ & bit(FramingField::transfer_encoding)) != 0;
    if ((framing_seen_ & bit(FramingField::host)) == 0 && version_ >= 11) return refuse(400, "no Host", ec);
    if (length && coding) return refuse(400, "two framings", ec);
    if (coding && (!chunked() || version_ < 11)) return refuse(400, "Transfer-Encoding", ec);
    if (limits_.length_needed && !length && !coding && line_.compare(0, 5, "POST ") == 0)
        return refuse(411, "length required", ec);
    request_.keep_alive_ = keep_alive() && version_ >= 11;
    if (version_ < 11) expects_continue_ = false; // RFC 9110: an expectation in HTTP/1.0 is ignored
}

void RequestReader::write_head(std::uint64_t body_size) {
    std::string& wire = request_.wire_;
    const std::string body = std::move(wire); // empty unless the request was chunked
    wire.clear();
    wire.reserve(line_.size() + 64 + std::min<std::uint64_t>(body_size, first_reservation));
    wire.append(line_);
    if (!request_.keep_alive_ && limits_.session_per_request) wire.append("Connection: close\r\n");
    wire.append("Content-Length: ").append(std::to_string(body_size)).append("\r\n\r\n");
    request_.head_ = wire.size();
    wire.append(body);
    line_ = {};
}

void RequestReader::on_body_init_impl(boost::optional<std::uint64_t> const& length, error_code& /*ec*/) {
    if (!chunked()) write_head(length ? *length : 0);
}

std::size_t RequestReader::on_body_impl(string_view body, error_code& /*ec*/) {
    request_.wire_.append(view(body));
    return body.size();
}

void RequestReader::on_chunk_header_impl(std::uint64_t /*size*/, string_view extensions, error_code& ec) {
    if (!extensions.empty()) refuse(400, "chunk extension", ec);
}

std::size_t RequestReader::on_chunk_body_impl(std::uint64_t /*remain*/, string_view body, error_code& /*ec*/) {
    request_.wire_.append(view(body));
    return body.size();
}

void RequestReader::on_finish_impl(error_code& /*ec*/) {
    if (request_.head_ == 0) write_head(request_.wire_.size());
}

} // namespace turnout::http
