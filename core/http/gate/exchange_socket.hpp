// What an HTTPServerSession of POCO reads from and writes to instead of a socket.
#pragma once
#include "core/http/gate/exchange.hpp"

#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/StreamSocketImpl.h>
#include <optional>

namespace turnout::http {

/// Serves exchanges to one session. All calls come from the session's thread, except shutdown() where it is overridden.
class ExchangeSocketImpl : public Poco::Net::StreamSocketImpl {
public:
    /// Takes the unanswered request away from POCO; the handler must not use the response then. Answer through the
    /// Exchange, now or later, from any thread.
    Exchange release();

    const Request& request() const { return exchange_->request(); }

    /// Which lane this request came by; 0 for dispatch. Only one thread at a time serves a lane.
    virtual std::size_t lane() const { return 0; }

    bool poll(const Poco::Timespan& timeout, int mode) override;
    int receiveBytes(void* buffer, int length, int flags) override;
    int sendBytes(const void* buffer, int length, int flags) override;
    int sendBytes(const Poco::Net::SocketBufVec& buffers, int flags) override;
    int available() override;
    void close() override;

    Poco::Net::SocketAddress address() override { return local_; }

    Poco::Net::SocketAddress peerAddress() override;

    // Everything else that would reach for the descriptor.
    int receiveBytes(Poco::Net::SocketBufVec& buffers, int flags) override;
    int receiveBytes(Poco::Buffer<char>& buffer, int flags, const Poco::Timespan& timeout) override;
    void sendUrgent(unsigned char data) override;

    void shutdown() override {}

    void shutdownSend() override {}

    void shutdownReceive() override {}

    void setReceiveTimeout(const Poco::Timespan& /*timeout*/) override {}

    void setSendTimeout(const Poco::Timespan& /*timeout*/) override {}

    void setRawOption(int /*level*/, int /*option*/, const void* /*value*/, poco_socklen_t /*length*/) override {}

    void setBlocking(bool /*flag*/) override {}

protected:
    /// POCO asks initialized(), which is not virtual, so some descriptor must be there; it is never used nor closed.
    ExchangeSocketImpl(int stand_in, const Poco::Net::SocketAddress& local)
        : StreamSocketImpl(stand_in),
          local_(local) {}

    ~ExchangeSocketImpl() override { reset(); }

    virtual bool next() = 0; ///< the session asks for a (further) request
    void begin_exchange(Exchange exchange);
    void end_exchange(); ///< the session is done with it; true keep-alive is what the client asked for

    bool has_exchange() const { return exchange_.has_value(); }

private:
    std::optional<Exchange> exchange_;
    std::size_t position_ = 0;
    const Poco::Net::SocketAddress local_;
};

/// The exchange socket behind a request that a handler was given.
ExchangeSocketImpl& socket_of(Poco::Net::HTTPServerRequest& request);

} // namespace turnout::http
