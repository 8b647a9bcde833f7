// The real program in a directory of its own, on free ports, with the plugin `jsonl` writing every event to a file.
#pragma once
#include "tests/support/process.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/temporary_directory.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace turnout::test {

inline constexpr const char* test_secret = "the-secret-of-the-e2e-tests";

/// One state directory; hosts are started and ended on it as a test likes. The destructor kills what still runs.
class HostUnderTest {
public:
    /// `more`: further lines of the configuration.
    explicit HostUnderTest(const std::string& more = "");

    /// The next configure() writes these addresses, and everything here uses their ports.
    void listen_at(std::uint16_t port, std::uint16_t admin_port, std::string host = "127.0.0.1");

    /// Writes it anew: addresses, state and secret, then `rest`.
    void configure(const std::string& rest);

    /// Starts `turnout serve`; false if it is not ready within the deadline (or ended).
    bool start(const Process::Options& options = {});
    /// Starts it and does not wait.
    void launch(const Process::Options& options = {});
    bool wait_until_ready();
    /// SIGTERM; returns the exit status, or nothing if it still runs when the deadline has passed.
    std::optional<int> stop();
    /// SIGKILL, as in a crash.
    void kill();

    Process& process() { return *process_; }

    /// Everything that all its processes have written so far.
    std::string log() const;

    /// `turnout VERB ...` with this configuration.
    Finished turnout(std::vector<std::string> words) const;
    /// turnout-loadgen against the callback.
    std::vector<std::string> loadgen(std::vector<std::string> words) const;

    std::uint16_t port() const { return port_; }

    std::uint16_t admin_port() const { return admin_port_; }

    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/eventsub"; }

    std::filesystem::path configuration() const { return directory_ / "turnout.properties"; }

    const TemporaryDirectory& directory() const { return directory_; }

    /// Answer of the admin port to GET `path`.
    RawResponse admin(const std::string& path) const;

    /// How often each message id stands in jsonl's file.
    const std::map<std::string, unsigned>& delivered();
    /// Waits until `count` different ids stand in the file.
    bool wait_until_delivered(std::size_t count, std::chrono::milliseconds limit = patience);

private:
    TemporaryDirectory directory_;
    std::uint16_t port_, admin_port_;
    std::string host_ = "127.0.0.1"; ///< of http.address
    std::unique_ptr<Process> process_;
    std::string earlier_log_;
    std::map<std::string, unsigned> delivered_; ///< as far as the file was read
    std::uint64_t read_to_ = 0;
};

/// Lines of a file; none if it does not exist.
std::vector<std::string> lines_of(const std::filesystem::path& file);

/// A signed request as Twitch sends it, with every part open to change.
struct SignedRequest {
    std::string id = "id-1";
    std::string kind = "notification";
    std::string type = "channel.follow";
    std::string version = "2";
    std::string body;      ///< empty: follow_by("ada")
    std::string timestamp; ///< empty: now
    std::string signature; ///< empty: the right one
    std::string secret = test_secret;

    /// The body of a follow of the broadcaster 1337.
    static std::string follow_by(const std::string& login);

    /// The bytes to send.
    std::string bytes() const;
};

/// Sends it over a connection of its own.
RawResponse post(std::uint16_t port, const SignedRequest& request);

} // namespace turnout::test
