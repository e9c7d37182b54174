#include "archive/redaction_proposals.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "lang/text.hpp"

namespace arkki::archive {
namespace {

constexpr std::size_t least_digits = 7, most_digits = 15;  ///< of a telephone number (ITU-T E.164)

std::string key_of(const imaging::Word& word) { return lang::search_key(word.text.reveal()); }

/// The words of a person's own name, as they are compared.
std::set<std::string> own_names(const customers::Card& card) {
    std::set<std::string> names;
    std::istringstream words{lang::search_key(card.value("name").reveal())};
    for (std::string word; words >> word;) names.insert(word);
    return names;
}

/// The last digits of a telephone number: +358 40 123 and 040 123 are the same.
std::string digits_of(const std::string& text) {
    std::string digits;
    for (const char c : text)
        if (c >= '0' && c <= '9') digits += c;
    return digits.size() > least_digits ? digits.substr(digits.size() - least_digits) : digits;
}

bool is_number_piece(const std::string& text) {
    const bool only = text.find_first_not_of("0123456789+-()") == std::string::npos;
    return only && text.find_first_of("0123456789") != std::string::npos;
}

/// Words in a row on one line that together make a telephone number.
std::vector<std::size_t> phone_at(const std::vector<imaging::Word>& words, std::size_t first, const std::string& own) {
    std::string number;
    std::vector<std::size_t> run;
    for (std::size_t i = first; i < words.size() && words[i].line == words[first].line; ++i) {
        if (!is_number_piece(words[i].text.reveal())) break;
        number += words[i].text.reveal();
        run.push_back(i);
    }
    const auto count = std::count_if(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
    const bool begins = !number.empty() && (number[0] == '0' || number[0] == '+' || number[0] == '(');
    const bool fits = std::cmp_greater_equal(count, least_digits) && std::cmp_less_equal(count, most_digits);
    if (!begins || !fits || (!own.empty() && digits_of(number) == own)) return {};
    return run;
}

/// Two words in a row that are another customer's name.
bool is_other_customer(db::Read& read, const std::string& name, const customers::Card& card) {
    for (const auto id : customers::named(read, {name}))
        if (id != card.id) return true;
    return false;
}

}  // namespace

std::vector<RedactionProposal> propose_redactions(db::Read& read, const std::vector<imaging::Word>& words,
                                                  const customers::Card& card) {
    const auto own = own_names(card);
    const std::string own_mail = lang::search_key(card.value("email").reveal());
    const std::string own_phone = digits_of(card.value("phone").reveal());
    std::map<std::size_t, std::string> found;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& text = words[i].text.reveal();
        if (lang::holds_identity_code(text)) found.emplace(i, "identity_code");
        if (text.find('@') != std::string::npos && key_of(words[i]) != own_mail) found.emplace(i, "others");
        for (const auto piece : phone_at(words, i, own_phone)) found.emplace(piece, "others");
        if (i + 1 == words.size() || words[i + 1].line != words[i].line) continue;
        const auto first = key_of(words[i]), second = key_of(words[i + 1]);
        if (first.empty() || second.empty() || !is_other_customer(read, first + " " + second, card)) continue;
        if (!own.contains(first)) found.emplace(i, "others");
        if (!own.contains(second)) found.emplace(i + 1, "others");
    }
    std::vector<RedactionProposal> proposals;
    for (const auto& [word, ground] : found) proposals.push_back({word, ground});
    return proposals;
}

}  // namespace arkki::archive
