#include "tlog/seal_protocol.hpp"

#include <charconv>

#include "base/bytes.hpp"
#include "base/error.hpp"

namespace arkki::tlog {
namespace {

constexpr std::string_view greeting = "arkki-seal/1 ";
constexpr std::string_view leaf_header = "arkki-audit/v1\n";
constexpr std::size_t time_size = 27;
constexpr std::size_t largest_note = 64 * 1024;

/// Takes what stands before `end` off the text; nothing, and the text as it was, if `end` is not there.
std::optional<std::string_view> taken(std::string_view& text, char end) {
    const auto at = text.find(end);
    if (at == std::string_view::npos) return std::nullopt;
    const auto word = text.substr(0, at);
    text.remove_prefix(at + 1);
    return word;
}

/// A decimal number in its one spelling.
std::optional<std::uint64_t> number_in(std::optional<std::string_view> word) {
    std::uint64_t number = 0;
    if (!word) return std::nullopt;
    const auto [end, fault] = std::from_chars(word->data(), word->data() + word->size(), number);
    if (fault != std::errc{} || end != word->data() + word->size() || std::to_string(number) != *word)
        return std::nullopt;
    return number;
}

/// 2026-03-02T06:05:07.000001Z, as far as its shape goes.
bool is_time(std::string_view text) {
    static constexpr std::string_view shape = "dddd-dd-ddTdd:dd:dd.ddddddZ";
    if (text.size() != time_size) return false;
    for (std::size_t i = 0; i < time_size; ++i)
        if (shape[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i]) return false;
    return true;
}

bool is_commitment(std::string_view line, char group) {
    if (line.size() != 46 || line[0] != group || line[1] != ' ') return false;
    try {
        return from_base64(line.substr(2)).size() == 32;
    } catch (const Error&) {
        return false;
    }
}

bool is_word(std::string_view word) {
    return !word.empty() && word.size() <= 40 &&
           word.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos;
}

Error bad_answer() { return {Fault::corrupt, "seal.bad_answer"}; }

std::uint64_t number_or_bad(std::optional<std::string_view> word) {
    const auto number = number_in(word);
    if (!number) throw bad_answer();
    return *number;
}

SealAnswer with_note(SealAnswer::Kind kind, std::uint64_t number, std::string_view note) {
    if (note.size() > largest_note) throw bad_answer();
    SealAnswer answer;
    answer.kind = kind;
    answer.number = number;
    answer.note = note;
    return answer;
}

SealAnswer with_leaves(std::string_view line, std::string_view framed) {
    SealAnswer answer;
    answer.kind = SealAnswer::Kind::leaves;
    answer.number = number_or_bad(taken(line, ' '));
    const auto count = number_or_bad(line);
    if (count > max_push) throw bad_answer();
    answer.leaves = leaves_from(framed, count);
    return answer;
}

SealAnswer with_reason(SealAnswer::Kind kind, std::uint64_t number, std::string_view why, std::string_view rest) {
    if (!is_word(why) || !rest.empty()) throw bad_answer();
    SealAnswer answer;
    answer.kind = kind;
    answer.number = number;
    answer.why = why;
    return answer;
}

SealAnswer answer_from(std::string_view line, std::string_view rest) {
    using Kind = SealAnswer::Kind;
    const auto word = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(line.size(), word.size() + 1));
    if (word == "ok" && line.empty()) return with_note(Kind::ok, 0, rest);
    if (word == "size") return with_note(Kind::size, number_or_bad(line), rest);
    if (word == "leaves") return with_leaves(line, rest);
    if (word == "refused") return with_reason(Kind::refused, 0, line, rest);
    if (word != "bad") throw bad_answer();
    const auto number = number_or_bad(taken(line, ' '));
    return with_reason(Kind::bad, number, line, rest);
}

}  // namespace

std::string seal_request_line(const SealRequest& request) {
    return std::string{greeting} + (request.kind == SealRequest::Kind::leaves ? "leaves " : "") +
           std::to_string(request.from) + ' ' + std::to_string(request.count) + '\n';
}

SealRequest seal_request_from(std::string_view line) {
    const Error bad{Fault::invalid, "seal.bad_request"};
    if (line.size() > max_request_line || !line.starts_with(greeting) || !line.ends_with('\n')) throw bad;
    std::string_view rest = line.substr(greeting.size());
    SealRequest request;
    if (rest.starts_with("leaves ")) {
        request.kind = SealRequest::Kind::leaves;
        rest.remove_prefix(7);
    }
    const auto from = number_in(taken(rest, ' '));
    const auto count = number_in(taken(rest, '\n'));
    if (!from || !count || *count > max_push || !rest.empty()) throw bad;
    request.from = *from;
    request.count = *count;
    return request;
}

std::string push_text(std::uint64_t from, const std::vector<std::string>& leaves) {
    return seal_request_line({SealRequest::Kind::push, from, leaves.size()}) + framed_leaves(leaves);
}

std::string framed_leaves(const std::vector<std::string>& leaves) {
    std::string framed;
    for (const auto& leaf : leaves) {
        framed += static_cast<char>(leaf.size() >> 8 & 255U);
        framed += static_cast<char>(leaf.size() & 255U);
        framed += leaf;
    }
    return framed;
}

std::vector<std::string> leaves_from(std::string_view framed, std::uint64_t count, std::size_t longest) {
    const Error bad{Fault::invalid, "seal.bad_leaves"};
    std::vector<std::string> leaves;
    for (std::uint64_t i = 0; i < count; ++i) {
        if (framed.size() < 2) throw bad;
        const auto high = static_cast<unsigned char>(framed[0]);
        const std::size_t length = static_cast<std::size_t>(high) << 8 | static_cast<unsigned char>(framed[1]);
        if (length > longest || framed.size() - 2 < length) throw bad;
        leaves.emplace_back(framed.substr(2, length));
        framed.remove_prefix(2 + length);
    }
    if (!framed.empty()) throw bad;
    return leaves;
}

std::optional<std::string> leaf_fault(std::uint64_t seq, std::string_view leaf) {
    if (leaf.size() > max_leaf || leaf.empty()) return "length";
    if (!leaf.starts_with(leaf_header)) return "header";
    leaf.remove_prefix(leaf_header.size());
    if (number_in(taken(leaf, ' ')) != seq) return "number";
    const auto time = taken(leaf, '\n');
    if (!time || !is_time(*time)) return "time";
    for (const char group : {'A', 'S', 'C', 'F'}) {
        const auto line = taken(leaf, '\n');
        if (!line || !is_commitment(*line, group)) return "commitment";
    }
    if (!leaf.empty()) return "length";
    return std::nullopt;
}

std::string seal_answer_text(const SealAnswer& answer) {
    const auto number = std::to_string(answer.number);
    switch (answer.kind) {
        case SealAnswer::Kind::ok:
            return "ok\n" + answer.note;
        case SealAnswer::Kind::size:
            return "size " + number + '\n' + answer.note;
        case SealAnswer::Kind::bad:
            return "bad " + number + ' ' + answer.why + '\n';
        case SealAnswer::Kind::leaves:
            return "leaves " + number + ' ' + std::to_string(answer.leaves.size()) + '\n' +
                   framed_leaves(answer.leaves);
        case SealAnswer::Kind::refused:
            break;
    }
    return "refused " + answer.why + '\n';
}

SealAnswer seal_answer_from(std::string_view text) {
    const auto line = taken(text, '\n');
    if (!line || line->size() > max_request_line) throw bad_answer();
    try {
        return answer_from(*line, text);
    } catch (const Error&) {
        throw bad_answer();
    }
}

}  // namespace arkki::tlog
