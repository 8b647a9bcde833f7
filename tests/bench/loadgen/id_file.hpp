// A file with one id a line, shared by the worker threads.
#pragma once
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>

namespace turnout::bench {

class IdFile {
public:
    /// An empty path: nothing is written. Throws std::runtime_error if the file cannot be made.
    explicit IdFile(const std::string& path);

    bool on() const { return file_ != nullptr; }

    /// Writes and empties `lines`. Throws std::runtime_error if that fails: results without ids are worth nothing.
    void write(std::string& lines);

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };

    std::unique_ptr<std::FILE, Close> file_;
    std::mutex mutex_;
};

} // namespace turnout::bench
