// Waiting for what the journal does in steps.
#pragma once
#include "core/journal/archive.hpp"

#include <Poco/JSON/Object.h>

#include <cstdint>
#include <functional>

namespace turnout::http {

/// Runs `start` and waits until what it was given is called, which the journal does even when it stops meanwhile.
journal::StepsDone finished(const std::function<void(journal::Archive::Told)>& start);

/// {"matching", "done", "skipped", "skipped_because", "incomplete", "note"}; `note`: what else is to be known.
Poco::JSON::Object::Ptr json_of(const journal::StepsDone& done, std::uint64_t matching, const std::string& note = {});

} // namespace turnout::http
