// The real program with one plugin of tests/zoo beside one that works.
#pragma once
#include "tests/e2e/host_under_test.hpp"

#include <filesystem>
#include <string>

namespace turnout::test {

/// A host with the plugin `archive`, which writes every event down, and a member of tests/zoo, `odd`.
class ZooHost : public HostUnderTest {
public:
    explicit ZooHost(const std::string& member, const std::string& more = "plugins.required = archive\n") {
        std::filesystem::create_directory(directory() / "plugins");
        for (const std::filesystem::path& library :
             {std::filesystem::path{TURNOUT_PLUGINS} / "jsonl.so", std::filesystem::path{TURNOUT_ZOO} / member}) {
            const auto to = directory() / "plugins" / library.filename();
            std::filesystem::copy_file(library, to);
            std::filesystem::permissions(to, std::filesystem::perms::owner_all);
        }
        without_odd_ =
            "plugins.directory = " + (directory() / "plugins").string() +
            "\nplugin.archive.library = jsonl.so\nplugin.archive.path = " + (directory() / "events.jsonl").string() +
            "\nroute.everything.plugin = archive\nplugins.start_timeout = 500ms\nshutdown.timeout = 500ms\n" + more;
        configure(without_odd_ + "plugin.odd.library = " + member +
                  "\nroute.odd.plugin = odd\nroute.odd.type = channel.follow\nroute.odd.version = 2\n");
    }

    /// The properties of the plugin that works.
    const std::string& without_odd() const { return without_odd_; }

    bool logged(const std::string& text) const { return log().find(text) != std::string::npos; }

    /// How often a text stands in the log.
    std::size_t told(const std::string& text) const {
        const auto all = log();
        std::size_t count = 0;
        for (auto at = all.find(text); at != std::string::npos; at = all.find(text, at + 1)) ++count;
        return count;
    }

    /// Whether the plugin that works gets an event.
    bool delivers(const std::string& id) {
        SignedRequest request;
        request.id = id;
        return post(port(), request).status == 204 && wait_until([&] { return delivered().contains(id); });
    }

    /// Ends the host and starts it again.
    bool restarts() { return stop() == 0 && start(); }

private:
    std::string without_odd_;
};

} // namespace turnout::test
