// Writes "WORD MESSAGE_ID" for each event to `path`. What it does with new settings is for their `mood` to say. While
// there is a file `path` + ".closed" none is made.
#include <turnout/plugin.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <stdexcept>
#include <string>

struct configurable final : turnout::plugin {
    static constexpr unsigned max_concurrency = 0;
    static constexpr turnout::setting settings[] = {
        {"path", "file of what was done"}, {"word", "a letter"}, {"mood", "what becomes of new settings"}};

    explicit configurable(const turnout::host& host)
        : plugin(host),
          word_(config<std::string>("word")),
          file_(open_notes(config<std::string>("path"))) {
        log().info("made with {}", word_);
        on_any([this](const turnout::any_event& event, turnout::context&) {
            ++inside_;
            const auto line = (word_ + " ").append(event.message_id()) + "\n";
            const bool written = write(file_, line.data(), line.size()) > 0;
            --inside_;
            return written ? turnout::verdict::ok() : turnout::verdict::retry("cannot write");
        });
    }

    ~configurable() override { close(file_); }

    turnout::configured configure() {
        const auto mood = config<std::string>("mood", "applies");
        log().info("asked to be {}", config<std::string>("word"));
        if (inside_ != 0) throw std::runtime_error("a handler runs");
        if (mood == "refuses") throw std::runtime_error("refuses as it is meant to");
        if (mood == "renews") return turnout::configured::needs_new_instance;
        while (mood == "hangs") pause();
        word_ = config<std::string>("word");
        return turnout::configured::applied;
    }

private:
    static int open_notes(const std::string& path) {
        if (access((path + ".closed").c_str(), F_OK) == 0) throw std::runtime_error("closed as it is meant to be");
        const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (file < 0) throw std::runtime_error("cannot open its file");
        return file;
    }

    std::string word_;
    int file_;
    std::atomic<int> inside_{0};
};

TURNOUT_PLUGIN(configurable, "test.configurable", "1.0.0", turnout::any_event);
