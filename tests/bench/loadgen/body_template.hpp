// Bodies with marks that are filled in for each message.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::bench {

enum class Mark { none, id, subscription, number, user, broadcaster, timestamp, type, callback };

/// A body, cut at its {{name}} marks.
struct BodyTemplate {
    struct Segment {
        std::string text; ///< comes before the mark
        Mark mark = Mark::none;
    };

    std::vector<Segment> segments;
    std::string type, version, path, subscription; ///< empty path: that of the URL; empty subscription: made up
    double weight = 1;
};

/// One of the bodies that are built in.
struct BuiltinBody {
    std::string_view type, version, condition, event;
};

std::span<const BuiltinBody> builtin_bodies();
/// For a type that is not among them.
const BuiltinBody& plain_body();

/// "TYPE[,weight=W][,type=T][,version=V][,path=P][,sub=ID]": a built-in body, or a plain event of that type. Throws
/// std::runtime_error.
BodyTemplate template_of_type(const std::string& specification);
/// The same with a file's name for TYPE. In a file without marks the user, broadcaster and message ids are varied.
BodyTemplate template_of_file(const std::string& specification);

} // namespace turnout::bench
