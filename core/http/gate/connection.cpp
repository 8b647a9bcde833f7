#include "core/http/gate/connection.hpp"

#include <unistd.h>

namespace turnout::http {

Connection::~Connection() {
    ::close(fd);
} // also leaves the epoll set

} // namespace turnout::http
