// Requests that are not what they should be, or only just are, and what each of them must get.
#pragma once
#include <string>
#include <vector>

namespace turnout::test {

struct OddRequest {
    std::string name;
    std::string bytes;
    int status;                        ///< of the first response
    std::vector<std::string> executed; ///< what handlers see, in order
    bool closes = true;                ///< the server ends the connection
};

/// All with limits as they are by default: 16 KiB of header, 512 KiB of body.
std::vector<OddRequest> odd_requests();

} // namespace turnout::test
