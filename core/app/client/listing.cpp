#include "core/app/client/listing.hpp"

#include "core/app/client/table.hpp"
#include "core/app/command.hpp"

#include <algorithm>
#include <ostream>

namespace turnout::app {
namespace {

constexpr std::uint64_t largest_page = 1000, usual_limit = 100, largest_limit = 1'000'000;

/// Pages, one after the other, until there are `limit` entries or no more.
struct Entries {
    Poco::JSON::Array::Ptr all = new Poco::JSON::Array;
    bool more = true; ///< there may be further ones
};

Entries read_pages(AdminClient& client, const Listing& listing, const Query& selection, std::uint64_t limit) {
    Entries entries;
    for (std::string page; entries.more && entries.all->size() < limit;) {
        Query query = selection;
        query.emplace_back("limit", std::to_string(std::min<std::uint64_t>(limit - entries.all->size(), largest_page)));
        if (!page.empty()) query.emplace_back("page", page);
        const auto answer = client.get(listing.path, query);
        for (const auto& entry : *answer->getArray(listing.member)) entries.all->add(entry);
        const auto next = answer->get("next");
        entries.more = !next.isEmpty();
        if (entries.more) page = next.convert<std::string>();
    }
    return entries;
}

} // namespace

int print_listing(const Arguments& arguments, Streams streams, const Listing& listing, PrintEntries print) {
    const auto limit = arguments.number("limit", usual_limit, 1, largest_limit);
    const auto query = selection(arguments, listing.selectors);
    auto client = connect(arguments, streams);
    const auto entries = read_pages(client, listing, query, limit);
    if (arguments.has("json"))
        print_list(streams.out, listing.member, entries.all);
    else if (entries.all->empty())
        streams.out << listing.nothing << '\n';
    else
        print(*entries.all, streams.out);
    if (entries.more && entries.all->size() == limit) streams.error << "There may be more: see --limit.\n";
    return ExitStatus::done;
}

} // namespace turnout::app
