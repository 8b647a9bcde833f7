// One JSON object per line for every event, appended to a file.
#include "line.hpp"
#include "line_writer.hpp"

#include <turnout/plugin.hpp>

#include <string_view>

namespace jsonl {

class plugin final : public turnout::plugin {
public:
    static constexpr unsigned max_concurrency = 0; // lines that come together are synced together
    static constexpr std::string_view summary = "appends every event to a file, one JSON object per line";
    using type = turnout::setting_type;
    static constexpr turnout::setting settings[] = {
        {.key = "path", .help = "the file to append to", .type = type::path, .required = true},
        {"fsync", "true: an event is done when its line is on stable storage", type::boolean, false, "true"},
        {"rotate_size", "a new file when this one would become larger, such as 64m; 0: never", type::size, false, "0"},
        {"rotate_keep", "how many old files stay, as path.1, path.2, ...", type::integer, false, "5"},
    };

    explicit plugin(const turnout::host& host)
        : turnout::plugin(host),
          writer_(options(), [log = log()](const std::string& text) { log.warning("{}", text); }) {
        on_any([this](const turnout::any_event& event) { writer_.write(line_of(event)); });
    }

    void start() override { writer_.open(); }

    void stop() override { writer_.close(); }

private:
    LineWriter::Options options() const {
        LineWriter::Options result;
        result.path = config<std::filesystem::path>("path");
        result.fsync = config<bool>("fsync", result.fsync);
        result.rotate_size = config<turnout::byte_size>("rotate_size", {}).count;
        result.rotate_keep = config<std::uint32_t>("rotate_keep", result.rotate_keep);
        if (result.rotate_keep < 1 || result.rotate_keep > 1000) {
            throw turnout::config_error("plugin." + std::string{the_host().instance()} + ".rotate_keep",
                                        "is not between 1 and 1000");
        }
        return result;
    }

    LineWriter writer_;
};

} // namespace jsonl

TURNOUT_PLUGIN(jsonl::plugin, "turnout.jsonl", "0.1.0", turnout::any_event);
