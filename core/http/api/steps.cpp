#include "core/http/api/steps.hpp"

#include "core/http/api/json.hpp"

#include <future>
#include <memory>

namespace turnout::http {

journal::StepsDone finished(const std::function<void(journal::Archive::Told)>& start) {
    const auto promise = std::make_shared<std::promise<journal::StepsDone>>();
    auto future = promise->get_future();
    start([promise](const journal::StepsDone& done) { promise->set_value(done); });
    return future.get();
}

Poco::JSON::Object::Ptr json_of(const journal::StepsDone& done, std::uint64_t matching, const std::string& note) {
    auto result = make_object();
    result->set("matching", matching)
        .set("done", done.rows)
        .set("skipped", done.skipped)
        .set("skipped_because", readable(done.skipped_because))
        .set("incomplete", readable(done.refusal))
        .set("note", readable(note));
    return result;
}

} // namespace turnout::http
