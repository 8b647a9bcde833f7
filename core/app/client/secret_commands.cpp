// turnout secret generate and rotate: the secret that signs every message.
#include "core/app/client/admin_client.hpp"
#include "core/app/commands.hpp"
#include "core/app/configuration.hpp"
#include "core/app/private_file.hpp"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <array>
#include <optional>
#include <ostream>

namespace turnout::app {
namespace {

constexpr auto current_key = "eventsub.secret";
constexpr auto previous_key = "eventsub.secret.previous";

class SecretGenerateCommand final : public Command {
public:
    std::string_view name() const override { return "secret generate"; }

    std::string_view operands() const override { return "[FILE]"; }

    std::string_view summary() const override { return "Make a random secret, for eventsub.secret"; }

    std::string_view help() const override {
        return "Writes it to FILE, which only this user can read then, or prints it. Never replaces a file.\n";
    }

    Arguments::Shape shape() const override { return {{}, 0, 1}; }

    int run(const Arguments& arguments, Streams streams) override {
        if (arguments.operands().empty()) {
            streams.out << random_secret() << '\n';
            return ExitStatus::done;
        }
        const std::filesystem::path file = std::filesystem::absolute(arguments.operands().front());
        if (std::filesystem::exists(std::filesystem::symlink_status(file))) {
            streams.error << file.string() << " exists; `turnout secret rotate` replaces a secret that is in use\n";
            return ExitStatus::failed;
        }
        create_private(file, random_secret() + "\n");
        streams.out << "wrote " << file.string() << '\n';
        return ExitStatus::done;
    }
};

constexpr std::array<Option, 3> rotate_options{
    {{"no-reload", "", "only write the files; a running host that watches them takes them by itself"},
     config_option,
     timeout_option}};

class SecretRotateCommand final : public Command {
public:
    std::string_view name() const override { return "secret rotate"; }

    std::string_view operands() const override { return {}; }

    std::string_view summary() const override {
        return "Replace the secret; the old one is accepted as the previous one";
    }

    std::string_view help() const override {
        return "Needs eventsub.secret = ${file:A} and eventsub.secret.previous = ${file:B}. Writes what A holds to B, "
               "then a\n"
               "new random secret to A, and has the running host read both. What is signed with the former previous "
               "one\n"
               "is refused from then on: rotate again only when no subscription has that any more.\n";
    }

    Arguments::Shape shape() const override { return {rotate_options, 0, 0}; }

    int run(const Arguments& arguments, Streams streams) override {
        const auto config = load_configuration(configuration_file(arguments), {}, streams);
        if (!config) return ExitStatus::failed;
        const auto current = file_of(*config, current_key, streams), previous = file_of(*config, previous_key, streams);
        if (!current || !previous) return ExitStatus::failed;
        if (std::filesystem::equivalent(*current, *previous)) {
            streams.error << current_key << " and " << previous_key
                          << " are the same file: each needs one of its own\n";
            return ExitStatus::failed;
        }
        const bool reloads = !arguments.has("no-reload");
        if (reloads && !uses_files(arguments, streams)) return ExitStatus::failed;
        // In this order: at no moment is the secret that is in use in neither file.
        replace_private(*previous, config->eventsub.secret.reveal() + "\n");
        replace_private(*current, random_secret() + "\n");
        streams.out << "wrote a new secret to " << current->string() << ", the former one to " << previous->string()
                    << '\n';
        return reloads ? reload(arguments, streams) : ExitStatus::done;
    }

private:
    /// Free of links; nothing, which is told, if the key has no file of its own.
    static std::optional<std::filesystem::path> file_of(const config::Config& config, const char* key,
                                                        Streams streams) {
        const auto found = config.file_of.find(key);
        if (found != config.file_of.end()) return std::filesystem::canonical(found->second);
        streams.error
            << key
            << " must be ${file:PATH}, so that it can be written; for the first time copy the file of the secret\n";
        return std::nullopt;
    }

    /// The secret that Twitch signs with must be in the files: else it would be in neither afterwards.
    static bool uses_files(const Arguments& arguments, Streams streams) {
        Poco::JSON::Object asked;
        asked.set("dry_run", true);
        const auto report = connect(arguments, streams).post("/reload", asked);
        print_problems(*report, streams);
        const bool same = report->getArray("problems")->empty() && report->getArray("changes")->empty();
        if (!same)
            streams.error << "The running host does not use the files as they are: `turnout reload` first. Nothing was "
                             "written.\n";
        return same;
    }

    static int reload(const Arguments& arguments, Streams streams) {
        const auto report = connect(arguments, streams).post("/reload", Poco::JSON::Object{});
        print_problems(*report, streams);
        const bool done = report->getValue<bool>("done");
        streams.out << (done ? "the running host uses them\n"
                             : "the running host does not use them yet: `turnout reload`, and do not rotate again\n");
        return done ? ExitStatus::done : ExitStatus::failed;
    }

    static void print_problems(const Poco::JSON::Object& report, Streams streams) {
        for (const auto& line : *report.getArray("problems")) streams.error << line.convert<std::string>() << '\n';
    }
};

} // namespace

std::unique_ptr<Command> make_secret_generate_command() {
    return std::make_unique<SecretGenerateCommand>();
}

std::unique_ptr<Command> make_secret_rotate_command() {
    return std::make_unique<SecretRotateCommand>();
}

} // namespace turnout::app
