// For made-up journals whose users never look back, nor change cursors.
#pragma once
#include "core/journal/journal.hpp"

#include <stdexcept>

namespace turnout::test {

class JournalWithoutArchive : public journal::Journal {
public:
    std::vector<journal::StoredEvent> find(const journal::EventQuery& /*query*/) const override { refuse(); }

    journal::EventPage find_standing(const journal::EventQuery& /*query*/,
                                     const journal::StandingQuery& /*standing*/) const override {
        refuse();
    }

    std::vector<journal::ParkedRow> find_parked(const journal::ParkedQuery& /*query*/) const override { refuse(); }

    std::uint64_t count_parked(const journal::ParkedQuery& /*query*/) const override { refuse(); }

    std::vector<journal::RouteFate> fates(journal::Sequence /*sequence*/) const override { refuse(); }

    journal::Figures figures() const override { refuse(); }

    void drop_dead(const journal::ParkedQuery& /*query*/, Told /*told*/) override { refuse(); }

    void replay_dead(const journal::ParkedQuery& /*query*/, const std::string& /*route*/, Told /*told*/) override {
        refuse();
    }

    void replay_events(std::vector<journal::Sequence> /*sequences*/, const std::string& /*route*/,
                       Told /*told*/) override {
        refuse();
    }

    bool rename_route(const std::string& /*from*/, const std::string& /*to*/) override { refuse(); }

    bool pause_route(const std::string& /*route*/, bool /*paused*/) override { refuse(); }

    void set_limits(const journal::Limits& /*limits*/) override { refuse(); }

private:
    [[noreturn]] static void refuse() { throw std::logic_error("this journal has no archive"); }
};

} // namespace turnout::test
