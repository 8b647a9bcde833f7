// A host with a plugin that is replaced.
#pragma once
#include "tests/e2e/host_under_test.hpp"

#include <filesystem>
#include <string>

namespace turnout::test {

/// The plugin `gen` handles everything and notes which of its generations did it.
class GenerationsHost : public HostUnderTest {
public:
    explicit GenerationsHost(const std::string& more = "") {
        std::filesystem::create_directory(plugins());
        std::filesystem::permissions(plugins(), std::filesystem::perms::owner_all);
        put(TURNOUT_GENERATIONS "/generation_1.so");
        configure(properties() + more);
    }

    std::string properties() const {
        return "plugins.directory = " + plugins().string() +
               "\nplugin.gen.library = gen.so\nplugin.gen.path = " + notes().string() +
               "\nroute.all.plugin = gen\nroute.all.retry.backoff = 10ms..20ms\n";
    }

    std::filesystem::path plugins() const { return directory() / "plugins"; }

    std::filesystem::path notes() const { return directory() / "notes"; }

    /// As a package manager would: written beside, then renamed.
    void put(const std::filesystem::path& library) const {
        const auto beside = plugins() / "gen.new";
        std::filesystem::copy_file(library, beside, std::filesystem::copy_options::overwrite_existing);
        std::filesystem::rename(beside, plugins() / "gen.so");
    }

    Finished reload() const { return turnout({"reload"}); }

    int send(const std::string& id) const {
        SignedRequest request;
        request.id = id;
        return post(port(), request).status;
    }

    bool noted(const std::string& line) const {
        for (const auto& each : lines_of(notes()))
            if (each == line) return true;
        return false;
    }

    bool wait_for_note(const std::string& line) const {
        return wait_until([&] { return noted(line); });
    }
};

} // namespace turnout::test
