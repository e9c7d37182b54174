#include <boost/test/unit_test.hpp>

#include "base/error.hpp"
#include "pdf/conformance.hpp"
#include "support/pdf_letters.hpp"

using namespace arkki;
using namespace arkki::pdf_test;

namespace {

/// A letter that ends with three lines of a checkpoint and a warning.
pdf::LetterSheet with_checkpoint() {
    auto letter =
        sheet(Language::en, refusal(Language::en) +
                                "\narkki.example/audit/e1\\\n48211\\\nwqyokPgwiJJ78G8Cm9VjqjjWOjbIppi72Sg7iTJYnqc=\n"
                                "\nThe same person answers for both.\n");
    letter.codes = {{"arkki.example/audit/e1\n48211\nwqyokPgwiJJ78G8Cm9VjqjjWOjbIppi72Sg7iTJYnqc=",
                     "arkki.example/audit/e1\n48211\nwqyokPgwiJJ78G8Cm9VjqjjWOjbIppi72Sg7iTJYnqc=\n"}};
    letter.warnings = {"The same person answers for both."};
    return letter;
}

std::string key_of(const pdf::LetterSheet& letter) {
    try {
        pdf::compose(letter, resources());
    } catch (const Error& error) {
        return error.key();
    }
    return "done";
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_code_or_a_warning_without_its_paragraph_is_refused) {
    auto letter = with_checkpoint();
    letter.codes[0].paragraph += "x";
    BOOST_TEST(key_of(letter) == "letter.no_code_place");
    letter = with_checkpoint();
    letter.warnings.emplace_back("Nobody said this.");
    BOOST_TEST(key_of(letter) == "letter.no_code_place");
    letter = with_checkpoint();
    letter.codes[0].content = std::string(3'000, 'x');
    BOOST_TEST(key_of(letter) == "qr.too_long");
}

BOOST_AUTO_TEST_CASE(a_letter_with_a_code_and_a_red_warning_is_archival_and_accessible) {
    const Bytes letter = pdf::compose(with_checkpoint(), resources());
    for (const auto& problem : pdf::conformance_problems(letter)) BOOST_TEST(problem == "");
    BOOST_TEST(letter.size() > pdf::compose(sheet(Language::en, refusal(Language::en)), resources()).size());
}
