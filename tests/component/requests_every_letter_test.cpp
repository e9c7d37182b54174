// Every kind of letter in every language with its sample: PDF/A and PDF/UA by our list, whole for another's program, and
// on the page nothing but the template's words with the values filled in.
#include "base/error.hpp"
#include "pdf/conformance.hpp"
#include "support/every_letter.hpp"

using namespace arkki;
using namespace arkki::every_letter;

BOOST_AUTO_TEST_CASE(every_kind_of_letter_in_the_folder_is_declared_and_every_declared_kind_is_there, *boost::unit_test::precondition(first_engine)) {
    const auto kinds = texts().kinds();
    BOOST_TEST(kinds.size() == requests::letter_table().size());
    for (const auto& kind : kinds) BOOST_TEST(requests::letter_kind(kind).kind == kind);
    BOOST_CHECK_EXCEPTION(requests::letter_kind("refusals"), Error,
                          [](const Error& error) { return error.key() == "letter.unknown_kind"; });
}

BOOST_AUTO_TEST_CASE(every_letter_in_every_language_conforms_and_says_what_its_template_says, *boost::unit_test::precondition(first_engine)) {
    for (const auto& kind : texts().kinds())
        for (const auto language : languages) {
            const auto values = texts().sample(kind, language);
            const auto made = letter(kind, language, values);
            const auto which = kind + " in " + std::string{code(language)};
            const auto problems = pdf::conformance_problems(made);
            BOOST_TEST(problems.empty(), which << ": " << (problems.empty() ? "" : problems.front()));
            const auto text = pdf::text_of_letter(made).reveal();
            BOOST_TEST(signs_of(text) == signs_of(expected_text(kind, language, values)), which);
            for (const auto* left : {"{{", "}}", "&amp;", "\\"})
                BOOST_TEST(text.find(left) == std::string::npos, which << " leaves " << left);
        }
}

BOOST_AUTO_TEST_CASE(other_programs_find_every_letter_whole_and_read_the_same_words, *boost::unit_test::precondition(first_engine)) {
    if (!is_here("qpdf") || !is_here("pdftotext")) return;
    for (const auto& kind : texts().kinds())
        for (const auto language : languages) {
            const auto values = texts().sample(kind, language);
            const Kept file{letter(kind, language, values)};
            const auto checked = run("qpdf --check " + file.path());
            BOOST_TEST(checked.exit_code == 0, kind << ": " << checked.output);
            const auto seen = signs_of(run("pdftotext -raw " + file.path() + " -").output);
            for (const auto& [word, times] : words_of(expected_text(kind, language, values)))
                BOOST_TEST(times_in(seen, word) >= times, kind << " in " << code(language) << ": " << word);
        }
}

BOOST_AUTO_TEST_CASE(only_a_letter_that_may_refuse_names_the_court_and_each_that_must_be_signed_has_its_field, *boost::unit_test::precondition(first_engine)) {
    for (const auto& row : requests::letter_table()) {
        const std::string kind{row.kind};
        const auto text = text_of(letter(kind, Language::fi, texts().sample(kind, Language::fi)));
        const bool field = row.signing == requests::Signing::contact || row.signing == requests::Signing::responsible;
        const bool two = row.signing == requests::Signing::two_persons;
        BOOST_TEST((text.find("(Signature1)") != std::string::npos) == (field || two), kind);
        BOOST_TEST((text.find("(Signature2)") != std::string::npos) == two, kind);
        if (row.signing == requests::Signing::responsible)
            BOOST_TEST(row.ending.find("remedy.court_text") != std::string_view::npos, kind);
    }
}
