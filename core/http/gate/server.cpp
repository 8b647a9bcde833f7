#include "core/http/gate/server.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPServerParams.h>
#include <algorithm>
#include <limits>
#include <system_error>

namespace turnout::http {
namespace {

constexpr std::chrono::milliseconds drain_interval{5};

GateServerSocket listen_on(const ServerSocketOptions& options, GateObserver* observer) {
    const std::string failed =
        "cannot serve on " + options.address.host + ":" + std::to_string(options.address.port) + ": ";
    try {
        return {options, observer};
    } catch (const Poco::Exception& error) {
        throw ListenError(failed + error.displayText());
    } catch (const std::system_error& error) {
        throw ListenError(failed + error.what());
    }
}

int thread_count(const ServerSocketOptions& options, unsigned workers) {
    return static_cast<int>(std::max(1U, options.lanes > 0 ? options.lanes : workers));
}

// Keep-alive, any number of requests: the gate decides. The dispatcher's queue drops silently when it is full, so it
// never is: the gate's limit rules.
Poco::Net::HTTPServerParams::Ptr parameters(int threads) {
    Poco::Net::HTTPServerParams::Ptr made(new Poco::Net::HTTPServerParams);
    made->setKeepAlive(true);
    made->setMaxKeepAliveRequests(0);
    made->setMaxQueued(std::numeric_limits<int>::max());
    made->setMaxThreads(threads);
    return made;
}

} // namespace

Server::Server(const ServerSocketOptions& options, unsigned workers,
               const Poco::Net::HTTPRequestHandlerFactory::Ptr& handlers, GateObserver* observer)
    : socket_(listen_on(options, observer)),
      pool_(options.name, 1, thread_count(options, workers)),
      server_(handlers, pool_, socket_, parameters(thread_count(options, workers))) {
}

Server::~Server() {
    stop(std::chrono::milliseconds::zero());
}

void Server::start() {
    started_ = true;
    server_.start();
}

bool Server::stop(std::chrono::milliseconds timeout) {
    if (std::exchange(stopped_, true)) return true;
    socket_.gate_impl().stop_lanes();
    if (started_) server_.stopAll(true); // lanes leave poll(), too
    pool_.joinAll();                     // from here on this thread runs the loops
    const bool complete = drain(std::chrono::steady_clock::now() + timeout);
    socket_.close(); // who comes now is refused by the system
    return complete;
}

bool Server::drain(SteadyTime end) {
    const auto& gates = socket_.gate_impl().gates();
    for (const auto& gate : gates) gate->begin_drain();
    for (;;) {
        bool empty = true;
        std::size_t answering = 0;
        for (const auto& gate : gates) {
            if (!gate->drain_some(drain_interval)) empty = false;
            answering += gate->answering();
        }
        if (empty) return true;
        if (std::chrono::steady_clock::now() >= end) return answering == 0;
    }
}

std::uint16_t Server::port() const {
    return socket_.address().port();
}

std::string Server::address() const {
    return socket_.address().toString();
}

std::size_t Server::connections() const {
    std::size_t sum = 0;
    for (const auto& gate : socket_.gate_impl().gates()) sum += gate->connections();
    return sum;
}

void Server::add_counters(std::map<std::string, std::uint64_t>& counters) const {
    const auto add = [&counters](const char* name, const std::atomic<std::uint64_t>& value) {
        counters[name] += value.load(std::memory_order_relaxed);
    };
    for (const auto& gate : socket_.gate_impl().gates()) {
        const GateCounters& each = gate->counters();
        add("gate.accepted", each.accepted);
        add("gate.requests", each.requests);
        add("gate.refused", each.refused);
        add("gate.timeouts", each.timeouts);
        add("gate.evicted", each.evicted);
        add("gate.over_limit", each.over_limit);
        add("gate.out_of_memory", each.out_of_memory);
    }
}

} // namespace turnout::http
