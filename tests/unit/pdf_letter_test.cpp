#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <fstream>

#include "base/error.hpp"
#include "unit/pdf_letters.hpp"

using namespace arkki;
using namespace arkki::pdf_test;

namespace {

/// Composes, and leaves the file in $ARKKI_KEEP_PDF for a look at it.
Bytes composed(const pdf::LetterSheet& sheet, const std::string& name) {
    Bytes letter = pdf::compose(sheet, resources());
    if (const char* folder = std::getenv("ARKKI_KEEP_PDF")) {
        std::ofstream out{std::filesystem::path{folder} / (name + ".pdf"), std::ios::binary};
        out << text_of(letter);
    }
    return letter;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_letter_is_the_same_bytes_each_time) {
    for (const auto language : {Language::fi, Language::sv, Language::en}) {
        const auto letter = sheet(language, refusal(language));
        BOOST_TEST((composed(letter, "refusal-" + std::string{code(language)}) == composed(letter, "again")));
    }
    composed(sheet(Language::fi, refusal(Language::fi, 9)), "refusal-long");
    composed(sheet(Language::fi, access_reply(6, "Esimerkkitie 2, 00200 Helsinki")), "access");
    composed(sheet(Language::fi, access_reply(60, "Esimerkkitie 2, 00200 Helsinki")), "access-60");
}
