// Whatever comes over a connection, in whatever pieces: the reader refuses it, waits for more, or has a request that is
// what it says. The first bytes of the input choose the pieces.
#include "core/http/gate/request_reader.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

void check(const turnout::http::Request& request) {
    require(!request.method().empty() && request.target().starts_with('/'));
    require(request.target().find_first_of(" \r\n") == std::string_view::npos);
    require(request.wire().size() == request.head() + request.body().size());
    require(request.body().size() <= turnout::http::Limits{}.body);
    // What POCO reads holds exactly one Content-Length, and it is right.
    const std::string_view head = request.wire().substr(0, request.head());
    require(head.ends_with("\r\nContent-Length: " + std::to_string(request.body().size()) + "\r\n\r\n"));
    require(std::count(head.begin(), head.end(), '\n') == 3);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::size_t first = data[0] + 1U, others = data[1] + 1U;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
    const turnout::http::Limits limits;
    turnout::http::RequestReader reader(limits);
    std::string pending;
    std::size_t piece = first;
    for (std::size_t at = 0; at < bytes.size(); piece = others) {
        const std::string input = pending + std::string(bytes.substr(at, piece));
        at += std::min(piece, bytes.size() - at);
        const std::size_t used = reader.feed(input);
        require(used <= input.size());
        if (reader.refused() != 0) {
            require(reader.refused() >= 400 && *reader.reason() != '\0');
            return 0;
        }
        pending = input.substr(used);
        if (!reader.complete()) continue;
        check(reader.take());
        return 0;
    }
    return 0;
}
