// One thread with its share of the connections and of the messages.
#pragma once
#include "tests/bench/loadgen/connection.hpp"
#include "tests/bench/loadgen/message_source.hpp"
#include "tests/bench/loadgen/run.hpp"
#include "tests/bench/loadgen/signer.hpp"
#include "tests/bench/loadgen/statistics.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace turnout::bench {

class Worker {
public:
    Worker(Run& run, int index);
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;
    ~Worker();

    /// Until its messages are answered, or the time is over. Throws std::exception.
    void work();

    const Statistics& statistics() const { return statistics_; }

private:
    // The schedule (worker.cpp).
    bool more(Nanoseconds now) const; ///< there are messages to begin at `now`
    void advance();                   ///< to the intended time of the next message
    void start_due();
    int sleep_time(Nanoseconds now);
    void count_what_is_late();
    void sweep(Nanoseconds now); ///< reconnects, resends and timeouts
    Connection* idle_front();
    void start(Connection& connection, Nanoseconds now);

    // The connections (worker_connections.cpp).
    void open(Connection& connection);
    void handshake(Connection& connection);
    void ready(Connection& connection);
    void transmit(Connection& connection);
    void write_request(Connection& connection);
    void flush(Connection& connection);
    void receive(Connection& connection);
    void finish(Connection& connection, int status, bool keep);
    void count_answer(Message& message, int status, bool again, Nanoseconds began);
    void fail(Connection& connection, Counter kind);
    void want(Connection& connection, std::uint32_t events);
    void on_event(Connection& connection, std::uint32_t events);
    static void back_off(Connection& connection, Nanoseconds delay);

    Run& run_;
    const Options& options_;
    std::uint64_t index_;
    int epoll_ = -1, timer_ = -1;
    MessageSource source_;
    Signer signer_;
    Statistics statistics_;
    std::vector<Connection> connections_;
    std::deque<std::size_t> idle_;
    std::uint64_t limit_ = 0, issued_ = 0;
    std::size_t busy_ = 0; ///< messages that are not done
    Nanoseconds next_due_ = 0, armed_ = 0, end_ = 0, warmup_end_ = 0;
    double due_exact_ = 0;
    std::string acknowledged_, not_to_deliver_; ///< lines that are not written yet
};

} // namespace turnout::bench
