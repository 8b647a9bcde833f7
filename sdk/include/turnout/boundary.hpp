// The functions of the ABI's table for a class derived from turnout::plugin. No exception leaves them.
#pragma once
#include <turnout/abi.h>
#include <turnout/configured.hpp>
#include <turnout/describe.hpp>
#include <turnout/plugin_base.hpp>

#include <exception>
#include <memory>
#include <span>
#include <string>

namespace turnout::detail {

struct boundary {
    /// Runs `action`; on an exception hands its text to `report` and returns `on_failure`.
    template <class Result, class Action, class Report>
    static Result guarded(Result on_failure, Action action, Report report) noexcept {
        try {
            return action();
        } catch (const std::exception& error) {
            report(error.what());
        } catch (...) {
            report("an exception that is no std::exception");
        }
        return on_failure;
    }

    static auto into(turnout_error* error) {
        return [error](const char* what) {
            if (error != nullptr) copy_text(error->message, what);
        };
    }

    template <class Plugin> static void* create(const turnout_host* host, turnout_error* error) noexcept {
        return guarded<void*>(
            nullptr,
            [&]() -> void* {
                plugin* made = std::make_unique<Plugin>(turnout::host{host}).release();
                return made;
            },
            into(error));
    }

    template <class... Events> static std::int32_t start(void* self, turnout_error* error) noexcept {
        return guarded<std::int32_t>(
            0,
            [&] {
                auto& it = *static_cast<plugin*>(self);
                it.start();
                try {
                    it.router_.check(std::span{declared_types<Events...>});
                } catch (...) {
                    it.stop(); // what start() began has to end before the object goes
                    throw;
                }
                return 1;
            },
            into(error));
    }

    static turnout_verdict handle(void* self, const turnout_event* event, turnout_outcome* outcome) noexcept {
        const auto& it = *static_cast<const plugin*>(self);
        context where{it.host_.raw(), *event};
        const auto answer = [&](const verdict& result) {
            if (where.is_deferred()) return turnout_verdict{TURNOUT_DEFERRED}; // answer() decides now
            result.write(*outcome);
            return result.code();
        };
        try {
            return answer(it.router_.dispatch(*event, where));
        } catch (const decode_error& error) {
            return failed(where, *outcome, TURNOUT_REJECT, error.what());
        } catch (const std::exception& error) {
            return failed(where, *outcome, TURNOUT_RETRY, error.what());
        } catch (...) {
            return failed(where, *outcome, TURNOUT_RETRY, "the handler threw what is no std::exception");
        }
    }

    static turnout_verdict failed(const context& where, turnout_outcome& outcome, turnout_verdict code,
                                  const char* what) noexcept {
        if (where.is_deferred()) {
            where.log().write(TURNOUT_ERROR, what); // or nobody would hear of it
            return TURNOUT_DEFERRED;
        }
        copy_text(outcome.reason, what);
        return code;
    }

    template <class Plugin> static std::int32_t configure(void* self, turnout_error* error) noexcept {
        return guarded<std::int32_t>(
            0,
            [&] {
                auto& it = static_cast<Plugin&>(*static_cast<plugin*>(self));
                return detail::configure(it) == configured::applied ? 1 : -1;
            },
            into(error));
    }

    template <class Plugin> static constexpr auto configure_of() -> decltype(turnout_plugin::configure) {
        if constexpr (configurable<Plugin>) return configure<Plugin>;
        return nullptr;
    }

    static void stop(void* self) noexcept {
        auto& it = *static_cast<plugin*>(self);
        guarded<int>(
            0, [&] { return it.stop(), 1; }, [&](const char* what) { it.log().write(TURNOUT_ERROR, what); });
    }

    static void destroy(void* self) noexcept { const std::unique_ptr<plugin> last{static_cast<plugin*>(self)}; }

    template <class Plugin, class... Events> static constexpr turnout_plugin table() {
        return {sizeof(turnout_plugin), 0,    create<Plugin>, start<Events...>, handle,
                configure_of<Plugin>(), stop, destroy,        nullptr};
    }
};

} // namespace turnout::detail
