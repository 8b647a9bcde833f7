#include "core/sim/message.hpp"

#include <Poco/JSON/Parser.h>

#include <charconv>
#include <sstream>
#include <stdexcept>

namespace turnout::sim {
namespace {

using Poco::Dynamic::Var;
using Poco::JSON::Array;
using Poco::JSON::Object;

Var parse(std::string_view text) {
    Poco::JSON::Parser parser(new Poco::JSON::ParseHandler(true)); // true: members keep their order
    return parser.parse(std::string(text));
}

Var as_json_or_text(std::string_view value) {
    try {
        return parse("[" + std::string(value) + "]").extract<Array::Ptr>()->get(0);
    } catch (const Poco::Exception&) {
        return std::string(value);
    }
}

std::size_t index_in(const Array& array, std::string_view step, std::string_view path) {
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
    if (error != std::errc{} || end != step.data() + step.size() || index >= array.size())
        throw std::invalid_argument("'" + std::string(path) + "': the array has no element '" + std::string(step) +
                                    "'");
    return index;
}

/// The value at one step below `at`; an empty Var if it is not there.
Var step_into(const Var& at, std::string_view step, std::string_view path) {
    if (at.type() == typeid(Object::Ptr)) return at.extract<Object::Ptr>()->get(std::string(step));
    if (at.type() == typeid(Array::Ptr)) {
        const auto& array = at.extract<Array::Ptr>();
        return array->get(static_cast<unsigned>(index_in(*array, step, path)));
    }
    throw std::invalid_argument("'" + std::string(path) + "': what is above '" + std::string(step) +
                                "' is neither an object nor an array");
}

void put(const Var& at, std::string_view step, const Var& value, std::string_view path) {
    if (at.type() == typeid(Object::Ptr)) {
        Object::Ptr object = at.extract<Object::Ptr>();
        object->set(std::string(step), value);
    } else if (at.type() == typeid(Array::Ptr)) {
        Array::Ptr array = at.extract<Array::Ptr>();
        array->set(static_cast<unsigned>(index_in(*array, step, path)), value);
    } else
        throw std::invalid_argument("'" + std::string(path) + "' leads through a value without members");
}

} // namespace

Body::Body(std::string_view text) {
    try {
        root_ = parse(text).extract<Object::Ptr>();
    } catch (const Poco::Exception& problem) {
        throw std::invalid_argument("the body is no JSON object: " + problem.displayText());
    }
}

void Body::set(std::string_view path, std::string_view value) {
    assign(path, as_json_or_text(value));
}

void Body::set_text(std::string_view path, const std::string& value) {
    assign(path, value);
}

void Body::assign(std::string_view path, const Var& value) {
    Var at = root_;
    for (std::size_t begin = 0;;) {
        const std::size_t dot = path.find('.', begin);
        const std::string_view step = path.substr(begin, dot - begin);
        if (step.empty())
            throw std::invalid_argument("'" + std::string(path) + "' is no path such as event.user_login");
        if (dot == std::string_view::npos) return put(at, step, value, path);
        Var next = step_into(at, step, path);
        if (next.isEmpty()) {
            next = Object::Ptr(new Object(Poco::JSON_PRESERVE_KEY_ORDER));
            put(at, step, next, path);
        }
        at = next;
        begin = dot + 1;
    }
}

void Body::remove(const std::string& member) {
    root_->remove(member);
}

std::string Body::text(std::string_view path) const {
    Var at = root_;
    while (!path.empty() && !at.isEmpty()) {
        const std::size_t dot = path.find('.');
        at = step_into(at, path.substr(0, dot), path);
        path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
    }
    return at.isEmpty() || !at.isString() ? std::string{} : at.convert<std::string>();
}

bool Body::has(const std::string& member) const {
    return root_->has(member);
}

std::size_t Body::batch_size() const {
    return root_->isArray("events") ? root_->getArray("events")->size() : 0;
}

std::string Body::json() const {
    std::ostringstream out;
    root_->stringify(out);
    return out.str();
}

} // namespace turnout::sim
