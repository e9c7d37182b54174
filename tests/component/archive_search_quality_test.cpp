// How much of what should be found is found, and how much else: labelled sentences, on both engines, as fences against
// regressions. The first set is not ours to ship; without it these checks say so.
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iostream>
#include <map>
#include <set>

#include "support/test_archive.hpp"

using namespace arkki;
using namespace arkki::archive;

namespace {

using Pairs = std::set<std::pair<std::string, std::string>>;  ///< query, sentence
namespace fs = std::filesystem;

const fs::path labelled{ARKKI_SOURCE_DIR "/../shared/data/search-fi"};
const fs::path ours{ARKKI_SOURCE_DIR "/tests/fixtures/search"};

std::vector<std::pair<std::string, std::string>> lines_of(const fs::path& file) {
    std::ifstream in{file};
    BOOST_TEST_REQUIRE(in.is_open(), file);
    std::vector<std::pair<std::string, std::string>> lines;
    for (std::string line; std::getline(in, line);)
        if (const auto tab = line.find('\t'); tab != std::string::npos)
            lines.emplace_back(line.substr(0, tab), line.substr(tab + 1));
    return lines;
}

struct Score {
    double recall, precision;
};

Score score(const Pairs& wanted, const Pairs& found) {
    double hits = 0;
    for (const auto& pair : found) hits += wanted.contains(pair) ? 1 : 0;
    return {hits / static_cast<double>(wanted.size()), hits / std::max(1.0, static_cast<double>(found.size()))};
}

class Library : public test::TestArchive {
public:
    void keep(const fs::path& sentences) {
        for (const auto& [id, text] : lines_of(sentences)) names.emplace(file({text}), id);
    }
    /// What each query finds, told apart by its id (or its words).
    void ask(const std::vector<std::pair<std::string, std::string>>& queries) {
        const auto clerk = desk("clerk");
        for (const auto& [id, words] : queries)
            for (const auto& page :
                 search(clerk, shelves, {.typed = PersonalText{words}, .similar = true, .limit = 200}).pages) {
                second.emplace(id, names.at(page.hit.document));
                if (!page.hit.similar) first.emplace(id, names.at(page.hit.document));
            }
    }
    void tell(const std::string& what, const Score& one, const Score& two) const {
        std::cout << what << ": tier 1 recall " << one.recall << " precision " << one.precision << "; tier 2 recall "
                  << two.recall << " precision " << two.precision << '\n';
        for (const auto& [query, sentence] : wanted) {
            if (!second.contains({query, sentence})) std::cout << "  missed " << query << " in " << sentence << '\n';
        }
    }
    Pairs first, second, wanted;  ///< tier 1 alone; with tier 2; the labels
    std::map<DocumentId, std::string> names;
};

void labelled_set(Library& library, const std::string& sentences) {
    for (const auto& [query, sentence] : lines_of(labelled / "relevant.tsv")) library.wanted.emplace(query, sentence);
    library.keep(labelled / sentences);
    library.ask(lines_of(labelled / "queries.tsv"));
}

bool absent() {
    if (fs::exists(labelled / "queries.tsv")) return false;
    std::cout << "skipped: the labelled set search-fi is not here\n";
    return true;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(clean_finnish_is_found_in_every_inflection_and_compound, Library) {
    if (absent()) return;
    labelled_set(*this, "sentences.tsv");
    const auto one = score(wanted, first), two = score(wanted, second);
    tell("clean", one, two);
    for (const auto& pair : first)
        if (!wanted.contains(pair)) std::cout << "  false " << pair.first << " in " << pair.second << '\n';
    BOOST_TEST(one.recall >= 0.955);
    BOOST_TEST(one.precision >= 0.955);
    BOOST_TEST(two.recall >= 0.995);
    BOOST_TEST(two.precision >= 0.935);
}

BOOST_FIXTURE_TEST_CASE(finnish_misread_at_three_letters_in_a_hundred_is_found_by_similar_spelling, Library) {
    if (absent()) return;
    labelled_set(*this, "sentences-noise-3.tsv");
    const auto one = score(wanted, first), two = score(wanted, second);
    tell("3 % noise", one, two);
    BOOST_TEST(one.recall >= 0.785);
    BOOST_TEST(two.recall >= 0.895);
    BOOST_TEST(two.precision >= 0.935);
}

BOOST_FIXTURE_TEST_CASE(three_languages_are_found_inflected_in_one_index, Library) {
    keep(ours / "sentences.tsv");
    std::vector<std::pair<std::string, std::string>> queries;
    for (const auto& [words, ids] : lines_of(ours / "queries.tsv")) {
        queries.emplace_back(words, words);
        std::istringstream in{ids};
        for (std::string id; in >> id;) wanted.emplace(words, id);
    }
    ask(queries);
    const auto one = score(wanted, first), two = score(wanted, second);
    tell("ours", one, two);
    for (const auto& pair : first)
        if (!wanted.contains(pair)) std::cout << "  false " << pair.first << " in " << pair.second << '\n';
    for (const auto& pair : wanted)
        if (!first.contains(pair)) std::cout << "  not in tier 1: " << pair.first << " in " << pair.second << '\n';
    BOOST_TEST(one.recall >= 0.9);
    BOOST_TEST(one.precision >= 0.95);
}
