// Reads a shared library without loading it: the file is untrusted, so every access is checked against its size.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::lint {

/// Not a shared library that this machine could load; the text says why.
class ElfError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct ElfNote {
    std::string_view owner; ///< without the NUL
    std::uint32_t type = 0;
    std::string_view description;
};

struct ElfFacts {
    std::vector<std::string_view> needed;  ///< DT_NEEDED
    std::vector<std::string_view> exports; ///< defined dynamic symbols, at most 1000 of them
    std::vector<std::string_view> imports; ///< undefined dynamic symbols, at most 10,000 of them
    std::uint64_t wanted_object_size = 0;  ///< of the exported object of the name asked for; 0: there is none
    std::string_view wanted_object;        ///< its bytes, before the loader has put its addresses in
    bool unique_symbols = false;           ///< STB_GNU_UNIQUE: the loader never unloads it
    bool nodelete = false;                 ///< DF_1_NODELETE
    std::vector<ElfNote> notes;            ///< of the loaded segments
};

/// The views borrow `file`; `wanted_object` names a data object to look for among all exports. Goes by program headers
/// and the dynamic section, as the loader does; section headers may be stripped.
ElfFacts read_elf(std::span<const std::byte> file, std::string_view wanted_object = {});

} // namespace turnout::lint
