// A healthy plugin among 1100 other exports.
#include <turnout/plugin.hpp>

#define ONE(name)                         \
    TURNOUT_EXPORT extern const int name; \
    const int name = 1;
#define TEN(name) \
    ONE(name##0)  \
    ONE(name##1) ONE(name##2) ONE(name##3) ONE(name##4) ONE(name##5) ONE(name##6) ONE(name##7) ONE(name##8) ONE(name##9)
#define HUNDRED(name) \
    TEN(name##0)      \
    TEN(name##1) TEN(name##2) TEN(name##3) TEN(name##4) TEN(name##5) TEN(name##6) TEN(name##7) TEN(name##8) TEN(name##9)

extern "C" {
HUNDRED(turnout_a)
HUNDRED(turnout_b)
HUNDRED(turnout_c)
HUNDRED(turnout_d)
HUNDRED(turnout_e)
HUNDRED(turnout_f)
HUNDRED(turnout_g)
HUNDRED(turnout_h)
HUNDRED(turnout_i)
HUNDRED(turnout_j)
HUNDRED(turnout_k)
}

struct talkative final : turnout::plugin {
    explicit talkative(const turnout::host& host) : plugin(host) {
        on_any([](const turnout::any_event&) {});
    }
};

TURNOUT_PLUGIN(talkative, "test.talkative", "1.0", turnout::any_event);
