#include "archive/vocabulary.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "db/sqlite_groups.hpp"
#include "lang/word_scan.hpp"

namespace arkki::archive {
namespace {

constexpr std::size_t shortest_kept = 4;
constexpr std::size_t shortest_asked = 5;

/// Three letters in a row of the word without marks, each once.
std::vector<std::string> trigrams(const std::string& word) {
    const auto letters = lang::code_points_of(lang::without_marks(word));
    std::set<std::string> found;
    for (std::size_t i = 0; i + 3 <= letters.size(); ++i)
        found.insert(lang::utf8_of(std::u32string_view{letters}.substr(i, 3)));
    return {found.begin(), found.end()};
}

/// As JSON, which both engines take apart. Words are letters, digits and marks: nothing of it needs an escape.
std::string json(const std::vector<std::string>& words) {
    std::string text{"["};
    for (const auto& word : words) text += (text.size() == 1 ? "\"" : ",\"") + word + '"';
    return text + ']';
}

std::string each_of(const db::Read& read, std::string_view parameter) {
    const std::string name{parameter};
    return read.engine() == db::Engine::sqlite ? "(SELECT value FROM json_each(:" + name + "))"
                                               : "(SELECT json_array_elements_text(CAST(:" + name + " AS json)))";
}

std::vector<std::string> unknown_of(db::Read& read, const std::set<std::string>& words) {
    std::vector<std::string> unknown{words.begin(), words.end()};
    const auto known = read.rows<std::string>("SELECT text FROM term WHERE text IN " + each_of(read, "words"),
                                              {{"words", json(unknown)}});
    const std::set<std::string> there{known.begin(), known.end()};
    std::erase_if(unknown, [&](const auto& word) { return there.contains(word); });
    return unknown;
}

}  // namespace

std::set<std::string> vocabulary_words(std::string_view groups) {
    std::set<std::string> words;
    for (std::size_t at = 0; at < groups.size();) {
        const auto blank = std::min(groups.find(' ', at), groups.size());
        const auto group = groups.substr(at, blank - at);
        std::string word{group.substr(0, group.find(db::group_separator))};
        const bool digits = std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (!digits && word.find_first_of("\"\\") == std::string::npos && code_points(word) >= shortest_kept)
            words.insert(std::move(word));
        at = blank + 1;
    }
    return words;
}

void add_to_vocabulary(db::Write& write, const std::set<std::string>& words) {
    if (words.empty()) return;
    const auto fresh = unknown_of(write, words);
    const std::string all = json({words.begin(), words.end()});
    write.run("UPDATE term SET pages = pages + 1 WHERE text IN " + each_of(write, "words"), {{"words", all}});
    for (const auto& word : fresh) {
        const auto id = write.one<std::int64_t>("INSERT INTO term (text, pages) VALUES (:word, 1) RETURNING id",
                                                {{"word", word}});
        const std::string from = write.engine() == db::Engine::sqlite
                                     ? "SELECT value, :term FROM json_each(:letters)"
                                     : "SELECT json_array_elements_text(CAST(:letters AS json)), :term";
        write.run("INSERT INTO trigram (letters, term) " + from, {{"term", id}, {"letters", json(trigrams(word))}});
    }
}

void take_from_vocabulary(db::Write& write, const std::set<std::string>& words) {
    if (words.empty()) return;
    const std::string all = json({words.begin(), words.end()});
    const auto last = write.rows<std::int64_t, std::string>(
        "SELECT id, text FROM term WHERE pages = 1 AND text IN " + each_of(write, "words"), {{"words", all}});
    write.run("UPDATE term SET pages = pages - 1 WHERE pages > 1 AND text IN " + each_of(write, "words"),
              {{"words", all}});
    for (const auto& [id, word] : last) {
        write.run("DELETE FROM trigram WHERE term = :term AND letters IN " + each_of(write, "letters"),
                  {{"term", id}, {"letters", json(trigrams(word))}});
        write.run("DELETE FROM term WHERE id = :term", {{"term", id}});
    }
}

std::vector<std::string> similar_words(db::Read& read, const std::string& word, std::size_t most) {
    if (code_points(word) < shortest_asked || word.find_first_of("\"\\") != std::string::npos) return {};
    const auto letters = trigrams(word);
    if (letters.empty()) return {};
    const auto needed = (letters.size() * 7 + 9) / 10;
    return read.rows<std::string>(
        "SELECT t.text FROM (SELECT term, count(*) AS shared FROM trigram WHERE letters IN " + each_of(read, "letters") +
            " GROUP BY term HAVING count(*) >= :needed ORDER BY shared DESC, term LIMIT :most) AS near"
            " JOIN term t ON t.id = near.term WHERE t.text <> :word ORDER BY near.shared DESC, t.text",
        {{"letters", json(letters)},
         {"needed", static_cast<std::int64_t>(needed)},
         {"most", static_cast<std::int64_t>(most + 1)},
         {"word", word}});
}

}  // namespace arkki::archive
