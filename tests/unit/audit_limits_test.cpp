#include <boost/test/unit_test.hpp>

#include <functional>
#include <string>

#include "audit/limits.hpp"
#include "base/error.hpp"

using namespace arkki;
using audit::Event;

namespace {

Event good() {
    Event event;
    event.via = "web";
    event.action = "document.view";
    return event;
}

struct Refusal {
    std::string key;
    std::string field;
    friend bool operator==(const Refusal&, const Refusal&) = default;
    friend std::ostream& operator<<(std::ostream& out, const Refusal& r) { return out << r.key << " at " << r.field; }
};

Refusal refusal(const std::function<void(Event&)>& spoil) {
    Event event = good();
    spoil(event);
    try {
        audit::check(event);
    } catch (const Error& error) {
        return {error.key(), error.field()};
    }
    return {"taken", ""};
}

PersonalText typed(std::size_t bytes) { return PersonalText{std::string(bytes, 'x')}; }

}  // namespace

BOOST_AUTO_TEST_CASE(over_long_texts_are_refused_and_not_cut) {
    BOOST_TEST(refusal([](Event& e) { e.query = typed(501); }) == (Refusal{"audit.too_long", "query"}));
    BOOST_TEST(refusal([](Event& e) { e.reason = typed(2001); }) == (Refusal{"audit.too_long", "reason"}));
    BOOST_TEST(refusal([](Event& e) { e.note = typed(2001); }) == (Refusal{"audit.too_long", "note"}));
    BOOST_TEST(refusal([](Event& e) { e.station = std::string(41, 'x'); }) == (Refusal{"audit.too_long", "station"}));
    BOOST_TEST(refusal([](Event& e) {
                   e.args = {{"k", std::string(199, 'x')}};
               }) == (Refusal{"audit.too_long", "args"}));
    BOOST_TEST(refusal([](Event& e) { e.subjects.assign(1001, CustomerId{1}); }) ==
               (Refusal{"audit.too_long", "subjects"}));
    BOOST_TEST(refusal([](Event& e) { e.session = std::string(121, 'x'); }) == (Refusal{"audit.too_long", "session"}));
}

BOOST_AUTO_TEST_CASE(control_characters_and_broken_text_are_refused) {
    const std::string bad[] = {"a\x1b[2Jb",
                               std::string("a\0b", 3),
                               "a\x7f",
                               "a\xc2\x85"
                               "b",
                               "\xff",
                               "\xed\xa0\x80"};
    for (const auto& text : bad) {
        BOOST_TEST(refusal([&](Event& e) { e.query = PersonalText{text}; }) == (Refusal{"audit.bad_text", "query"}));
        BOOST_TEST(refusal([&](Event& e) { e.note = PersonalText{text}; }) == (Refusal{"audit.bad_text", "note"}));
        BOOST_TEST(refusal([&](Event& e) { e.station = text; }) == (Refusal{"audit.bad_text", "station"}));
        BOOST_TEST(refusal([&](Event& e) { e.object = text; }) == (Refusal{"audit.bad_text", "object"}));
        BOOST_TEST(refusal([&](Event& e) { e.args = {{"k", text}}; }) == (Refusal{"audit.bad_text", "args"}));
    }
    BOOST_TEST(refusal([](Event& e) { e.station = "a\nb"; }) == (Refusal{"audit.bad_text", "station"}));
}

BOOST_AUTO_TEST_CASE(names_do_not_fit_where_codes_belong) {
    BOOST_TEST(refusal([](Event& e) { e.object = "Äijälä"; }) == (Refusal{"audit.bad_text", "object"}));
    BOOST_TEST(refusal([](Event& e) { e.args = {{"k", "Äijälä"}}; }) == (Refusal{"audit.bad_text", "args"}));
    BOOST_TEST(refusal([](Event& e) { e.args = {{"", "x"}}; }) == (Refusal{"audit.bad_text", "args"}));
    BOOST_TEST(refusal([](Event& e) { e.args = {{"a=b", "x"}}; }) == (Refusal{"audit.bad_text", "args"}));
    BOOST_TEST(refusal([](Event& e) { e.sha256 = "abc"; }) == (Refusal{"audit.bad_text", "sha256"}));
    BOOST_TEST(refusal([](Event& e) { e.result = "perhaps"; }) == (Refusal{"audit.bad_text", "result"}));
    BOOST_TEST(refusal([](Event& e) { e.via = ""; }) == (Refusal{"audit.bad_text", "via"}));
    BOOST_TEST(refusal([](Event& e) { e.action = ""; }) == (Refusal{"audit.bad_text", "action"}));
    BOOST_TEST(refusal([](Event& e) { e.subjects = {CustomerId{0}}; }) == (Refusal{"audit.bad_text", "subjects"}));
    BOOST_TEST(refusal([](Event& e) { e.count = -1; }) == (Refusal{"audit.bad_text", "count"}));
}

BOOST_AUTO_TEST_CASE(the_longest_texts_and_typed_line_ends_are_taken) {
    BOOST_TEST(refusal([](Event& e) {
                   e.query = typed(500);
                   e.reason = PersonalText{"Äijälä soitti:\r\n\t\"öljykannu\" katosi"};
                   e.note = typed(2000);
                   e.station = "tiski å";
                   e.args = {{"k", std::string(198, 'x')}, {"empty", ""}, {"explained", "order:2210=a"}};
                   e.sha256 = std::string(64, 'a');
                   e.subjects.assign(1000, CustomerId{1});
               }) == (Refusal{"taken", ""}));
}
