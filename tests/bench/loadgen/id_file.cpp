#include "tests/bench/loadgen/id_file.hpp"

#include <stdexcept>

namespace turnout::bench {

IdFile::IdFile(const std::string& path) : file_(path.empty() ? nullptr : std::fopen(path.c_str(), "we")) {
    if (!path.empty() && !file_) throw std::runtime_error("cannot write " + path);
}

void IdFile::write(std::string& lines) {
    const std::lock_guard lock(mutex_);
    if (file_ &&
        (std::fwrite(lines.data(), 1, lines.size(), file_.get()) != lines.size() || std::fflush(file_.get()) != 0))
        throw std::runtime_error("cannot write the file of ids");
    lines.clear();
}

} // namespace turnout::bench
