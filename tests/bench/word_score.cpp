// How much of what stands on the pages was read.
//   word_score TRUTH TEXT NAME...
//
// TEXT has a form feed after each page (pdftotext); NAME.json and NAME.gt.txt in TRUTH tell the pages and the words of
// each file, in the same order. A word counts as found if the file's text has it as often, punctuation at its ends
// aside. Prints: words found, words there, share in per cent, character error rate in per cent (edit distance over the
// letters there, blanks counted as one).
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <numeric>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace fs = std::filesystem;
using Count = std::map<std::string, int>;

std::string contents(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    if (!in) throw std::runtime_error{"no file " + file.filename().string()};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// One blank between words, as code points.
std::u32string letters_of(const std::string& text) {
    std::u32string letters;
    bool blank = false;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= ' ') {
            blank = !letters.empty();
            continue;
        }
        if (blank) letters += U' ';
        blank = false;
        if ((byte & 0xc0U) == 0x80U)
            letters.back() = letters.back() << 6U | (byte & 0x3fU);
        else
            letters += byte < 0x80 ? byte : byte & (byte < 0xe0 ? 0x1fU : byte < 0xf0 ? 0x0fU : 0x07U);
    }
    return letters;
}

std::size_t distance(const std::u32string& a, const std::u32string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t before = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j)
            before =
                std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, before + (a[i - 1] == b[j - 1] ? 0 : 1)}));
    }
    return row[b.size()];
}

Count words_in(const std::string& text) {
    static const std::string punctuation = ".,;:!?()[]\"'*_-";
    Count words;
    std::istringstream in{text};
    for (std::string word; in >> word;) {
        const auto first = word.find_first_not_of(punctuation);
        if (first == std::string::npos) continue;
        ++words[word.substr(first, word.find_last_not_of(punctuation) - first + 1)];
    }
    return words;
}

std::size_t pages_of(const fs::path& description) {
    return Poco::JSON::Parser{}
        .parse(contents(description))
        .extract<Poco::JSON::Object::Ptr>()
        ->getArray("pages")
        ->size();
}

}  // namespace

int main(int count, char** words) {
    if (count < 4) {
        std::fputs("word_score TRUTH TEXT NAME...\n", stderr);
        return 2;
    }
    try {
        const fs::path truth{words[1]};
        std::istringstream pages{contents(words[2])};
        int found = 0, there = 0;
        std::size_t wrong = 0, letters = 0;
        for (int i = 3; i < count; ++i) {
            const std::string name = words[i];
            std::string text, page;
            for (auto left = pages_of(truth / (name + ".json")); left > 0 && std::getline(pages, page, '\f'); --left)
                text += page + "\n";
            auto read = words_in(text);
            const auto said = contents(truth / (name + ".gt.txt"));
            const auto expected = letters_of(said);
            wrong += distance(expected, letters_of(text)), letters += expected.size();
            for (const auto& [word, times] : words_in(said)) {
                there += times;
                found += std::min(times, read[word]);
            }
        }
        const auto share = [](double part, double of) { return of > 0 ? 100 * part / of : 0; };
        std::printf("%d %d %.1f %.2f\n", found, there, share(found, there),
                    share(static_cast<double>(wrong), static_cast<double>(letters)));
        return 0;
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "word_score: %s\n", fault.what());
        return 1;
    }
}
