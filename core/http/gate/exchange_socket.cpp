#include "core/http/gate/exchange_socket.hpp"

#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/StreamSocket.h>
#include <algorithm>
#include <cstring>

namespace turnout::http {

void ExchangeSocketImpl::begin_exchange(Exchange exchange) {
    exchange.set_fallback(500);
    exchange_.emplace(std::move(exchange));
    position_ = 0;
}

void ExchangeSocketImpl::end_exchange() {
    if (exchange_ && exchange_->sent()) exchange_->finish(exchange_->request().keep_alive());
    exchange_.reset(); // a handler that said nothing: 500 and close
}

Exchange ExchangeSocketImpl::release() {
    if (!exchange_) throw Poco::IllegalStateException("this request was released before");
    Exchange exchange = std::move(*exchange_);
    exchange_.reset();
    return exchange;
}

bool ExchangeSocketImpl::poll(const Poco::Timespan& /*timeout*/, int mode) {
    if ((mode & SELECT_READ) == 0) return (mode & SELECT_WRITE) != 0;
    return next();
}

int ExchangeSocketImpl::receiveBytes(void* buffer, int length, int /*flags*/) {
    if (!exchange_) return 0;
    const Request& request = exchange_->request();
    // Never head and body in one read: the session keeps what it has read beyond the head in a buffer of its own, and
    // takes what a handler leaves there for the next request (HTTPServerSession::hasMoreRequests looks there first).
    const std::string_view wire = request.wire();
    const std::size_t end = position_ < request.head() ? request.head() : wire.size();
    const std::size_t n = std::min(static_cast<std::size_t>(length), end - position_);
    std::memcpy(buffer, wire.data() + position_, n);
    position_ += n;
    return static_cast<int>(n);
}

int ExchangeSocketImpl::sendBytes(const void* buffer, int length, int /*flags*/) {
    if (!exchange_) throw Poco::Net::NetException("this request was released");
    exchange_->send(buffer, static_cast<std::size_t>(length));
    return length;
}

int ExchangeSocketImpl::sendBytes(const Poco::Net::SocketBufVec& buffers, int flags) {
    int sum = 0;
    for (const auto& each : buffers) sum += sendBytes(each.iov_base, static_cast<int>(each.iov_len), flags);
    return sum;
}

int ExchangeSocketImpl::available() {
    return exchange_ ? static_cast<int>(exchange_->request().wire().size() - position_) : 0;
}

void ExchangeSocketImpl::close() {
    exchange_.reset(); // not finished: ends the connection, with an answer if there was none
    reset();
}

Poco::Net::SocketAddress ExchangeSocketImpl::peerAddress() {
    return exchange_ ? exchange_->peer().to_poco() : local_;
}

int ExchangeSocketImpl::receiveBytes(Poco::Net::SocketBufVec& /*buffers*/, int /*flags*/) {
    throw Poco::NotImplementedException("scattered reads");
}

int ExchangeSocketImpl::receiveBytes(Poco::Buffer<char>& /*buffer*/, int /*flags*/, const Poco::Timespan& /*timeout*/) {
    throw Poco::NotImplementedException("growing reads");
}

void ExchangeSocketImpl::sendUrgent(unsigned char /*data*/) {
    throw Poco::NotImplementedException("urgent data");
}

ExchangeSocketImpl& socket_of(Poco::Net::HTTPServerRequest& request) {
    return dynamic_cast<ExchangeSocketImpl&>(*dynamic_cast<Poco::Net::HTTPServerRequestImpl&>(request).socket().impl());
}

} // namespace turnout::http
