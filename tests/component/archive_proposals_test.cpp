// What is proposed to be taken out of a copy: other people's data, never the person's own name.
#include <boost/test/unit_test.hpp>

#include "archive/redaction_proposals.hpp"
#include "support/test_archive.hpp"

using namespace arkki;
using namespace arkki::archive;

namespace {

struct Register : test::TestArchive {
    Register() {
        const auto clerk = desk("clerk");
        const customers::Cards cards{clerk};
        own = cards.add({{"name", PersonalText{"Maija Malli"}},
                         {"email", PersonalText{"maija@example.org"}},
                         {"phone", PersonalText{"+358 40 111 2222"}}},
                        day_from_iso("2020-01-02"));
        for (const auto* name : {"Pekka Esimerkki", "Liisa Malli"}) customer(clerk, name);
        card = cards.card(clerk.open<access::ViewCard>(own));
    }
    /// The proposed words with their grounds.
    std::string proposed(const std::string& text) {
        const auto page = test::page_of(text);
        const auto proposals =
            database().read([&](db::Read& read) { return propose_redactions(read, page.words, card); });
        std::string said;
        for (const auto& [word, ground] : proposals)
            said += (said.empty() ? "" : ", ") + page.words[word].text.reveal() + " " + ground;
        return said;
    }
    CustomerId own{0};
    customers::Card card;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(what_is_the_persons_own_is_never_proposed, Register) {
    BOOST_TEST(proposed("Maija Malli maija@example.org 040 111 2222") == "");
    BOOST_TEST(proposed("MALLI MAIJA") == "");
    BOOST_TEST(proposed("") == "");
    BOOST_TEST(proposed("00200 Helsinki 1.2.2020 12,50 2026-11-24") == "");
}

BOOST_FIXTURE_TEST_CASE(other_customers_addresses_and_identity_codes_are_proposed, Register) {
    BOOST_TEST(proposed("Naapuri Pekka Esimerkki soitti") == "Pekka others, Esimerkki others");
    BOOST_TEST(proposed("kirje toinen@example.org") == "toinen@example.org others");
    BOOST_TEST(proposed("puh 040 999 8888 iltaisin") == "040 others, 999 others, 8888 others");
    BOOST_TEST(proposed("tunnus 131052-308T") == "131052-308T identity_code");
}

BOOST_FIXTURE_TEST_CASE(of_a_relative_with_the_same_surname_only_the_first_name_is_proposed, Register) {
    BOOST_TEST(proposed("Liisa Malli") == "Liisa others");
}

BOOST_FIXTURE_TEST_CASE(words_of_two_lines_are_no_name_and_no_number, Register) {
    BOOST_TEST(proposed("Pekka\nEsimerkki") == "");
    BOOST_TEST(proposed("040\n9998888") == "");
}
