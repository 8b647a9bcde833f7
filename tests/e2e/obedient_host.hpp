// The real program with the plugin that does what it is told.
#pragma once
#include "tests/e2e/host_under_test.hpp"

#include <algorithm>
#include <filesystem>
#include <string>

namespace turnout::test {

/// A host whose route `everything` leads to the plugin that does what the event's user is called (obedient.cpp).
class ObedientHost : public HostUnderTest {
public:
    explicit ObedientHost(const std::string& more = "") {
        configure("plugins.directory = " TURNOUT_TEST_PLUGINS
                  "\nplugin.obedient.library = obedient.so\nplugin.obedient.path = " +
                  notes().string() +
                  "\nroute.everything.plugin = obedient\nroute.everything.retry.backoff = 10ms..20ms\n" + more);
    }

    std::filesystem::path notes() const { return directory() / "notes"; }

    /// Whether the plugin has noted exactly this, once.
    bool noted(const std::string& note) const {
        const auto lines = lines_of(notes());
        return std::count(lines.begin(), lines.end(), note) == 1;
    }

    bool wait_for_note(const std::string& note) const {
        return wait_until([&] { return noted(note); });
    }

    /// An event whose user has this name; its id is the name, too, unless another one is given.
    int tell(const std::string& name, const std::string& id = "") const {
        SignedRequest request;
        request.id = id.empty() ? name : id;
        request.body = SignedRequest::follow_by(name);
        return post(port(), request).status;
    }
};

} // namespace turnout::test
