// Short texts of a fixed size: one that a thread writes while others read, and a plain copy of it.
#pragma once
#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace turnout::plugins {

/// At most `capacity` bytes, without a NUL at its end. Allocates nothing.
template <std::size_t capacity> class BoundedText {
public:
    std::string_view view() const { return {bytes_.data(), size_}; }

private:
    template <std::size_t> friend class SharedText;

    std::array<char, capacity> bytes_{};
    std::size_t size_ = 0;
};

/// One writer at a time, any number of readers, none of which waits. A reader beside the writer may get a mixture of
/// two texts, never anything beyond the buffer; whoever owns it tells the readers (see RunningCalls).
template <std::size_t capacity> class SharedText {
public:
    /// Keeps the first `capacity` bytes.
    void store(std::string_view text) noexcept {
        const auto size = std::min(text.size(), capacity);
        std::size_t index = 0;
        for (; (index + 1) * word <= size; ++index) store_word(index, text.data() + index * word, word);
        if (index * word != size) store_word(index, text.data() + index * word, size - index * word);
        size_.store(static_cast<std::uint32_t>(size), std::memory_order_release);
    }

    /// Async-signal-safe.
    void load(BoundedText<capacity>& into) const noexcept {
        into.size_ = std::min<std::size_t>(size_.load(std::memory_order_acquire), capacity);
        for (std::size_t index = 0; index * word < into.size_; ++index) {
            const auto bytes = words_[index].load(std::memory_order_acquire);
            std::memcpy(into.bytes_.data() + index * word, &bytes, word);
        }
    }

private:
    using Word = std::uint64_t;
    static constexpr std::size_t word = sizeof(Word);
    static_assert(capacity % word == 0 && std::atomic<Word>::is_always_lock_free);

    void store_word(std::size_t index, const char* bytes, std::size_t count) noexcept {
        Word value = 0;
        std::memcpy(&value, bytes, count);
        words_[index].store(value, std::memory_order_release);
    }

    std::array<std::atomic<Word>, capacity / word> words_{};
    std::atomic<std::uint32_t> size_{0};
};

} // namespace turnout::plugins
