// Services that a host may have or not.
#pragma once
#include <turnout/abi.h>
#include <turnout/first_size.hpp>
#include <turnout/text.hpp>

#include <stdexcept>
#include <string>
#include <string_view>

namespace turnout {

/// The host has no such extension. From a constructor or start() it refuses the plugin.
class missing_extension : public std::runtime_error {
public:
    explicit missing_extension(std::string_view id)
        : std::runtime_error("this host has no " + std::string{id} + ": run the plugin on a newer Turnout") {}
};

namespace detail {

/// The table of an extension, as revision 1 had it or longer. Throws missing_extension.
template <class Table> const Table& extension(const turnout_host* host, std::string_view id) {
    const auto* table = static_cast<const Table*>(host->get_extension(host, to_str(id)));
    if (table == nullptr || table->struct_size < first_size<Table>) throw missing_extension(id);
    return *table;
}

} // namespace detail

} // namespace turnout
