#include "tests/unit/http/odd_requests.hpp"

namespace turnout::test {
namespace {

using namespace std::string_literals;

const std::string post = "POST /x HTTP/1.1\r\nHost: h\r\n";
const std::string get = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";
const std::string smuggled = "POST /smuggled HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n";
const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";

OddRequest refused(std::string name, std::string bytes, int status = 400) {
    return {std::move(name), std::move(bytes), status, {}, true};
}

OddRequest fine(std::string name, std::string bytes, std::vector<std::string> executed, bool closes = false) {
    return {std::move(name), std::move(bytes), 200, std::move(executed), closes};
}

void add_lengths(std::vector<OddRequest>& all) {
    for (const char* length : {"1,0", "2, 2", "2,2", "-5", "+5", "0x2", "2x", "2.0", "1e1", " ", "\"2\"", "2 2", "\t",
                               "99999999999999999999", "18446744073709551617", "\xd9\xa2"})
        all.push_back(refused("length "s + length, post + "Content-Length: " + length + "\r\n\r\nhi"));
    all.push_back(refused("same length twice", post + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nhi"));
    all.push_back(refused("two lengths", post + "Content-Length: 2\r\nContent-Length: 70\r\n\r\nhi" + smuggled));
    all.push_back(refused("two lengths, other case", post + "Content-Length: 2\r\ncontent-length: 3\r\n\r\nhi!"));
    all.push_back(refused("space before the colon", post + "Content-Length : 2\r\n\r\nhi"));
    all.push_back(refused("POST without a length", post + "\r\n", 411));
    all.push_back(refused("promises too much", post + "Content-Length: 524289\r\n\r\n", 413));
    all.push_back(refused("promises far too much", post + "Content-Length: 9223372036854775807\r\n\r\n", 413));
    all.push_back(fine("length with zeros before", post + "Content-Length: 002\r\n\r\nhi", {"POST /x [hi]"}));
    all.push_back(fine("length zero", post + "Content-Length: 0\r\n\r\n", {"POST /x []"}));
    all.push_back(
        fine("GET with a body", "GET /x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi", {"GET /x [hi]"}));
}

void add_codings(std::vector<OddRequest>& all) {
    for (const char* coding : {"chunked, chunked", "gzip, chunked", "chunked, gzip", "identity", "gzip", "xchunked",
                               "chunked;q=1", "\"chunked\"", "chunked\x0b", ""})
        all.push_back(refused("coding "s + coding, post + "Transfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n"));
    all.push_back(
        refused("coding twice", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
    all.push_back(refused("length, then coding",
                          post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled));
    all.push_back(refused("coding, then length",
                          post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + smuggled));
    all.push_back(
        refused("chunked HTTP/1.0", "POST /x HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
    all.push_back(
        fine("coding in capitals", post + "Transfer-Encoding: CHUNKED\r\n\r\n2\r\nhi\r\n0\r\n\r\n", {"POST /x [hi]"}));
}

void add_chunks(std::vector<OddRequest>& all) {
    all.push_back(fine("two chunks", chunked + "2\r\nhi\r\n1\r\n!\r\n0\r\n\r\n", {"POST /x [hi!]"}));
    all.push_back(fine("no chunk", chunked + "0\r\n\r\n", {"POST /x []"}));
    all.push_back(fine("chunk size in capitals", chunked + "0A\r\n0123456789\r\n0\r\n\r\n", {"POST /x [0123456789]"}));
    all.push_back(refused("trailer", chunked + "2\r\nhi\r\n0\r\nX: y\r\n\r\n"));
    all.push_back(refused("trailer with a length", chunked + "0\r\nContent-Length: 60\r\n\r\n" + smuggled));
    all.push_back(refused("chunk extension", chunked + "2;a=b\r\nhi\r\n0\r\n\r\n"));
    all.push_back(refused("chunk size with 0x", chunked + "0x2\r\nhi\r\n0\r\n\r\n"));
    all.push_back(refused("chunk size below zero", chunked + "-2\r\nhi\r\n0\r\n\r\n"));
    all.push_back(refused("chunk size of 17 digits", chunked + "10000000000000002\r\nhi\r\n0\r\n\r\n"));
    all.push_back(refused("chunk size missing", chunked + "\r\nhi\r\n0\r\n\r\n"));
    all.push_back(refused("chunk longer than it says", chunked + "2\r\nhi!\r\n0\r\n\r\n"));
    all.push_back(refused("chunk ends in LF", chunked + "2\r\nhi\n0\r\n\r\n"));
    all.push_back(refused("chunk header too long", chunked + std::string(17000, '0')));
    all.push_back(refused("chunk promises too much", chunked + "80001\r\n", 413));
    std::string large = chunked;
    for (int i = 0; i < 9; ++i) large += "10000\r\n" + std::string(65536, 'a') + "\r\n";
    all.push_back(refused("chunks become too much", large, 413));
}

void add_lines(std::vector<OddRequest>& all) {
    all.push_back(refused("bare LF everywhere", "GET /x HTTP/1.1\nHost: h\n\n"));
    all.push_back(refused("bare LF in one line", "GET /x HTTP/1.1\r\nHost: h\nX: y\r\n\r\n"));
    all.push_back(refused("bare CR in a value", "GET /x HTTP/1.1\r\nHost: h\r\nX: a\rb\r\n\r\n"));
    all.push_back(refused("NUL in a value", "GET /x HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n"s));
    all.push_back(refused("NUL in a name", "GET /x HTTP/1.1\r\nHost: h\r\nX\0Y: b\r\n\r\n"s));
    all.push_back(refused("NUL in the target", "GET /x\0y HTTP/1.1\r\nHost: h\r\n\r\n"s));
    all.push_back(refused("folded field", post + "X: a\r\n Content-Length: 2\r\n\r\nhi"));
    all.push_back(refused("folded after nothing", post + "X:\r\n\tb\r\nContent-Length: 2\r\n\r\nhi"));
    all.push_back(refused("folded Host", "GET /x HTTP/1.1\r\nHost:\r\n h\r\n\r\n"));
    all.push_back(refused("field without a colon", "GET /x HTTP/1.1\r\nHost: h\r\nnonsense\r\n\r\n"));
    all.push_back(refused("field without a name", "GET /x HTTP/1.1\r\nHost: h\r\n: y\r\n\r\n"));
    all.push_back(refused("space in a name", "GET /x HTTP/1.1\r\nHost: h\r\nX Y: z\r\n\r\n"));
    all.push_back(refused("starts with an empty line", "\r\nGET /x HTTP/1.1\r\nHost: h\r\n\r\n"));
    all.push_back(refused("TLS on a plain port", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s));
    all.push_back(
        refused("header too large", "GET /x HTTP/1.1\r\nHost: h\r\nX: " + std::string(17000, 'a') + "\r\n\r\n", 431));
    std::string many = "GET /x HTTP/1.1\r\nHost: h\r\n";
    for (int i = 0; i < 2000; ++i) many += "X: aaaaaa\r\n";
    all.push_back(refused("too many fields", many + "\r\n", 431));
    all.push_back(fine("fields we do not know", "GET /x HTTP/1.1\r\nHost: h\r\nX: =?utf-8?Q?y?=\r\nX: \xc3\xa9\r\n\r\n",
                       {"GET /x []"}));
}

void add_request_lines(std::vector<OddRequest>& all) {
    all.push_back(refused("absolute target", "GET http://h/x HTTP/1.1\r\nHost: h\r\n\r\n"));
    all.push_back(refused("authority target", "CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n"));
    all.push_back(refused("asterisk target", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n"));
    all.push_back(refused("no target", "GET HTTP/1.1\r\nHost: h\r\n\r\n"));
    all.push_back(refused("target not ASCII", "GET /\xc3\xa9 HTTP/1.1\r\nHost: h\r\n\r\n"));
    all.push_back(refused("space in the target", "GET /x y HTTP/1.1\r\nHost: h\r\n\r\n"));
    all.push_back(refused("target too long", "GET /" + std::string(5000, 'x') + " HTTP/1.1\r\nHost: h\r\n\r\n", 414));
    all.push_back(refused("method too long", std::string(20, 'M') + " /x HTTP/1.1\r\nHost: h\r\n\r\n"));
    all.push_back(refused("HTTP/0.9", "GET /x\r\n\r\n"));
    all.push_back(refused("HTTP/2.0", "GET /x HTTP/2.0\r\nHost: h\r\n\r\n"));
    all.push_back(refused("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
    all.push_back(refused("version in small letters", "GET /x http/1.1\r\nHost: h\r\n\r\n"));
    all.push_back(refused("no Host", "GET /x HTTP/1.1\r\n\r\n"));
    all.push_back(refused("two Hosts", "GET /x HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n"));
    all.push_back(refused("expectation that nobody knows", post + "Content-Length: 2\r\nExpect: magic\r\n\r\nhi", 417));
    all.push_back(refused("Upgrade to h2c without Host", "GET /x HTTP/1.1\r\nUpgrade: h2c\r\n\r\n"));
    all.push_back(fine("HTTP/1.0", "GET /x HTTP/1.0\r\n\r\n" + get, {"GET /x []"}, true));
    all.push_back(
        fine("HTTP/1.0 that would stay", "GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", {"GET /x []"}, true));
    all.push_back(fine("method that nobody knows", "BREW /x HTTP/1.1\r\nHost: h\r\n\r\n", {"BREW /x []"}));
    all.push_back(fine("query", "GET /x?a=%00&b HTTP/1.1\r\nHost: h\r\n\r\n", {"GET /x?a=%00&b []"}));
}

void add_sequences(std::vector<OddRequest>& all) {
    all.push_back(fine("pipelined", get + post + "Content-Length: 2\r\n\r\nhi" + get,
                       {"GET /x []", "POST /x [hi]", "GET /x []"}));
    all.push_back(fine("nothing after Connection: close",
                       "GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n" + smuggled, {"GET /x []"}, true));
    all.push_back(fine("a body that looks like a request",
                       post + "Content-Length: " + std::to_string(smuggled.size()) + "\r\n\r\n" + smuggled,
                       {"POST /x [" + smuggled + "]"}));
    all.push_back({"nonsense after a good one", get + "nonsense\r\n\r\n", 200, {"GET /x []"}, true});
    all.push_back({"bytes after the body", post + "Content-Length: 2\r\n\r\nhi!\r\n\r\n", 200, {"POST /x [hi]"}, true});
}

} // namespace

std::vector<OddRequest> odd_requests() {
    std::vector<OddRequest> all;
    add_lengths(all);
    add_codings(all);
    add_chunks(all);
    add_lines(all);
    add_request_lines(all);
    add_sequences(all);
    return all;
}

} // namespace turnout::test
