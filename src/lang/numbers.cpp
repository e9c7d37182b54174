#include "lang/numbers.hpp"

#include <algorithm>
#include <chrono>

namespace arkki::lang {

namespace {

constexpr std::size_t shortest_joined = 6;
constexpr std::size_t longest_joined = 24;

bool digit(char c) { return c >= '0' && c <= '9'; }

/// `0501234567`, `123a`: begins with a digit, letters only at its end.
bool is_group(std::string_view word) {
    if (word.empty() || !digit(word.front())) return false;
    return std::all_of(word.begin(), word.end(), [](char c) { return digit(c) || (c >= 'a' && c <= 'z'); });
}

bool joins(std::string_view between) {
    return between == "\u00a0" ||
           (between.size() == 1 && std::string_view{" -./:"}.find(between.front()) != std::string_view::npos);
}

/// With `0` for the country code of Finland; empty if there is none.
std::string domestic(std::string_view joined, bool plus) {
    const std::string_view country = plus ? "358" : "00358";
    if (!joined.starts_with(country) || joined.size() < country.size() + 5) return {};
    joined.remove_prefix(country.size());
    return (joined.front() == '0' ? "" : "0") + std::string{joined};
}

std::string two_digits(const std::string& text) { return text.size() == 1 ? "0" + text : text; }

/// `7.10.2020` as `20201007`; empty if the groups are no date.
std::string date(std::string_view text, const std::vector<Token>& tokens, NumberRun groups) {
    if (groups.end - groups.begin != 3) return {};
    const auto& day = tokens[groups.begin];
    const auto& month = tokens[groups.begin + 1];
    const auto& year = tokens[groups.begin + 2];
    if (text.substr(day.end, month.begin - day.end) != "." || text.substr(month.end, year.begin - month.end) != ".")
        return {};
    const auto all_digits = [](const Token& token, std::size_t size) {
        return token.forms[0].size() <= size && std::all_of(token.forms[0].begin(), token.forms[0].end(), digit);
    };
    if (!all_digits(day, 2) || !all_digits(month, 2) || !all_digits(year, 4) || year.forms[0].size() != 4) return {};
    const std::chrono::year_month_day read{std::chrono::year{std::stoi(year.forms[0])},
                                           std::chrono::month{static_cast<unsigned>(std::stoi(month.forms[0]))},
                                           std::chrono::day{static_cast<unsigned>(std::stoi(day.forms[0]))}};
    if (!read.ok()) return {};
    return year.forms[0] + two_digits(month.forms[0]) + two_digits(day.forms[0]);
}

}  // namespace

std::vector<NumberRun> number_runs(std::string_view text, const std::vector<Token>& tokens) {
    std::vector<NumberRun> runs;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (!is_group(tokens[i].forms.front())) continue;
        const bool follows = !runs.empty() && runs.back().end == i &&
                             joins(text.substr(tokens[i - 1].end, tokens[i].begin - tokens[i - 1].end));
        if (follows)
            runs.back().end = i + 1;
        else
            runs.push_back({i, i + 1});
    }
    return runs;
}

std::vector<std::string> joined_forms(std::string_view text, const std::vector<Token>& tokens, NumberRun groups) {
    std::string joined;
    for (auto i = groups.begin; i < groups.end; ++i) joined += tokens[i].forms.front();
    std::vector<std::string> forms;
    const bool several = groups.end - groups.begin > 1;
    if (several && joined.size() >= shortest_joined && joined.size() <= longest_joined) forms.push_back(joined);
    const auto begin = tokens[groups.begin].begin;
    if (const auto number = domestic(joined, begin > 0 && text[begin - 1] == '+');
        !number.empty() && number.size() <= longest_joined)
        forms.push_back(number);
    if (const auto day = date(text, tokens, groups); !day.empty()) forms.push_back(day);
    return forms;
}

std::string digits_repaired(std::string_view word) {
    if (word.size() < 3 || word.size() > longest_joined) return {};
    const auto digits = static_cast<std::size_t>(std::count_if(word.begin(), word.end(), digit));
    if (digits == word.size() || digits * 2 <= word.size()) return {};
    std::string out;
    for (const char c : word) {
        switch (c) {
            case 'o':
                out += '0';
                break;
            case 'l':
            case 'i':
                out += '1';
                break;
            case 's':
                out += '5';
                break;
            case 'b':
                out += '8';
                break;
            default:
                if (!digit(c)) return {};
                out += c;
        }
    }
    return out;
}

}  // namespace arkki::lang
