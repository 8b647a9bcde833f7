#include "tests/support/temporary_directory.hpp"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>

namespace turnout::test {
namespace fs = std::filesystem;

TemporaryDirectory::TemporaryDirectory() {
    std::string name = (fs::temp_directory_path() / "turnout-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::system_error(errno, std::generic_category(), name);
    path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored; // what cannot be removed is left to the system's own cleaning of /tmp
    for (fs::recursive_directory_iterator at(path_, ignored), end; !ignored && at != end; at.increment(ignored)) {
        std::error_code failed;
        if (at->is_directory(failed) && !at->is_symlink(failed))
            fs::permissions(at->path(), fs::perms::owner_all, fs::perm_options::add, failed);
    }
    fs::permissions(path_, fs::perms::owner_all, fs::perm_options::add, ignored);
    fs::remove_all(path_, ignored);
}

fs::path TemporaryDirectory::write(const fs::path& name, const std::string& text) const {
    const fs::path whole = path_ / name;
    fs::create_directories(whole.parent_path());
    std::ofstream file(whole, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    if (!file) throw std::runtime_error("cannot write " + whole.string());
    return whole;
}

std::string read_file(const fs::path& path) {
    const std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path.string());
    std::ostringstream text;
    text << file.rdbuf();
    return std::move(text).str();
}

} // namespace turnout::test
