// turnout-loadgen: sends signed EventSub notifications over keep-alive connections and prints one JSON line of results.
#include "tests/bench/loadgen/options.hpp"
#include "tests/bench/loadgen/report.hpp"
#include "tests/bench/loadgen/run.hpp"
#include "tests/bench/loadgen/worker.hpp"

#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <exception>
#include <memory>
#include <thread>
#include <vector>

namespace {

using namespace turnout::bench;

enum Status : int { done = 0, wrong_usage = 1, no_answer = 2, not_strict = 3 };

std::atomic<bool> stopped{false}; // set by the signal handler, which can reach nothing else

void raise_descriptor_limit() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

Statistics work(Run& run) {
    std::vector<std::unique_ptr<Worker>> workers;
    std::vector<std::exception_ptr> problems(static_cast<std::size_t>(run.options.threads));
    for (int i = 0; i < run.options.threads; ++i) workers.push_back(std::make_unique<Worker>(run, i));
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < workers.size(); ++i)
            threads.emplace_back([&worker = *workers[i], &problem = problems[i]] {
                try {
                    worker.work();
                } catch (...) { // a thread's entry: told by the one that waits for it
                    problem = std::current_exception();
                    stopped = true;
                }
            });
    }
    for (const auto& problem : problems)
        if (problem) std::rethrow_exception(problem);
    Statistics statistics;
    for (const auto& worker : workers) statistics.merge(worker->statistics());
    return statistics;
}

int run_load(const Options& options) {
    raise_descriptor_limit();
    Run run(options, stopped);
    const Statistics statistics = work(run);
    std::puts(report(options, statistics, run.begin).c_str());
    if (statistics.answered() == 0) return no_answer;
    const bool clean = statistics[Counter::good_refused] == 0 && statistics.errors() == 0 &&
                       statistics[Counter::unsent] == 0 && statistics[Counter::bad_accepted] == 0;
    return options.strict && !clean ? not_strict : done;
}

} // namespace

int main(int count, char** words) {
    std::signal(SIGPIPE, SIG_IGN);
    for (const int number : {SIGINT, SIGTERM}) std::signal(number, [](int) { stopped = true; });
    try {
        return run_load(read_options(count, words));
    } catch (const std::exception& problem) {
        std::fprintf(stderr, "loadgen: %s\n", problem.what());
        return wrong_usage;
    }
}
