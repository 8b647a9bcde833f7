#include "core/http/gate/server_socket.hpp"

#include "core/http/gate/exchange_socket.hpp"

#include <algorithm>
#include <pthread.h>
#include <sys/socket.h>

namespace turnout::http {

using Poco::Net::SocketAddress;

namespace {

constexpr std::chrono::milliseconds lane_interval{250};

void name_this_thread(const std::string& name) {
    ::pthread_setname_np(::pthread_self(), name.substr(0, 15).c_str());
}

/// Of one of `count` gates.
GateOptions share_of(GateOptions options, std::size_t count) noexcept {
    const std::size_t largest = options.limits.header + options.limits.body; // a few of these must fit into every gate
    options.max_held = std::min(options.max_held, std::max(options.max_held / count, 4 * largest));
    return options;
}

/// dispatch: one session per request.
class RequestSocketImpl final : public ExchangeSocketImpl {
public:
    RequestSocketImpl(Exchange exchange, int stand_in, const SocketAddress& local, std::string name)
        : ExchangeSocketImpl(stand_in, local),
          name_(std::move(name)) {
        first_.emplace(std::move(exchange));
    }

    SocketAddress peerAddress() override {
        return first_ ? first_->peer().to_poco() : ExchangeSocketImpl::peerAddress();
    }

    void close() override {
        first_.reset();
        ExchangeSocketImpl::close();
    }

private:
    bool next() override {
        if (first_) {
            name_this_thread(name_ + "-worker");
            begin_exchange(std::move(*first_));
            first_.reset();
            return true;
        }
        // Asked again, which POCO does only if the answer said keep-alive: the request is done and the client may go
        // on.
        end_exchange();
        return false;
    }

    std::string name_;
    std::optional<Exchange> first_; ///< until it is served; if it never is, the client gets a 503
};

} // namespace

/// lanes: one session per lane.
class LaneSocketImpl final : public ExchangeSocketImpl {
public:
    LaneSocketImpl(GateServerSocketImpl* server, std::size_t lane, int stand_in, const SocketAddress& local)
        : ExchangeSocketImpl(stand_in, local),
          server_(server, true),
          lane_(lane),
          gate_(server->gates()[lane]) {}

    std::size_t lane() const override { return lane_; }

    void shutdown() override // HTTPServer::stopAll(), from another thread
    {
        stopping_ = true;
        gate_->wake();
    }

    void close() override {
        ExchangeSocketImpl::close();
        if (!std::exchange(vacated_, true)) server_->vacate(lane_);
    }

private:
    ~LaneSocketImpl() override { LaneSocketImpl::close(); }

    bool next() override {
        if (!std::exchange(named_, true)) name_this_thread(server_->name() + "-lane-" + std::to_string(lane_));
        end_exchange();
        while (!stopping_ && !server_->stopping_) {
            if (!gate_->wait(lane_interval)) continue;
            begin_exchange(gate_->take());
            return true;
        }
        return false;
    }

    Poco::AutoPtr<GateServerSocketImpl> server_;
    const std::size_t lane_;
    const std::shared_ptr<Gate> gate_;
    std::atomic<bool> stopping_{false};
    bool vacated_ = false, named_ = false;
};

GateServerSocketImpl::GateServerSocketImpl(const ServerSocketOptions& options, GateObserver* observer)
    : name_(options.name),
      lanes_(options.lanes > 0),
      listener_(std::make_shared<Listener>(options.address)) {
    listener_->listen();
    initSocket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC);
    const std::size_t count = std::max(1U, options.lanes);
    GateOptions each = share_of(options.gate, count);
    each.limits.session_per_request = !lanes_;
    std::vector<Gate*> all;
    for (std::size_t i = 0; i < count; ++i) {
        all.push_back(gates_.emplace_back(std::make_shared<Gate>(each, listener_, observer)).get());
        if (lanes_) vacant_.push_back(count - 1 - i);
    }
    for (Gate* gate : all) gate->set_siblings(all);
}

std::shared_ptr<Listener> GateServerSocketImpl::listener() const {
    const std::lock_guard lock(mutex_);
    return listener_;
}

void GateServerSocketImpl::move_to(const std::shared_ptr<Listener>& listener) noexcept {
    {
        const std::lock_guard lock(mutex_);
        listener_->pass_on_to(listener);
        listener_ = listener;
    }
    for (const auto& gate : gates_) gate->follow_listener();
}

void GateServerSocketImpl::close() {
    listener()->close();
    ServerSocketImpl::close();
}

void GateServerSocketImpl::set(const GateOptions& options) noexcept {
    const GateOptions each = share_of(options, gates_.size());
    for (const auto& gate : gates_) gate->set(each);
}

// On TCPServer's acceptor thread, which asks again at least every 250 ms.
bool GateServerSocketImpl::poll(const Poco::Timespan& timeout, int /*mode*/) {
    if (!std::exchange(named_, true)) name_this_thread(name_ + "-loop");
    const std::chrono::milliseconds limit(timeout.totalMilliseconds());
    if (!lanes_) return gates_[0]->wait(limit);
    std::unique_lock lock(mutex_);
    return vacancy_.wait_for(lock, limit, [this] { return !vacant_.empty(); });
}

Poco::Net::SocketImpl* GateServerSocketImpl::acceptConnection(SocketAddress& client) {
    client = address();
    if (!lanes_) return new RequestSocketImpl(gates_[0]->take(), sockfd(), client, name_);
    const std::lock_guard lock(mutex_);
    auto* lane = new LaneSocketImpl(this, vacant_.back(), sockfd(), client); // POCO takes it over
    vacant_.pop_back();
    return lane;
}

void GateServerSocketImpl::stop_lanes() noexcept {
    stopping_ = true;
    for (const auto& gate : gates_) gate->wake();
}

void GateServerSocketImpl::vacate(std::size_t lane) {
    {
        const std::lock_guard lock(mutex_);
        vacant_.push_back(lane);
    }
    vacancy_.notify_one();
}

GateServerSocket::GateServerSocket(const ServerSocketOptions& options, GateObserver* observer)
    : ServerSocket(new GateServerSocketImpl(options, observer), true) {
}

} // namespace turnout::http
