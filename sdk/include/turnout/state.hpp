// A small durable store of this plugin instance.
#pragma once
#include <turnout/abi.h>
#include <turnout/ext/state.h>
#include <turnout/extension.hpp>
#include <turnout/text.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace turnout {

/// A limit of turnout/ext/state.h, a delivery that is over, or a journal that cannot be read or written.
class state_error : public std::runtime_error {
public:
    state_error(const std::string& what, turnout_state_result code) : std::runtime_error(what), code_(code) {}

    turnout_state_result code() const { return code_; }

private:
    turnout_state_result code_;
};

/// What is known of work that must not be done twice.
enum class once {
    fresh,      ///< nobody has begun it: do it
    unfinished, ///< begun, but not known to be done: look outside whether it was
    done        ///< leave it
};

/// Keys are 1 to 256 bytes, values up to 64 KiB, all together 16 MiB. Any thread. All throw state_error.
///
/// From context::state() and deferred::state(): writes are committed with the delivery's OK and forgotten with any
/// other verdict; reads see them. From plugin::state(): writes are durable when the call returns.
class state_store {
public:
    using entry = std::pair<std::string, std::string>;

    /// `token` of a delivery, or 0. Throws missing_extension.
    state_store(const turnout_host* host, std::uint64_t token)
        : host_(host),
          table_(&detail::extension<turnout_state>(host, TURNOUT_STATE_EXTENSION)),
          token_(token) {}

    std::optional<std::string> get(std::string_view key) const {
        std::vector<entry> found;
        collector into{found, {}};
        const auto result = table_->get(host_, token_, to_str(key), collector::take, &into);
        into.finish();
        check(result);
        if (found.empty()) return std::nullopt;
        return std::move(found.front().second);
    }

    void put(std::string_view key, std::string_view value) const {
        check(table_->put(host_, token_, to_str(key), to_str(value)));
    }

    /// False if there was no such key.
    bool erase(std::string_view key) const {
        return check(table_->erase(host_, token_, to_str(key))) == TURNOUT_STATE_DONE;
    }

    /// Keys that begin with `prefix` and come after `after`, in order; at most 1000 or about 1 MiB. Empty: no more.
    std::vector<entry> scan(std::string_view prefix, std::string_view after = {}) const {
        std::vector<entry> entries;
        collector into{entries, {}};
        const auto result =
            table_->scan(host_, token_, to_str(prefix), to_str(after), TURNOUT_STATE_MAX_SCAN, collector::take, &into);
        into.finish();
        if (result < 0) check(static_cast<turnout_state_result>(result));
        return entries;
    }

    /// For a delivery only: may it do what `key` stands for? Done with the delivery's OK; known for `time_to_live`.
    turnout::once once(std::string_view key, std::chrono::milliseconds time_to_live) const {
        const auto time = time_to_live.count() > 0 ? static_cast<std::uint64_t>(time_to_live.count()) : 0;
        switch (check(table_->once(host_, token_, to_str(key), time))) {
        case TURNOUT_STATE_FRESH: return turnout::once::fresh;
        case TURNOUT_STATE_UNFINISHED: return turnout::once::unfinished;
        default: return turnout::once::done;
        }
    }

private:
    /// What a visitor has seen. It throws only when the host is not in between any more.
    struct collector {
        std::vector<entry>& entries;
        std::exception_ptr thrown;

        static std::int32_t take(void* context, turnout_str key, turnout_str value) noexcept {
            auto& self = *static_cast<collector*>(context);
            try {
                self.entries.emplace_back(to_view(key), to_view(value));
                return 1;
            } catch (...) {
                self.thrown = std::current_exception();
                return 0;
            }
        }

        void finish() const {
            if (thrown) std::rethrow_exception(thrown);
        }
    };

    static turnout_state_result check(turnout_state_result result) {
        switch (result) {
        case TURNOUT_STATE_INVALID:
            throw state_error("state: a key has 1 to 256 bytes, a value at most 65536, and a time is longer than 0",
                              result);
        case TURNOUT_STATE_NO_TOKEN: throw state_error("state: the delivery is over", result);
        case TURNOUT_STATE_FULL: throw state_error("state: the plugin keeps as much as it may", result);
        default: break;
        }
        if (result < 0) throw state_error("state: the host's journal cannot be read or written now", result);
        return result;
    }

    const turnout_host* host_;
    const turnout_state* table_;
    std::uint64_t token_;
};

} // namespace turnout
