// Notes "in MESSAGE_ID", waits for a byte from the pipe `gate`, notes "out MESSAGE_ID". So a test sees how many
// handlers run at once, and lets them go one by one.
#include <turnout/plugin.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

struct turnstile final : turnout::plugin {
    static constexpr unsigned max_concurrency = 0;
    static constexpr turnout::setting settings[] = {{"path", "file of what was done"},
                                                    {"gate", "named pipe; a byte lets one handler go"}};

    explicit turnstile(const turnout::host& host)
        : plugin(host),
          notes_(open_file("path", O_WRONLY | O_CREAT | O_APPEND)),
          gate_(open_file("gate", O_RDWR)) {
        on_any([this](const turnout::any_event& event, turnout::context&) {
            note("in ", event.message_id());
            char byte = 0;
            if (read(gate_, &byte, 1) != 1) return turnout::verdict::retry("cannot read from its gate");
            note("out ", event.message_id());
            return turnout::verdict::ok();
        });
    }

    ~turnstile() override {
        close(notes_);
        close(gate_);
    }

private:
    int open_file(const char* key, int flags) const {
        const int file = open(config<std::string>(key).c_str(), flags | O_CLOEXEC, 0600);
        if (file < 0) throw std::runtime_error(std::string{"cannot open what is set as "} + key);
        return file;
    }

    void note(std::string line, std::string_view id) const {
        line.append(id).append("\n");
        if (write(notes_, line.data(), line.size()) < 0) throw std::runtime_error("cannot write");
    }

    int notes_, gate_;
};

TURNOUT_PLUGIN(turnstile, "test.turnstile", "1.0.0", turnout::any_event);
