#include "tests/bench/loadgen/response.hpp"
#include "tests/bench/loadgen/worker.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>

namespace turnout::bench {

void Worker::want(Connection& connection, std::uint32_t events) {
    if (connection.events == events) return;
    epoll_event event{};
    event.events = events;
    event.data.u64 = static_cast<std::uint64_t>(&connection - connections_.data());
    epoll_ctl(epoll_, connection.events != 0 ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, connection.descriptor, &event);
    connection.events = events;
}

void Worker::back_off(Connection& connection, Nanoseconds delay) {
    connection.phase = Phase::backoff;
    connection.wake = monotonic_now() + delay;
}

void Worker::open(Connection& connection) {
    connection.descriptor = socket(run_.address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    connection.phase = Phase::connecting;
    connection.served = 0;
    connection.began = monotonic_now();
    if (connection.descriptor < 0) return fail(connection, Counter::reset);
    const int on = 1;
    setsockopt(connection.descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const auto* address = reinterpret_cast<const sockaddr*>(&run_.address);
    if (connect(connection.descriptor, address, run_.address_size) < 0 && errno != EINPROGRESS)
        return fail(connection, Counter::reset);
    want(connection, EPOLLIN | EPOLLOUT);
}

void Worker::handshake(Connection& connection) {
    if (!connection.tls) {
        connection.tls.reset(SSL_new(run_.tls.get()));
        SSL_set_fd(connection.tls.get(), connection.descriptor);
        const bool named = options_.host.find_first_not_of("0123456789.[]:") != std::string::npos;
        std::string host = options_.host;
        if (named) SSL_ctrl(connection.tls.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data());
        SSL_set_connect_state(connection.tls.get());
        connection.phase = Phase::handshake;
    }
    const int result = SSL_do_handshake(connection.tls.get());
    if (result == 1) return ready(connection);
    switch (SSL_get_error(connection.tls.get(), result)) {
    case SSL_ERROR_WANT_READ: return want(connection, EPOLLIN);
    case SSL_ERROR_WANT_WRITE: return want(connection, EPOLLIN | EPOLLOUT);
    default: return fail(connection, Counter::reset);
    }
}

void Worker::ready(Connection& connection) {
    const Nanoseconds now = monotonic_now();
    connection.phase = Phase::idle;
    want(connection, EPOLLIN);
    if (connection.has_message) return transmit(connection);
    if (!options_.open_loop() && now >= run_.begin && more(now)) return start(connection, now);
    if (connection.queued) return;
    connection.queued = true;
    idle_.push_back(static_cast<std::size_t>(&connection - connections_.data()));
}

void Worker::write_request(Connection& connection) {
    const Message& message = connection.message;
    const BodyTemplate& body = options_.templates[message.template_index];
    const std::string timestamp = format_time(wall_now() - (message.stale ? 1200 * second : 0));
    std::string& out = connection.out;
    out.clear();
    const auto field = [&](std::string_view name, std::string_view value) {
        out.append(name).append(": ").append(value).append("\r\n");
    };
    out.append("POST ").append(body.path.empty() ? options_.path : body.path).append(" HTTP/1.1\r\n");
    field("Host", options_.host + ":" + options_.port);
    field("User-Agent", "turnout-loadgen/1");
    field("Content-Type", "application/json");
    field("Twitch-Eventsub-Message-Id", message.id);
    field("Twitch-Eventsub-Message-Retry", std::to_string(message.attempt));
    field("Twitch-Eventsub-Message-Type", "notification");
    out += "Twitch-Eventsub-Message-Signature: sha256=";
    signer_.append(out, message.id, timestamp, message.body);
    if (message.bad) out.back() = out.back() == '0' ? '1' : '0';
    out += "\r\n";
    field("Twitch-Eventsub-Message-Timestamp", timestamp);
    field("Twitch-Eventsub-Subscription-Type", body.type);
    field("Twitch-Eventsub-Subscription-Version", body.version);
    field("Twitch-Eventsub-Subscription-Is-Batching-Enabled", "false");
    field("Content-Length", std::to_string(message.body.size()));
    out.append("\r\n").append(message.body);
}

void Worker::transmit(Connection& connection) {
    const Message& message = connection.message;
    write_request(connection);
    connection.in.clear();
    connection.sent = 0;
    connection.phase = Phase::busy;
    connection.began = monotonic_now();
    if (message.measured) {
        ++statistics_[Counter::sent];
        statistics_[Counter::bytes] += connection.out.size();
        statistics_[Counter::duplicate_sent] += message.duplicate ? 1 : 0;
        statistics_[Counter::bad_sent] += message.bad ? 1 : 0;
        statistics_[Counter::stale_sent] += message.stale ? 1 : 0;
        if (options_.open_loop() && (message.duplicate || message.attempt == 0))
            statistics_.lag.record(connection.began - message.due);
    } else {
        ++statistics_[Counter::warmup_sent];
    }
    flush(connection);
}

void Worker::flush(Connection& connection) {
    while (connection.sent < connection.out.size()) {
        const Transferred written = connection.write();
        if (written.stall == Stall::again) return want(connection, EPOLLIN | EPOLLOUT);
        if (written.bytes == 0) return fail(connection, Counter::reset);
        connection.sent += written.bytes;
    }
    want(connection, EPOLLIN);
}

void Worker::receive(Connection& connection) {
    for (bool keep = true;;) {
        const Transferred read = connection.read();
        if (read.stall == Stall::again) return;
        if (connection.phase != Phase::busy) { // the server closes an idle connection, or talks out of turn
            const Nanoseconds delay = connection.phase == Phase::waiting ? connection.wake - monotonic_now() : 0;
            connection.close();
            ++statistics_[read.bytes > 0 ? Counter::protocol : Counter::reconnects];
            return back_off(connection, delay);
        }
        const int status =
            read.stall == Stall::broken ? 0 : parse_response(connection.in, read.stall == Stall::ended, keep);
        if (status > 0) {
            const bool whole = connection.sent == connection.out.size();
            return finish(connection, status, keep && read.bytes > 0 && whole);
        }
        if (status < 0) return fail(connection, Counter::protocol);
        if (read.bytes == 0) return fail(connection, Counter::reset);
    }
}

void Worker::count_answer(Message& message, int status, bool again, Nanoseconds began) {
    if (!message.measured) return;
    const Nanoseconds now = monotonic_now();
    ++statistics_.by_status[status];
    statistics_.service.record(now - began);
    if (!again) statistics_.latency.record(now - message.due);
    statistics_.last_answer = now;
    if (status / 100 == 2) {
        ++statistics_[message.bad         ? Counter::bad_accepted
                      : message.stale     ? Counter::stale_accepted
                      : message.duplicate ? Counter::duplicate_accepted
                                          : Counter::good_accepted];
    } else if (message.plain() && !again) {
        ++statistics_[Counter::good_refused];
    }
}

void Worker::finish(Connection& connection, int status, bool keep) {
    Message& message = connection.message;
    const bool accepted = status / 100 == 2;
    const bool again = !accepted && message.plain() && message.attempt < options_.retry;
    count_answer(message, status, again, connection.began);
    if (accepted && !message.bad && !message.stale) {
        if (!options_.duplicate_sent) source_.remember(message);
        if (run_.acknowledged.on()) acknowledged_ += message.id + '\n';
        if (acknowledged_.size() > 65536) run_.acknowledged.write(acknowledged_);
    }
    if (!again) {
        connection.has_message = false;
        --busy_;
    }
    const bool reuse = keep && ++connection.served != options_.connection_requests;
    if (!reuse) {
        connection.close();
        ++statistics_[Counter::reconnects];
    }
    if (again) {
        ++message.attempt;
        ++statistics_[Counter::retries];
        connection.phase = reuse ? Phase::waiting : Phase::backoff;
        connection.wake = monotonic_now() + from_seconds(options_.retry_delay);
    } else if (reuse) {
        ready(connection);
    } else {
        open(connection);
    }
}

void Worker::fail(Connection& connection, Counter kind) {
    const bool busy = connection.phase == Phase::busy;
    Message& message = connection.message;
    const bool again = busy && message.plain() && message.attempt < options_.retry;
    connection.close();
    if (!busy) {
        ++statistics_[Counter::connect_failures];
        return back_off(connection, 50 * millisecond);
    }
    if (message.measured) {
        ++statistics_[kind];
        if (kind == Counter::timeout && !again) statistics_.latency.record(monotonic_now() - message.due);
    }
    if (again) {
        ++message.attempt;
        ++statistics_[Counter::retries];
        return back_off(connection, from_seconds(options_.retry_delay));
    }
    connection.has_message = false;
    --busy_;
    back_off(connection, millisecond);
}

void Worker::on_event(Connection& connection, std::uint32_t events) {
    if (connection.phase == Phase::connecting) {
        int problem = 0;
        socklen_t size = sizeof problem;
        getsockopt(connection.descriptor, SOL_SOCKET, SO_ERROR, &problem, &size);
        if (problem != 0) return fail(connection, Counter::reset);
        return options_.tls ? handshake(connection) : ready(connection);
    }
    if (connection.phase == Phase::handshake) return handshake(connection);
    if (connection.phase == Phase::busy && (events & EPOLLOUT) != 0) flush(connection);
    if (connection.descriptor >= 0 && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) receive(connection);
}

} // namespace turnout::bench
