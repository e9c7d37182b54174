#include "archive/asked.hpp"

#include <algorithm>
#include <charconv>

#include "lang/text.hpp"
#include "lang/word_scan.hpp"

namespace arkki::archive {
namespace {

constexpr std::size_t most_typed = 10'000;  ///< bytes of a query that are looked at
constexpr std::size_t most_words = 20;      ///< of a query
constexpr std::size_t most_logged = 500;    ///< bytes, the log's limit for a query
constexpr std::string_view blanks = " \t\r\n";

using Field = FieldWords::Field;

/// A piece between blanks; quotes hold blanks together.
struct Piece {
    std::string_view whole;
    bool minus = false;
    std::string_view field;  ///< "" if there is none
    std::string_view value;  ///< behind minus and field
};

std::size_t end_of_piece(std::string_view text, std::size_t at) {
    bool quoted = false;
    for (; at < text.size(); ++at) {
        // A quote that is never closed holds nothing together.
        if (text[at] == '"') quoted = !quoted && text.find('"', at + 1) != std::string_view::npos;
        if (!quoted && blanks.find(text[at]) != std::string_view::npos) break;
    }
    return at;
}

Piece piece_of(std::string_view whole) {
    Piece piece{whole, false, {}, whole};
    if (whole.size() > 1 && whole.front() == '-') {
        piece.minus = true;
        piece.value.remove_prefix(1);
    }
    const auto colon = piece.value.find(':');
    if (colon != std::string_view::npos && piece.value.find('"') > colon) {
        piece.field = piece.value.substr(0, colon);
        piece.value.remove_prefix(colon + 1);
    }
    return piece;
}

std::vector<Piece> pieces(std::string_view text) {
    std::vector<Piece> found;
    for (auto at = text.find_first_not_of(blanks); at < text.size(); at = text.find_first_not_of(blanks, at)) {
        const auto end = end_of_piece(text, at);
        found.push_back(piece_of(text.substr(at, end - at)));
        at = end;
    }
    return found;
}

std::string without_quotes(std::string_view value) {
    std::string text{value};
    std::erase(text, '"');
    return std::string{trimmed(text)};
}

int number_in(std::string_view text) {
    int number = -1;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    return fault == std::errc{} && end == text.data() + text.size() ? number : -1;
}

/// `2024`, `3/2024`, `31.3.2024`, `2024-03-31`: the first or the last day of it.
std::optional<Day> day_in(const std::string& text, bool last) {
    using namespace std::chrono;
    std::vector<int> parts;
    const char separator = text.find('.') != std::string::npos ? '.' : text.find('/') != std::string::npos ? '/' : '-';
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find(separator, at), text.size());
        parts.push_back(number_in(std::string_view{text}.substr(at, end - at)));
        at = end + 1;
    }
    if (separator != '-') std::reverse(parts.begin(), parts.end());
    if (parts.empty() || parts.size() > 3 || *std::min_element(parts.begin(), parts.end()) < 1) return std::nullopt;
    if (parts[0] < 1900 || parts[0] > 2999) return std::nullopt;
    const year in{parts[0]};
    const month at{static_cast<unsigned>(parts.size() > 1 ? parts[1] : last ? 12 : 1)};
    if (!at.ok()) return std::nullopt;
    if (parts.size() < 3) return last ? Day{year_month_day_last{in / at / std::chrono::last}} : Day{in / at / 1};
    const Day exact{in / at / static_cast<unsigned>(parts[2])};
    return exact.ok() ? std::optional{exact} : std::nullopt;
}

template <class Value>
std::optional<Value> named(const std::map<std::string, Value>& words, const std::string& value) {
    const auto found = words.find(lang::folded_word(value));
    return found == words.end() ? std::nullopt : std::optional{found->second};
}

/// A type by the beginning of its name: `tilaus` is the *tilauslomake*; nothing if that could be another one too.
std::optional<Series> series_named(const FieldWords& words, const std::string& value) {
    const std::string key = lang::folded_word(value);
    std::optional<Series> found = named(words.series, value);
    if (found || key.size() < 3) return found;
    for (auto at = words.series.lower_bound(key); at != words.series.end() && at->first.starts_with(key); ++at) {
        if (found && *found != at->second) return std::nullopt;
        found = at->second;
    }
    return found;
}

template <class Value>
bool take(std::optional<Value>& filter, std::optional<Value> value) {
    if (value) filter = std::move(value);
    return value.has_value();
}

/// Whether the piece was a filter.
bool take_filter(Filters& filters, Field field, const std::string& value, const FieldWords& words) {
    switch (field) {
        case Field::series:
            return take(filters.series, series_named(words, value));
        case Field::state:
            return take(filters.confirmed, named(words.states, value));
        case Field::from:
            return take(filters.from, day_in(value, false));
        case Field::to:
            return take(filters.to, day_in(value, true));
        case Field::place:
            filters.place = value;
            return !value.empty();
        case Field::customer:
            filters.customer = PersonalText{value};
            return !value.empty();
        case Field::name:
            return false;
    }
    return false;
}

void keep_words(std::vector<lang::QueryTerm>& terms, std::size_t& left) {
    for (auto& term : terms) {
        if (term.words.size() > left)
            term.words.erase(term.words.begin() + static_cast<std::ptrdiff_t>(left), term.words.end());
        left -= term.words.size();
    }
    std::erase_if(terms, [](const auto& term) { return term.words.empty(); });
}

/// The parts of what was typed, as text for the analyser. What was taken out leaves a line feed: numbers do not join
/// over it.
struct Parts {
    std::string wanted, excluded;
};

Parts sorted(std::string_view typed, const FieldWords& words, Asked& asked) {
    Parts parts;
    for (const auto& piece : pieces(typed)) {
        const auto field = named(words.fields, std::string{piece.field});
        if (piece.minus) {
            parts.excluded.append(piece.whole.substr(1)) += '\n';
        } else if (field && *field == Field::name) {
            asked.names = true;
            parts.wanted.append(piece.value) += ' ';
        } else if (field && take_filter(asked.filters, *field, without_quotes(piece.value), words)) {
            parts.wanted += '\n';
        } else {
            parts.wanted.append(piece.whole) += ' ';
        }
    }
    return parts;
}

}  // namespace

Asked understood(lang::Analyser& analyser, std::string_view typed, const FieldWords& words) {
    Asked asked;
    std::string text{typed.substr(0, most_typed)};
    std::replace(text.begin(), text.end(), '\0', ' ');
    const Parts parts = sorted(text, words, asked);
    asked.terms = analyser.query(parts.wanted);
    asked.excluded = analyser.query(parts.excluded);
    if (asked.terms.empty() && asked.filters.empty()) asked.terms.swap(asked.excluded);
    std::size_t left = most_words;
    keep_words(asked.terms, left);
    keep_words(asked.excluded, left);
    return asked;
}

PersonalText loggable(const PersonalText& typed, const Asked& asked) {
    const std::string& text = typed.reveal();
    if (text.size() <= most_logged && is_clean_utf8(text) && lang::clean_text(text) == text) return typed;
    std::string words;
    for (const auto& term : asked.terms)
        for (const auto& word : term.words)
            if (words.size() + word.forms.front().size() < most_logged)
                words += (words.empty() ? "" : " ") + word.forms.front();
    return PersonalText{words};
}

}  // namespace arkki::archive
