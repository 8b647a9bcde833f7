// For made-up journals whose users never look back, nor change cursors.
#pragma once
#include "core/journal/journal.hpp"

#include <stdexcept>

namespace turnout::test {

class JournalWithoutArchive : public journal::Journal {
public:
    std::vector<journal::StoredEvent> find(const journal::EventQuery& /*query*/) const override { refuse(); }

    std::vector<journal::ParkedRow> find_parked(const journal::ParkedQuery& /*query*/) const override { refuse(); }

    std::uint64_t count_parked(const journal::ParkedQuery& /*query*/) const override { refuse(); }

    bool rename_route(const std::string& /*from*/, const std::string& /*to*/) override { refuse(); }

    bool pause_route(const std::string& /*route*/, bool /*paused*/) override { refuse(); }

private:
    [[noreturn]] static void refuse() { throw std::logic_error("this journal has no archive"); }
};

} // namespace turnout::test
