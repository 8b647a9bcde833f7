#include "sdk/lint/elf.hpp"

#include <elf.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <type_traits>

namespace turnout::lint {

namespace {

constexpr std::size_t most_exports = 1000;
constexpr std::size_t most_imports = 10'000;
constexpr const char* truncated = "the file is cut off: it is shorter than its headers say";

#if defined(__x86_64__)
constexpr Elf64_Half this_machine = EM_X86_64;
#elif defined(__aarch64__)
constexpr Elf64_Half this_machine = EM_AARCH64;
#elif defined(__riscv)
constexpr Elf64_Half this_machine = EM_RISCV;
#else
#error "name this machine's ELF number here"
#endif

/// A copy of what lies in the file at some offset; throws if it lies outside.
class Bytes {
public:
    explicit Bytes(std::span<const std::byte> bytes) : bytes_(bytes) {}

    template <class T> T at(std::uint64_t offset) const {
        static_assert(std::is_trivially_copyable_v<T>);
        T result;
        std::memcpy(&result, slice(offset, sizeof(T)).data(), sizeof(T));
        return result;
    }

    /// Element `index` of an array at `offset`.
    template <class T> T element(std::uint64_t offset, std::uint64_t index) const {
        if (index > bytes_.size()) throw ElfError(truncated);
        return at<T>(offset + index * sizeof(T));
    }

    std::string_view slice(std::uint64_t offset, std::uint64_t size) const {
        if (offset > bytes_.size() || size > bytes_.size() - offset) throw ElfError(truncated);
        const auto part = bytes_.subspan(offset, size);
        return {reinterpret_cast<const char*>(part.data()), part.size()}; // NOLINT(*-reinterpret-cast): bytes as text
    }

    std::uint64_t size() const { return bytes_.size(); }

private:
    std::span<const std::byte> bytes_;
};

class ElfReader {
public:
    ElfReader(std::span<const std::byte> file, std::string_view wanted) : file_(file), wanted_(wanted) {}

    ElfFacts read() {
        read_header();
        read_segments();
        read_dynamic();
        read_needed();
        read_symbols();
        return std::move(facts_);
    }

private:
    void read_header();
    void read_segments();
    void read_notes(std::uint64_t offset, std::uint64_t size, std::uint64_t alignment);
    void read_dynamic();
    void read_needed();
    void read_symbols();
    std::uint64_t symbol_count() const;
    std::uint64_t offset_of(std::uint64_t address) const;
    std::string_view name(std::uint64_t offset) const;

