#include "core/app/client/outcome.hpp"

#include "core/app/client/table.hpp"

#include <ostream>

namespace turnout::app {

void ActionSum::add(const Poco::JSON::Object& answer) {
    matching += answer.getValue<std::uint64_t>("matching");
    done += answer.getValue<std::uint64_t>("done");
    skipped += answer.getValue<std::uint64_t>("skipped");
    unwanted += answer.optValue<std::uint64_t>("unwanted", 0);
    if (note.empty()) note = answer.optValue<std::string>("note", {});
    if (skipped_because.empty()) skipped_because = answer.getValue<std::string>("skipped_because");
    if (incomplete.empty()) incomplete = answer.getValue<std::string>("incomplete");
}

int ActionSum::report(const std::string& what, bool json, Streams streams) const {
    if (json) {
        Poco::JSON::Object object(Poco::JSON_PRESERVE_KEY_ORDER);
        object.set("matching", matching)
            .set("done", done)
            .set("skipped", skipped)
            .set("skipped_because", skipped_because)
            .set("incomplete", incomplete)
            .set("note", note);
        print_json(streams.out, object);
    } else {
        streams.out << done << ' ' << what << '\n';
        if (skipped > 0) streams.error << skipped << " left as they are: " << printable(skipped_because) << '\n';
        if (!note.empty()) streams.error << "Note: " << printable(note) << '\n';
        if (!incomplete.empty()) streams.error << "It has ended early: " << printable(incomplete) << '\n';
    }
    return skipped == unwanted && incomplete.empty() ? ExitStatus::done : ExitStatus::failed;
}

} // namespace turnout::app
