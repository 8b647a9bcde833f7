// Which functions can be handlers.
#pragma once
#include <turnout/context.hpp>
#include <turnout/verdict.hpp>

#include <concepts>
#include <type_traits>

namespace turnout::detail {

template <class T>
concept handler_result = std::same_as<T, void> || std::same_as<T, verdict>;

template <class Function, class Event>
concept takes_event_and_context = std::is_invocable_v<Function&, const Event&, context&>;

template <class Function, class Event>
concept takes_event = std::is_invocable_v<Function&, const Event&>;

template <class Result> constexpr void check_result() {
    static_assert(handler_result<Result>, "turnout: a handler returns nothing (done) or a turnout::verdict");
}

/// Calls a handler of either shape; nothing returned means ok, unless the handler deferred.
template <class Event, class Function> verdict call(Function& function, const Event& event, context& where) {
    const auto finish = [&](auto&& invoke) -> verdict {
        using result = decltype(invoke());
        check_result<result>();
        if constexpr (std::same_as<result, void>) {
            invoke();
            return where.is_deferred() ? verdict::deferred() : verdict::ok();
        } else if constexpr (std::same_as<result, verdict>) {
            return invoke();
        } else {
            return verdict::reject("not a handler"); // check_result() has refused it
        }
    };
    if constexpr (takes_event_and_context<Function, Event>) {
        return finish([&] { return function(event, where); });
    } else if constexpr (takes_event<Function, Event>) {
        return finish([&] { return function(event); });
    } else {
        static_assert(
            takes_event<Function, Event>,
            "turnout: a handler takes (const Event&) or (const Event&, turnout::context&), where Event is the "
            "type named in on<Event>(), turnout::any_event for on_any(), turnout::revocation for "
            "on_revocation()");
        return verdict::reject("not a handler");
    }
}

} // namespace turnout::detail
