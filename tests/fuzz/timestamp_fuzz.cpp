// What is read as a timestamp reads the same after it was written.
#include "core/eventsub/timestamp.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace turnout::eventsub;
    const auto time = parse_timestamp({reinterpret_cast<const char*>(data), size});
    if (time && parse_timestamp(format_timestamp(*time)) != time) std::abort();
    return 0;
}
