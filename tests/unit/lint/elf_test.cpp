#include "sdk/lint/elf.hpp"

#include "sdk/lint/rules.hpp"
#include "tests/support/temporary_directory.hpp"

#include <doctest/doctest.h>

#include <turnout/abi.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <random>
#include <span>
#include <string>

using turnout::lint::ElfError;
using turnout::lint::read_elf;

namespace {

std::span<const std::byte> bytes_of(const std::string& text) {
    return std::as_bytes(std::span{text});
}

std::string library() {
    return turnout::test::read_file(std::filesystem::path{TURNOUT_PLAIN_PLUGIN});
}

} // namespace

TEST_CASE("a library is read: what it exports, needs and notes") {
    const auto file = library();
    const auto facts = read_elf(bytes_of(file));
    CHECK(facts.wanted_object_size == 0);
    CHECK(read_elf(bytes_of(file), "turnout_plugin_entry").wanted_object_size == sizeof(turnout_entry));
    CHECK(read_elf(bytes_of(file), "turnout_plugin_entr").wanted_object_size == 0);
    CHECK(facts.exports == std::vector<std::string_view>{"turnout_plugin_entry"});
    CHECK(std::find(facts.needed.begin(), facts.needed.end(), "libc.so.6") != facts.needed.end());
    CHECK(std::any_of(facts.notes.begin(), facts.notes.end(),
                      [](const auto& note) { return note.owner == "Turnout" && note.type == 1; }));
}

TEST_CASE("the entry is found behind any number of other exports, of which not all are remembered") {
    const auto file = turnout::test::read_file(std::filesystem::path{TURNOUT_LINT_MEMBERS} / "many_exports.so");
    const auto facts = read_elf(bytes_of(file), "turnout_plugin_entry");
    CHECK(facts.exports.size() == 1000);
    CHECK(facts.wanted_object_size == sizeof(turnout_entry));
    // The linker chooses the order: another export may be the one that comes after those that are remembered.
    const auto forgotten = [&facts](const std::string& name) {
        return std::find(facts.exports.begin(), facts.exports.end(), name) == facts.exports.end();
    };
    std::string behind;
    for (int i = 0; i < 100 && behind.empty(); ++i)
        for (char hundred = 'a'; hundred <= 'k'; ++hundred) {
            const auto name = std::string{"turnout_"} + hundred + std::to_string(i / 10) + std::to_string(i % 10);
            if (forgotten(name)) behind = name;
        }
    REQUIRE_FALSE(behind.empty());
    CHECK(read_elf(bytes_of(file), behind).wanted_object_size == sizeof(int));
}

TEST_CASE("other files are refused with what they are") {
    const auto refused = [](const std::string& file, const std::string& why) {
        CHECK_THROWS_WITH_AS(read_elf(bytes_of(file)), why.c_str(), ElfError);
    };
    refused("", "this is no ELF file");
    refused(std::string(200, 'x'), "this is no ELF file");
    auto file = library();
    file[4] = 1;
    refused(file, "this is no 64-bit library");
    file = library();
    file[5] = 2;
    refused(file, "it is built for another byte order");
    file = library();
    file[18] = 0x28; // 32-bit ARM
    file[19] = 0;
    refused(file, "it is built for another kind of processor (ELF machine 40, this host is " +
                      std::to_string(static_cast<unsigned char>(library()[18])) + ")");
    file = library();
    file[16] = 1; // an object file
    refused(file, "this is no shared library");
}

TEST_CASE("a file that ends anywhere is refused, not read beyond") {
    const auto file = library();
    for (std::size_t size = 0; size < file.size(); size += 1 + size / 64) {
        const std::string part{file, 0, size};
        CHECK_THROWS_AS(read_elf(bytes_of(part)), ElfError);
    }
}

TEST_CASE("a file with wrong bytes anywhere is read or refused, and nothing else happens") {
    const auto file = library();
    std::mt19937 random{20'260'314};
    int refused = 0;
    for (int i = 0; i < 4000; ++i) {
        auto broken = file;
        // Mostly where the tables are: at the beginning and around the dynamic section.
        const std::size_t reach = i % 2 == 0 ? std::min<std::size_t>(file.size(), 4096) : file.size();
        for (int n = 0; n < 4; ++n) broken[random() % reach] = static_cast<char>(random());
        if (turnout::lint::examine(bytes_of(broken)).refused()) ++refused;
    }
    CHECK(refused > 0);
    CHECK(refused < 4000);
}
