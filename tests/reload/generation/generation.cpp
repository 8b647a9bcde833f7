// Writes "GENERATION MESSAGE_ID" for each event to `path`. Compiled as generations 1 and 2, as one that fails in
// create(), as one that hangs there, and as one that rejects everything.
#include <turnout/plugin.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

struct generation final : turnout::plugin {
    static constexpr unsigned max_concurrency = 0;
    static constexpr turnout::setting settings[] = {{"path", "file of what was done"}};

    explicit generation(const turnout::host& host) : plugin(host), file_(open_notes(config<std::string>("path"))) {
        while (TURNOUT_GENERATION[0] == 'h') pause();
        on_any([this](const turnout::any_event& event, turnout::context&) {
            if (TURNOUT_GENERATION[0] == 'u') return turnout::verdict::reject("unfit as it is meant to be");
            const auto line = std::string{TURNOUT_GENERATION " "}.append(event.message_id()) + "\n";
            if (write(file_, line.data(), line.size()) < 0) return turnout::verdict::retry("cannot write");
            return turnout::verdict::ok();
        });
    }

    ~generation() override { close(file_); }

private:
    static int open_notes(const std::string& path) {
        if (TURNOUT_GENERATION[0] == 'f') throw std::runtime_error("fails as it is meant to");
        const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (file < 0) throw std::runtime_error("cannot open its file");
        return file;
    }

    int file_;
};

TURNOUT_PLUGIN(generation, "test.generation", TURNOUT_GENERATION ".0.0", turnout::any_event);
