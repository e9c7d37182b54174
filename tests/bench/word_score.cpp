// How much of what stands on the pages was read.
//   word_score TRUTH TEXT NAME...
//
// TEXT has a form feed after each page (pdftotext); NAME.json and NAME.gt.txt in TRUTH tell the pages and the words of
// each file, in the same order. A word counts as found if the file's text has it as often, punctuation at its ends
// aside. Prints: words found, words there, share in per cent.
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>

namespace {

namespace fs = std::filesystem;
using Count = std::map<std::string, int>;

std::string contents(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    if (!in) throw std::runtime_error{"no file " + file.filename().string()};
    return {std::istreambuf_iterator<char>{in}, {}};
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
        for (int i = 3; i < count; ++i) {
            const std::string name = words[i];
            std::string text, page;
            for (auto left = pages_of(truth / (name + ".json")); left > 0 && std::getline(pages, page, '\f'); --left)
                text += page + "\n";
            auto read = words_in(text);
            for (const auto& [word, times] : words_in(contents(truth / (name + ".gt.txt")))) {
                there += times;
                found += std::min(times, read[word]);
            }
        }
        std::printf("%d %d %.1f\n", found, there, there > 0 ? 100.0 * found / there : 0.0);
        return 0;
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "word_score: %s\n", fault.what());
        return 1;
    }
}
