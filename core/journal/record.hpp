// How messages stand in the store: one record per message, its body once, with those of its elements that were new.
#pragma once
#include "core/eventsub/event.hpp"

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::journal {

/// Bytes that no version of Turnout wrote.
class BadRecord : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A new element of a batched message.
struct RecordElement {
    std::string_view id;
    std::uint32_t index = 0;
};

/// Appends one record to `out`. `elements` empty: the message is one event (element_id and batch_index are taken from
/// it); else it is as many events as there are elements.
void encode_record(const eventsub::Event& message, std::span<const RecordElement> elements, std::string& out);

/// The events of all records in `data`, in order, as views into it. Throws BadRecord.
std::vector<eventsub::Event> decode_records(std::string_view data);

/// Integers as 7 bits per byte, low ones first; shared with the other compact columns.
void put_varint(std::string& out, std::uint64_t value);
/// Takes one from the front of `in`. Throws BadRecord.
std::uint64_t take_varint(std::string_view& in);

} // namespace turnout::journal
