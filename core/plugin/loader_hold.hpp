// Which plugin is inside the system's loader, in a static constructor or destructor that may hang. The loader lets
// nobody else in meanwhile: whoever loads or unloads a library would hang as well.
#pragma once
#include <mutex>
#include <string>
#include <utility>

namespace turnout::plugins {

/// Any thread; one plugin at a time.
class LoaderHold {
public:
    /// Around a call into the loader.
    class Inside {
    public:
        Inside(LoaderHold& hold, std::string plugin) : hold_(hold) { hold_.set(std::move(plugin)); }

        Inside(const Inside&) = delete;
        Inside& operator=(const Inside&) = delete;

        ~Inside() { hold_.set({}); }

    private:
        LoaderHold& hold_;
    };

    /// Empty: the loader is free.
    std::string holder() const {
        const std::lock_guard lock{mutex_};
        return plugin_;
    }

private:
    void set(std::string plugin) {
        const std::lock_guard lock{mutex_};
        plugin_ = std::move(plugin);
    }

    mutable std::mutex mutex_;
    std::string plugin_;
};

} // namespace turnout::plugins
