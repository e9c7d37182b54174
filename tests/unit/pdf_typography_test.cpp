#include <boost/test/unit_test.hpp>

#include "pdf/typography.hpp"

using arkki::pdf::without_bad_breaks;

namespace {

/// `~` stands for U+00A0.
std::string shown(const std::string& text) {
    std::string with_marks = without_bad_breaks(text);
    for (std::size_t at; (at = with_marks.find("\u00a0")) != std::string::npos;) with_marks.replace(at, 2, "~");
    return with_marks;
}

}  // namespace

BOOST_AUTO_TEST_CASE(numbers_stay_with_their_words) {
    BOOST_TEST(shown("tietosuoja-asetuksen 12 artiklan 4 kohdan ja 16 artiklan nojalla") ==
               "tietosuoja-asetuksen 12~artiklan 4~kohdan ja 16~artiklan nojalla");
    BOOST_TEST(shown("(tietosuojalain (1050/2018) 21 §)") == "(tietosuojalain (1050/2018) 21~§)");
    BOOST_TEST(shown("PL 800, 00531 Helsinki, puhelin 029 566 6700") == "PL~800, 00531 Helsinki, puhelin 029~566~6700");
    BOOST_TEST(shown("enligt artikel 12.4 och 34 § i dataskyddslagen, 2 kap. 10 §") ==
               "enligt artikel~12.4 och 34~§ i dataskyddslagen, 2~kap. 10~§");
    BOOST_TEST(shown("under Article 12(4) and (Article 16) GDPR, P.O. Box 800") ==
               "under Article~12(4) and (Article~16) GDPR, P.O.~Box~800");
    BOOST_TEST(shown("(16 artikla). 5.3.2026 saapunut") == "(16~artikla). 5.3.2026 saapunut");
}

BOOST_AUTO_TEST_CASE(other_text_is_left_as_it_is) {
    for (const char* text : {"", " ", "  a  b ", "Esimerkkitie 2 A 3", "(  )", "12", "vuonna 2026 alkaen", "1, 2, 3"})
        BOOST_TEST(shown(text) == text);
}
