// The host of `turnout plugins try`: one plugin, alone, in a temporary directory, and what it says of each event.
#pragma once
#include "core/app/command.hpp"
#include "core/app/host.hpp"
#include "core/app/private_file.hpp"
#include "core/sim/callback_client.hpp"
#include "core/sim/message.hpp"

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::app {

/// One thread, but settled().
class Trial {
public:
    struct Options {
        std::filesystem::path library;                             ///< copied
        std::vector<std::pair<std::string, std::string>> settings; ///< of the plugin
        std::chrono::milliseconds timeout{10'000};                 ///< for one event, deferred or not
    };

    /// Writes the configuration into `directory`, which is this user's only and outlives the trial; nothing runs yet.
    /// Throws std::runtime_error.
    Trial(Options options, std::filesystem::path directory, Streams streams);
    Trial(const Trial&) = delete;
    Trial& operator=(const Trial&) = delete;
    ~Trial();

    /// False, after saying why, if the plugin does not run.
    bool start();

    /// Sends it over HTTP, as Twitch does, and waits for the verdicts of all its elements. True if all were OK.
    bool send(const sim::Message& message, std::size_t elements);

    /// Makes messages with the secret of this host.
    sim::Sender& sender() { return *sender_; }

    /// False if the plugin still runs in some call: then nothing may be torn down, and the process has to end.
    bool stop();

private:
    void settled(const delivery::Settlement& settlement);
    void say(std::string_view verdict, std::string_view type, std::string_view rest);

    const Options options_;
    const Streams streams_;
    const eventsub::SystemClock clock_;
    const std::filesystem::path directory_;
    std::string name_; ///< of the plugin instance
    std::shared_ptr<spdlog::logger> logger_;
    std::unique_ptr<Host> host_;
    std::optional<sim::Sender> sender_;
    std::optional<sim::CallbackClient> client_;

    std::mutex mutex_; ///< guards what follows
    std::condition_variable changed_;
    std::string awaited_; ///< message id
    std::size_t verdicts_ = 0;
    bool all_ok_ = true;
};

} // namespace turnout::app
