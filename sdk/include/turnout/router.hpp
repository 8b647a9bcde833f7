// From an event to the handler that takes it.
#pragma once
#include <turnout/any_event.hpp>
#include <turnout/context.hpp>
#include <turnout/decode.hpp>
#include <turnout/drift.hpp>
#include <turnout/handler.hpp>

#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace turnout {

/// Filled before the plugin starts, not changed afterwards; then any number of threads may call dispatch().
class router {
public:
    template <class Event, class Function> void on(Function function) {
        typed_.push_back({Event::event_type, Event::event_version,
                          [function = std::move(function)](const turnout_event& raw, context& where) mutable {
                              drift found;
                              const auto event = decode<Event>(event_info{raw}.data(), &found);
                              if (!found.empty()) where.report(found);
                              return detail::call<Event>(function, event, where);
                          }});
    }

    template <class Event, class Function> static auto undecoded(Function function) {
        return [function = std::move(function)](const turnout_event& raw, context& where) mutable {
            return detail::call<Event>(function, Event{raw}, where);
        };
    }

    template <class Function> void on_any(Function function) { any_ = undecoded<any_event>(std::move(function)); }

    template <class Function> void on_revocation(Function function) {
        revocation_ = undecoded<revocation>(std::move(function));
    }

    /// Throws std::logic_error if what is handled and what the plugin declares differ.
    void check(std::span<const turnout_event_type> declared) const {
        for (const auto& one : typed_) {
            bool found = false;
            for (const auto& entry : declared) found = found || covers(entry, one.type, one.version);
            if (!found)
                throw std::logic_error("on<" + name(one.type, one.version) + "> is not named in TURNOUT_PLUGIN");
        }
        for (const auto& entry : declared) {
            if (any_ || find(to_view(entry.type), to_view(entry.version)) != nullptr) continue;
            throw std::logic_error("TURNOUT_PLUGIN names " + name(to_view(entry.type), to_view(entry.version)) +
                                   ", but no handler takes it");
        }
    }

    /// Typed handlers come before on_any(). A revocation that nobody asked for is done. Throws what handlers throw.
    verdict dispatch(const turnout_event& event, context& where) const {
        if (event.kind == TURNOUT_EVENT_REVOCATION) {
            if (revocation_) return revocation_(event, where);
            return any_ ? any_(event, where) : verdict::ok();
        }
        if (const auto* one = find(to_view(event.type), to_view(event.version))) return one->run(event, where);
        if (any_) return any_(event, where);
        return verdict::reject("no handler for " + name(to_view(event.type), to_view(event.version)));
    }

private:
    using function_type = std::function<verdict(const turnout_event&, context&)>;

    struct typed_handler {
        std::string_view type;
        std::string_view version;
        function_type run;
    };

    static bool covers(const turnout_event_type& entry, std::string_view type, std::string_view version) {
        if (entry.type.size != 0 && to_view(entry.type) != type) return false;
        return entry.version.size == 0 || to_view(entry.version) == version;
    }

    static std::string name(std::string_view type, std::string_view version) {
        return type.empty() ? "every event" : std::string{type} + "@" + std::string{version};
    }

    const typed_handler* find(std::string_view type, std::string_view version) const {
        for (const auto& one : typed_) {
            if (one.type == type && one.version == version) return &one;
        }
        return nullptr;
    }

    std::vector<typed_handler> typed_;
    function_type any_;
    function_type revocation_;
};

} // namespace turnout
