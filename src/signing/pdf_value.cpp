#include "signing/pdf_value.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace arkki::signing {
namespace {

constexpr int deepest = 24;
constexpr int most_values = 200'000;

bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\0'; }
bool ends_word(char c) noexcept {
    return is_blank(c) || std::string_view{"()<>[]{}/%"}.find(c) != std::string_view::npos;
}
bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

int hex_digit(char c) noexcept {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

const PdfValue* PdfValue::find(std::string_view key) const noexcept {
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const PdfEntry& e) { return e.key == key; });
    return found == entries.end() ? nullptr : &found->value;
}

bool PdfValue::is_name(std::string_view name) const noexcept { return kind == Kind::name && text == name; }

std::optional<std::int64_t> PdfValue::plain_integer() const noexcept {
    if (kind != Kind::number || text.empty() || text.size() > 12 || !std::all_of(text.begin(), text.end(), is_digit))
        return std::nullopt;
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

char PdfReader::peek(std::size_t ahead) const noexcept {
    // The end of the file reads as a blank: it ends any word and starts no value.
    return at_ + ahead < file_.size() ? static_cast<char>(file_[at_ + ahead]) : ' ';
}

char PdfReader::take() {
    if (at_ >= file_.size()) throw NotOurFormat{};
    return static_cast<char>(file_[at_++]);
}

void PdfReader::skip_blanks() noexcept {
    while (at_ < file_.size() && is_blank(peek())) ++at_;
}

void PdfReader::skip_line_end() noexcept {
    if (at_ < file_.size() && peek() == '\r') ++at_;
    if (at_ < file_.size() && peek() == '\n') ++at_;
}

bool PdfReader::accept(std::string_view word) noexcept {
    skip_blanks();
    for (std::size_t i = 0; i < word.size(); ++i)
        if (peek(i) != word[i]) return false;
    if (!ends_word(peek(word.size()))) return false;
    at_ += word.size();
    return true;
}

void PdfReader::expect(std::string_view word) {
    if (!accept(word)) throw NotOurFormat{};
}

std::int64_t PdfReader::integer() {
    skip_blanks();
    PdfValue number;
    number.kind = PdfValue::Kind::number;
    number.text = number_text();
    const auto plain = number.plain_integer();
    if (!plain) throw NotOurFormat{};
    return *plain;
}

void PdfReader::count_value() {
    if (++values_ > most_values) throw NotOurFormat{};
}

PdfValue PdfReader::value(int depth) {
    if (depth > deepest) throw NotOurFormat{};
    count_value();
    skip_blanks();
    if (at_ >= file_.size()) throw NotOurFormat{};
    const std::size_t begin = at_;
    const char c = peek();
    PdfValue result = c == '['                                          ? array(depth)
                      : c == '<' && peek(1) == '<'                      ? dictionary(depth)
                      : c == '<'                                        ? hex_text()
                      : c == '('                                        ? literal_text()
                      : c == '/'                                        ? name()
                      : is_digit(c) || c == '+' || c == '-' || c == '.' ? number_or_reference()
                                                                        : word();
    result.begin = begin;
    result.end = at_;
    return result;
}

PdfValue PdfReader::array(int depth) {
    PdfValue result;
    result.kind = PdfValue::Kind::array;
    ++at_;
    for (skip_blanks(); peek() != ']'; skip_blanks()) result.items.push_back(value(depth + 1));
    ++at_;
    return result;
}

PdfValue PdfReader::dictionary(int depth) {
    PdfValue result;
    result.kind = PdfValue::Kind::dictionary;
    at_ += 2;
    for (skip_blanks(); peek() != '>'; skip_blanks()) {
        if (peek() != '/' || result.entries.size() > 1000) throw NotOurFormat{};
        std::string key = name().text;
        if (result.find(key) != nullptr) throw NotOurFormat{};  // readers differ in which one they believe
        result.entries.push_back({std::move(key), value(depth + 1)});
    }
    ++at_;
    if (take() != '>') throw NotOurFormat{};
    return result;
}

PdfValue PdfReader::name() {
    PdfValue result;
    result.kind = PdfValue::Kind::name;
    ++at_;
    while (!ends_word(peek())) {
        char c = take();
        if (c == '#') {
            const int high = hex_digit(take());
            const int low = hex_digit(take());
            if (high < 0 || low < 0) throw NotOurFormat{};
            c = static_cast<char>(high * 16 + low);
        }
        result.text += c;
        if (result.text.size() > 127) throw NotOurFormat{};
    }
    return result;
}

/// Escapes are not resolved: the verifier compares no text strings, it only has to know where one ends.
PdfValue PdfReader::literal_text() {
    PdfValue result;
    result.kind = PdfValue::Kind::text;
    ++at_;
    for (int open = 1;;) {
        const char c = take();
        if (c == '(') ++open;
        if (c == ')' && --open == 0) return result;
        result.text += c;
        if (c == '\\') result.text += take();
    }
}

PdfValue PdfReader::hex_text() {
    PdfValue result;
    result.kind = PdfValue::Kind::hex_text;
    ++at_;
    for (char c = take(); c != '>'; c = take()) {
        if (hex_digit(c) < 0) throw NotOurFormat{};
        result.text += c;
    }
    return result;
}

std::string PdfReader::number_text() {
    std::string text;
    while (is_digit(peek()) || peek() == '+' || peek() == '-' || peek() == '.') text += take();
    if (text.empty() || text.size() > 40 || !ends_word(peek())) throw NotOurFormat{};
    return text;
}

PdfValue PdfReader::number_or_reference() {
    PdfValue result;
    result.kind = PdfValue::Kind::number;
    result.text = number_text();
    if (peek() == ' ' && peek(1) == '0' && peek(2) == ' ' && peek(3) == 'R' && ends_word(peek(4))) {
        const auto object = result.plain_integer();
        if (!object) throw NotOurFormat{};
        at_ += 4;
        result.kind = PdfValue::Kind::reference;
        result.object = *object;
    }
    return result;
}

PdfValue PdfReader::word() {
    std::string text;
    while (!ends_word(peek()) && text.size() < 6) text += take();
    if (!ends_word(peek())) throw NotOurFormat{};
    PdfValue result;
    if (text == "true" || text == "false") {
        result.kind = PdfValue::Kind::boolean;
        result.text = text;
    } else if (text != "null") {
        throw NotOurFormat{};
    }
    return result;
}

}  // namespace arkki::signing
