// The plugin that decodes every typed event (members/decoder.cpp), for the test kit instead of a host.
#pragma once
#include <turnout/abi.h>

#include <dlfcn.h>

#include <doctest/doctest.h>

#include <memory>

namespace abi {

class DecoderLibrary {
public:
    DecoderLibrary() { REQUIRE(handle_ != nullptr); }

    const turnout_entry& entry() const {
        return *static_cast<const turnout_entry*>(dlsym(handle_.get(), TURNOUT_ENTRY_SYMBOL));
    }

private:
    struct Close {
        void operator()(void* handle) const { dlclose(handle); }
    };

    std::unique_ptr<void, Close> handle_{dlopen(TURNOUT_ABI_MEMBERS "/decoder.so", RTLD_NOW | RTLD_LOCAL)};
};

} // namespace abi
