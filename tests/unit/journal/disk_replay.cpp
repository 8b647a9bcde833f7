#include "tests/unit/journal/disk_replay.hpp"

#include <algorithm>

namespace turnout::test {

namespace {

constexpr std::size_t sector = 512;

std::uint32_t any(std::mt19937& random, std::uint32_t below) {
    return std::uniform_int_distribution<std::uint32_t>(0, below - 1)(random);
}

void put(std::string& content, std::size_t offset, std::string_view bytes) {
    if (content.size() < offset + bytes.size()) content.resize(offset + bytes.size());
    content.replace(offset, bytes.size(), bytes);
}

} // namespace

void DiskReplay::apply(const DiskOperation& operation, std::string& content) {
    if (operation.kind == DiskOperation::Kind::write)
        put(content, operation.offset, operation.bytes);
    else if (operation.kind == DiskOperation::Kind::truncate)
        content.resize(operation.offset);
}

void DiskReplay::tear(const DiskOperation& operation, std::string& content, std::mt19937& random) {
    if (operation.kind != DiskOperation::Kind::write) return;
    for (std::size_t at = 0; at < operation.bytes.size();) {
        const std::size_t in_sector = sector - (operation.offset + at) % sector;
        const std::size_t size = std::min(in_sector, operation.bytes.size() - at);
        if (any(random, 2) == 0)
            put(content, operation.offset + at, std::string_view(operation.bytes).substr(at, size));
        at += size;
    }
}

void DiskReplay::advance_to(std::size_t count) {
    for (; next_ < count && next_ < operations_.size(); ++next_) {
        const DiskOperation& operation = operations_[next_];
        if (operation.kind == DiskOperation::Kind::remove) {
            files_.erase(operation.file);
            continue;
        }
        File& file = files_[operation.file];
        if (operation.kind != DiskOperation::Kind::sync) {
            file.pending.push_back(&operation);
            continue;
        }
        for (const DiskOperation* pending : file.pending) apply(*pending, file.durable);
        file.pending.clear();
    }
}

DiskReplay::Files DiskReplay::crash(std::mt19937& random) const {
    Files files;
    // Whole classes of crashes would be rare if every write had a fate of its own.
    const std::uint32_t style = any(random, 4);
    for (const auto& [name, file] : files_) {
        std::string& content = files[name] = file.durable;
        for (const DiskOperation* pending : file.pending) {
            const Fate fate = style == 0 ? Fate::lost : style == 1 ? Fate::applied : static_cast<Fate>(any(random, 3));
            if (fate == Fate::applied)
                apply(*pending, content);
            else if (fate == Fate::torn)
                tear(*pending, content, random);
        }
    }
    return files;
}

} // namespace turnout::test
