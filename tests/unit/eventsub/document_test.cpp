#include "core/eventsub/document.hpp"

#include "samples.hpp"

namespace turnout::eventsub {

TEST_CASE("a document holds its nodes in document order") {
    DocumentParser parser;
    Document document;
    REQUIRE(parser
                .parse(R"({"a":[1,-2,18446744073709551615,1.5],"b":{"c":"x\ny\u00e9"},"d":null,"e":true,"f":false})",
                       document)
                .empty());
    REQUIRE(document.nodes.size() == 11);
    CHECK(document.nodes[0].kind == TURNOUT_OBJECT);
    CHECK(document.nodes[0].u.count == 5);
    CHECK(document.nodes[0].next == 11);
    CHECK(document.nodes[1].kind == TURNOUT_ARRAY);
    CHECK(document.nodes[1].u.count == 4);
    CHECK(document.nodes[1].next == 6);
    CHECK(document.nodes[2].u.i == 1);
    CHECK(document.nodes[3].u.i == -2);
    CHECK(document.nodes[4].kind == TURNOUT_UINT);
    CHECK(document.nodes[4].u.u == 18446744073709551615ULL);
    CHECK(document.nodes[5].kind == TURNOUT_DOUBLE);
    CHECK(document.nodes[5].u.d == 1.5);
    CHECK(document.text(document.find("b.c")) == "x\ny\u00e9");
    CHECK(document.nodes[document.find("d")].kind == TURNOUT_NULL);
    CHECK(document.nodes[document.find("e")].kind == TURNOUT_TRUE);
    CHECK(document.nodes[document.find("f")].kind == TURNOUT_FALSE);
}

} // namespace turnout::eventsub
