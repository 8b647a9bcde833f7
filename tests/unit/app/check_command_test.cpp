// `turnout check` tells what `turnout serve` would do with the plugins' files, one after the other.
#include "core/app/command.hpp"

#include "tests/support/temporary_directory.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <sstream>

using namespace turnout::app;
namespace fs = std::filesystem;

namespace {

class Place {
public:
    Place() {
        fs::create_directory(directory_ / "plugins");
        for (const char* name : {"one", "two"}) directory_.write(plugin(name), "no library");
    }

    /// The status; what was said is in `errors`.
    int check(const std::string& required, const std::string& verb = "check") {
        const auto file = directory_.write(
            "turnout.properties",
            "eventsub.secret = 0123456789abcdef\nplugins.directory = plugins\nplugins.required = " + required +
                "\nroute.a.plugin = one\nroute.b.plugin = two\n");
        std::ostringstream out, error;
        std::vector<std::string> words{"check"};
        if (verb != "check") words = {"plugins", verb};
        words.insert(words.end(), {"--config", file.string()});
        const int status = run_program(words, {out, error});
        output = out.str();
        errors = error.str();
        return status;
    }

    bool said(const std::string& text) const {
        INFO(errors);
        CHECK(errors.find(text) != std::string::npos);
        return errors.find(text) != std::string::npos;
    }

    static std::string plugin(const std::string& name) { return "plugins/" + name + ".so"; }

    fs::path file(const std::string& name) const { return directory_ / plugin(name); }

    void write_elsewhere() { directory_.write("elsewhere.so", "no library"); }

    fs::path elsewhere() const { return directory_ / "elsewhere.so"; }

    std::string output, errors;

private:
    turnout::test::TemporaryDirectory directory_;
};

constexpr auto by_others = fs::perms::group_write | fs::perms::others_write;

} // namespace

TEST_CASE("check refuses a file that others may write to, and goes on with the next plugin") {
    Place place;
    fs::permissions(place.file("one"), by_others, fs::perm_options::add);
    CHECK(place.check("all") == 1);
    CHECK(place.said("plugin one: " + place.file("one").string() + ": others may write to it; chmod go-w"));
    CHECK(place.said("plugin two: " + place.file("two").string() + ": this is no ELF file"));
}

TEST_CASE("check refuses a directory that others may write to, by its name") {
    Place place;
    const auto directory = place.file("one").parent_path();
    fs::permissions(directory, by_others, fs::perm_options::add);
    CHECK(place.check("all") == 1);
    CHECK(place.said(": " + directory.string() + ": others may write to it; chmod go-w " + directory.string()));
}

TEST_CASE("check refuses a link out of plugins.directory, and so does `plugins list`") {
    Place place;
    place.write_elsewhere();
    fs::remove(place.file("one"));
    fs::create_symlink(place.elsewhere(), place.file("one"));
    CHECK(place.check("all") == 1);
    CHECK(place.said("one.so: it leads out of plugins.directory; put the file itself there"));
    CHECK(place.check("all", "list") == 1);
    CHECK(place.output.find("error: it leads out of plugins.directory") != std::string::npos);
    CHECK(place.output.find("error: this is no ELF file") != std::string::npos);
}

TEST_CASE("check warns of plugins that do not run and are not required") {
    Place place;
    CHECK(place.check("none") == 0);
    CHECK(place.said("warning: plugin one: "));
    CHECK(place.said("(it is not required: the host starts without it)\nwarning: plugin two: "));
    CHECK(place.check("two") == 1);
    CHECK(place.said("warning: plugin one: "));
    CHECK(place.said("\nplugin two: "));
}