    Bytes file_;
    std::string_view wanted_;
    Elf64_Ehdr header_{};
    std::vector<Elf64_Phdr> loads_;
    Elf64_Phdr dynamic_{};
    std::vector<std::uint64_t> needed_;
    std::uint64_t strings_ = 0, strings_size_ = 0, symbols_ = 0, hash_ = 0, gnu_hash_ = 0;
    ElfFacts facts_;
};

void ElfReader::read_header() {
    if (file_.size() < EI_NIDENT || file_.slice(0, SELFMAG) != ELFMAG) throw ElfError("this is no ELF file");
    const auto ident = file_.slice(0, EI_NIDENT);
    if (ident[EI_CLASS] != ELFCLASS64) throw ElfError("this is no 64-bit library");
    const char order = std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
    if (ident[EI_DATA] != order) throw ElfError("it is built for another byte order");
    header_ = file_.at<Elf64_Ehdr>(0);
    if (header_.e_machine != this_machine) {
        throw ElfError("it is built for another kind of processor (ELF machine " + std::to_string(header_.e_machine) +
                       ", this host is " + std::to_string(this_machine) + ")");
    }
    if (header_.e_type != ET_DYN) throw ElfError("this is no shared library");
    if (header_.e_phentsize != sizeof(Elf64_Phdr)) throw ElfError("its program headers have an unknown size");
    if (header_.e_shoff != 0) {
        // Section headers come last in a file, so they tell best whether its end is there.
        static_cast<void>(file_.slice(header_.e_shoff, std::uint64_t{header_.e_shnum} * header_.e_shentsize));
    }
}

void ElfReader::read_segments() {
    for (std::uint64_t i = 0; i < header_.e_phnum; ++i) {
        if (header_.e_phoff > file_.size()) throw ElfError(truncated);
        const auto segment = file_.element<Elf64_Phdr>(header_.e_phoff, i);
        if (segment.p_type == PT_LOAD || segment.p_type == PT_NOTE || segment.p_type == PT_DYNAMIC) {
            static_cast<void>(file_.slice(segment.p_offset, segment.p_filesz));
        }
        if (segment.p_type == PT_LOAD) loads_.push_back(segment);
        if (segment.p_type == PT_DYNAMIC) dynamic_ = segment;
        if (segment.p_type == PT_NOTE) read_notes(segment.p_offset, segment.p_filesz, segment.p_align);
    }
    if (dynamic_.p_filesz == 0) throw ElfError("it has no dynamic section, so it is no shared library");
}

void ElfReader::read_notes(std::uint64_t offset, std::uint64_t size, std::uint64_t alignment) {
    const std::uint64_t step = alignment == 8 ? 8 : 4;
    const auto round_up = [step](std::uint64_t length) { return (length + step - 1) / step * step; };
    const std::uint64_t end = offset + size;
    while (end - offset >= sizeof(Elf64_Nhdr)) {
        const auto head = file_.at<Elf64_Nhdr>(offset);
        const std::uint64_t owner = offset + sizeof(Elf64_Nhdr);
        const std::uint64_t description = offset + round_up(sizeof(Elf64_Nhdr) + std::uint64_t{head.n_namesz});
        const std::uint64_t next = description + round_up(head.n_descsz);
        // The last note need not be padded.
        if (owner + head.n_namesz > end || description + head.n_descsz > end) throw ElfError("a note is cut off");
        auto text = file_.slice(owner, head.n_namesz);
        text = text.substr(0, text.find('\0'));
        facts_.notes.push_back({text, head.n_type, file_.slice(description, head.n_descsz)});
        if (next >= end) break;
        offset = next;
    }
}

void ElfReader::read_dynamic() {
    const std::uint64_t count = dynamic_.p_filesz / sizeof(Elf64_Dyn);
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto entry = file_.element<Elf64_Dyn>(dynamic_.p_offset, i);
        switch (entry.d_tag) {
        case DT_NULL: return;
        case DT_NEEDED: needed_.push_back(entry.d_un.d_val); break;
        case DT_STRTAB: strings_ = entry.d_un.d_ptr; break;
        case DT_STRSZ: strings_size_ = entry.d_un.d_val; break;
        case DT_SYMTAB: symbols_ = entry.d_un.d_ptr; break;
        case DT_HASH: hash_ = entry.d_un.d_ptr; break;
        case DT_GNU_HASH: gnu_hash_ = entry.d_un.d_ptr; break;
        case DT_FLAGS_1: facts_.nodelete = (entry.d_un.d_val & DF_1_NODELETE) != 0; break;
        default: break;
        }
    }
}

void ElfReader::read_needed() {
    for (const auto offset : needed_) facts_.needed.push_back(name(offset));
}

void ElfReader::read_symbols() {
    if (symbols_ == 0) return;
    const std::uint64_t table = offset_of(symbols_);
    const std::uint64_t count = symbol_count();
    for (std::uint64_t i = 1; i < count; ++i) {
        const auto symbol = file_.element<Elf64_Sym>(table, i);
        if (symbol.st_shndx == SHN_ABS) continue; // the name of a version, no object
        if (symbol.st_shndx == SHN_UNDEF) {
            if (facts_.imports.size() < most_imports) facts_.imports.push_back(name(symbol.st_name));
            continue;
        }
        const auto binding = ELF64_ST_BIND(symbol.st_info);
        if (binding == STB_LOCAL) continue;
        if (binding == STB_GNU_UNIQUE) facts_.unique_symbols = true;
        const auto exported = name(symbol.st_name);
        if (exported == wanted_ && ELF64_ST_TYPE(symbol.st_info) == STT_OBJECT && symbol.st_size != 0) {
            facts_.wanted_object_size = symbol.st_size;
            facts_.wanted_object = file_.slice(offset_of(symbol.st_value), symbol.st_size);
        }
        if (facts_.exports.size() < most_exports) facts_.exports.push_back(exported);
    }
}

/// Only the hash tables know how many symbols there are.
std::uint64_t ElfReader::symbol_count() const {
    if (hash_ != 0) return file_.element<std::uint32_t>(offset_of(hash_), 1); // nchain
    if (gnu_hash_ == 0) return 0;
    const std::uint64_t table = offset_of(gnu_hash_);
    const auto buckets = file_.element<std::uint32_t>(table, 0);
    const auto first = file_.element<std::uint32_t>(table, 1);
    const auto bloom = file_.element<std::uint32_t>(table, 2);
    const std::uint64_t bucket_table = table + 16 + std::uint64_t{bloom} * 8;
    std::uint64_t last = 0;
    for (std::uint64_t i = 0; i < buckets; ++i) {
        last = std::max<std::uint64_t>(last, file_.element<std::uint32_t>(bucket_table, i));
    }
    if (last < first) return first; // nothing is exported
    const std::uint64_t chains = bucket_table + std::uint64_t{buckets} * 4;
    while ((file_.element<std::uint32_t>(chains, last - first) & 1U) == 0) ++last;
    return last + 1;
}

std::uint64_t ElfReader::offset_of(std::uint64_t address) const {
    for (const auto& load : loads_) {
        if (address >= load.p_vaddr && address - load.p_vaddr < load.p_filesz) {
            return load.p_offset + (address - load.p_vaddr);
        }
    }
    throw ElfError("a table lies outside of its segments");
}

std::string_view ElfReader::name(std::uint64_t offset) const {
    if (offset >= strings_size_) throw ElfError("a name lies outside of the string table");
    const auto table = file_.slice(offset_of(strings_), strings_size_);
    const auto end = table.find('\0', offset);
    if (end == std::string_view::npos) throw ElfError("the string table does not end");
    return table.substr(offset, end - offset);
}

} // namespace

ElfFacts read_elf(std::span<const std::byte> file, std::string_view wanted_object) {
    return ElfReader{file, wanted_object}.read();
}

} // namespace turnout::lint
