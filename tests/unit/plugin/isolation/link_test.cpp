#include "core/plugin/isolation/link.hpp"
#include "core/plugin/isolation/mailbox.hpp"
#include "core/plugin/isolation/wire.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <string>

using namespace turnout::plugins::isolation;
using turnout::plugins::Descriptor;

namespace {

std::string receive(Link& link) {
    std::string_view packet;
    REQUIRE(link.receive(packet, Link::Wait::no) == Link::Received::packet);
    return std::string{packet};
}

/// Sends bytes, and perhaps a descriptor, as a faulty program might.
void send_raw(const Link& link, std::string bytes, int descriptor = -1) {
    iovec part{bytes.data(), bytes.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))]{};
    if (descriptor >= 0) {
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        auto* header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof descriptor);
        std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    }
    REQUIRE(::sendmsg(link.descriptor(), &message, MSG_NOSIGNAL) >= 0);
}

} // namespace

TEST_CASE("link: packets of every size arrive whole and in order") {
    auto [left, right] = Link::make_pair();
    for (const std::size_t size : {0UL, 1UL, 1000UL, Link::largest_packet, Link::largest_packet + 1, 800UL * 1024}) {
        CAPTURE(size);
        const std::string sent(size, 'x');
        REQUIRE(left.send(sent, Link::Wait::no) == Link::Sent::yes);
        REQUIRE(left.send("next", Link::Wait::no) == Link::Sent::yes);
        CHECK(receive(right) == sent);
        CHECK(receive(right) == "next");
    }
    std::string_view packet;
    CHECK(right.receive(packet, Link::Wait::no) == Link::Received::nothing);
}

TEST_CASE("link: the end of the other side is seen, after what it said") {
    auto [left, right] = Link::make_pair();
    REQUIRE(left.send("last words", Link::Wait::no) == Link::Sent::yes);
    { const Link gone = std::move(left); }
    CHECK(receive(right) == "last words");
    std::string_view packet;
    CHECK(right.receive(packet, Link::Wait::yes) == Link::Received::end);
    CHECK(right.send("hello?", Link::Wait::no) == Link::Sent::gone);
}

TEST_CASE("link: what is no packet is an error") {
    auto [left, right] = Link::make_pair();
    std::string_view packet;
    send_raw(left, "Xunknown mark");
    CHECK_THROWS_AS(right.receive(packet, Link::Wait::no), WireError);
    send_raw(left, "M"); // memory without memory
    CHECK_THROWS_AS(right.receive(packet, Link::Wait::no), WireError);
    const Descriptor file{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
    send_raw(left, "M", file.get()); // a file that is no memory
    CHECK_THROWS_AS(right.receive(packet, Link::Wait::no), WireError);
    send_raw(left, "B", file.get()); // bytes that bring a file
    CHECK_THROWS_AS(right.receive(packet, Link::Wait::no), WireError);
    send_raw(left, std::string(Link::largest_packet + 2, 'B')); // more than fits
    CHECK_THROWS_AS(right.receive(packet, Link::Wait::no), WireError);
    CHECK(left.send("fine", Link::Wait::no) == Link::Sent::yes);
    CHECK(receive(right) == "fine");
    // The host takes no message that no plugin could cause, and no second descriptor.
    REQUIRE(right.send(std::string(Link::largest_of_runner + 1, 'x'), Link::Wait::no) == Link::Sent::yes);
    CHECK_THROWS_AS(left.receive(packet, Link::Wait::no), WireError);
}

TEST_CASE("link: what a process said before it ended without reading is read") {
    auto [left, right] = Link::make_pair();
    REQUIRE(left.send("never read", Link::Wait::no) == Link::Sent::yes);
    REQUIRE(right.send("answer", Link::Wait::no) == Link::Sent::yes);
    { const Link gone = std::move(right); } // with something unread: the other side hears of a reset
    CHECK(receive(left) == "answer");
    std::string_view packet;
    CHECK(left.receive(packet, Link::Wait::no) == Link::Received::end);
}

TEST_CASE("mailbox: what waits goes along with the next one, in one packet") {
    auto [left, right] = Link::make_pair();
    Mailbox mail{[] {}};
    mail.connect(left, "first");
    CHECK(receive(right) == "first");
    mail.post("a", Mailbox::When::with_the_next);
    mail.post("b", Mailbox::When::with_the_next);
    CHECK(mail.waits());
    std::string_view packet;
    CHECK(right.receive(packet, Link::Wait::no) == Link::Received::nothing);
    mail.post("c", Mailbox::When::now);
    CHECK(receive(right) == "abc");
    CHECK_FALSE(mail.waits());
    mail.disconnect();
}

TEST_CASE("mailbox: what waits is forgotten with its link, and so is what comes without one") {
    auto [left, right] = Link::make_pair();
    Mailbox mail{[] {}};
    mail.post("before", Mailbox::When::now);
    mail.connect(left, "begin");
    mail.post("held", Mailbox::When::with_the_next);
    mail.disconnect();
    mail.connect(left, "again");
    mail.post("more", Mailbox::When::now);
    CHECK(receive(right) == "begin");
    CHECK(receive(right) == "again");
    CHECK(receive(right) == "more");
    mail.disconnect();
}

TEST_CASE("mailbox: nobody waits for a process that does not read, and nothing is lost when it does") {
    auto [left, right] = Link::make_pair();
    std::atomic<int> stalled{0};
    Mailbox mail{[&] { ++stalled; }};
    mail.connect(left, "0");
    const std::string large(20'000, 'x');
    int posted = 0;
    while (stalled == 0) {
        REQUIRE(posted < 10'000);
        mail.post(large + std::to_string(++posted) + ";", Mailbox::When::now);
    }
    CHECK(mail.stuffed());
    std::string all;
    for (std::string_view packet; right.receive(packet, Link::Wait::no) == Link::Received::packet; mail.flush())
        all += packet;
    CHECK_FALSE(mail.waits());
    CHECK(all.find("x" + std::to_string(posted) + ";") != std::string::npos);
    CHECK(static_cast<int>(std::count(all.begin(), all.end(), ';')) == posted);
    mail.disconnect();
}

TEST_CASE("mailbox: a link whose other side is gone is told") {
    auto [left, right] = Link::make_pair();
    int stalled = 0;
    Mailbox mail{[&] { ++stalled; }};
    mail.connect(left, {});
    { const Link gone = std::move(right); }
    mail.post("event", Mailbox::When::now);
    CHECK(stalled == 1);
    CHECK(mail.failure() == "it does not listen any more");
    mail.disconnect();
    CHECK_FALSE(mail.waits());
}
