#include "web/multipart.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "web/ascii.hpp"

namespace arkki::web {
namespace {

constexpr std::size_t longest_head = 8192;

[[noreturn]] void bad_upload(const char* why) { throw Error{Fault::invalid, "web.bad_upload", why}; }

bool may_stand_in_boundary(char c) {
    return is_alphanumeric(c) || std::string_view{"'()+_,-./:=?"}.find(c) != std::string_view::npos;
}

/// Browsers write `"` in a name as %22 and line ends as %0D %0A (WHATWG HTML, multipart/form-data encoding).
std::string unescaped(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto escape = text.substr(i, 3);
        if (escape == "%22") result += '"';
        if (escape == "%22" || escape == "%0D" || escape == "%0A") i += 2;
        else result += text[i];
    }
    if (!is_clean_utf8(result)) bad_upload("part name is no UTF-8");
    return result;
}

/// Reads `; name="value"` and moves `rest` behind it.
std::optional<std::pair<std::string, std::string>> next_parameter(std::string_view& rest) {
    if (rest.empty()) return std::nullopt;
    if (cut(rest, ';').find_first_not_of(" \t") != std::string_view::npos) bad_upload("part disposition");
    rest = rest.substr(std::min(rest.find_first_not_of(" \t"), rest.size()));
    const auto equals = rest.find('=');
    if (equals == std::string_view::npos || equals + 1 >= rest.size()) bad_upload("part disposition");
    const std::string name = lower(rest.substr(0, equals));
    rest.remove_prefix(equals + 1);
    std::string_view value;
    if (rest.front() == '"') {
        const auto close = rest.find('"', 1);
        if (close == std::string_view::npos) bad_upload("part disposition");
        value = rest.substr(1, close - 1);
        rest.remove_prefix(close + 1);
    } else {
        value = rest.substr(0, rest.find_first_of("; \t"));
        rest.remove_prefix(value.size());
    }
    return std::pair{name, unescaped(value)};
}

PartHead parse_disposition(std::string_view value) {
    const auto kind = trimmed(value.substr(0, value.find(';')));
    if (!same_word(kind, "form-data")) bad_upload("part disposition");
    value.remove_prefix(std::min(value.find(';'), value.size()));
    PartHead head;
    bool named = false;
    while (const auto parameter = next_parameter(value)) {
        const auto& [name, text] = *parameter;
        if (name == "name" && !named) {
            head.name = text;
            named = true;
        } else if (name == "filename" && !head.file_name) {
            head.file_name = PersonalText{text};
        } else if (name == "name" || name == "filename") {
            bad_upload("parameter twice");
        }
    }
    if (!named) bad_upload("part without name");
    return head;
}

}  // namespace

std::optional<std::string> multipart_boundary(std::string_view content_type) {
    if (!same_word(trimmed(cut(content_type, ';')), "multipart/form-data")) return std::nullopt;
    while (!content_type.empty()) {
        std::string_view value = trimmed(cut(content_type, ';'));
        if (!same_word(cut(value, '='), "boundary")) continue;
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
        const bool fits = !value.empty() && value.size() <= 70 && std::ranges::all_of(value, may_stand_in_boundary);
        return fits ? std::optional{std::string{value}} : std::nullopt;
    }
    return std::nullopt;
}

PartHead parse_part_head(std::string_view lines) {
    std::optional<PartHead> head;
    while (!lines.empty()) {
        const auto end = lines.find("\r\n");
        std::string_view value = lines.substr(0, end);
        lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 2);
        if (std::ranges::any_of(value, [](char c) { return is_control(c) && c != '\t'; })) bad_upload("part header");
        if (value.find(':') == std::string_view::npos) bad_upload("part header");
        if (!same_word(cut(value, ':'), "Content-Disposition")) continue;
        if (head) bad_upload("two dispositions");
        head = parse_disposition(value);
    }
    if (!head) bad_upload("part without disposition");
    return *head;
}

MultipartReader::MultipartReader(std::string_view boundary, PartSink& sink, int most_parts)
    : sink_{sink}, delimiter_{"\r\n--" + std::string{boundary}}, most_parts_{most_parts} {
    if (boundary.empty() || boundary.size() > 70) bad_upload("boundary");
}

void MultipartReader::feed(std::string_view piece) {
    rest_ += piece;
    while (step()) {}
}

void MultipartReader::finish() const {
    if (state_ != State::closed && state_ != State::closing) throw Error{Fault::invalid, "web.truncated"};
    if (!rest_.empty()) throw Error{Fault::invalid, "web.truncated"};
}

/// Does one thing if enough was fed for it.
bool MultipartReader::step() {
    switch (state_) {
        case State::start: return read_start();
        case State::after_boundary: return read_after_boundary();
        case State::head: return read_head();
        case State::data: return read_data();
        case State::closing: return read_closing();
        case State::closed: break;
    }
    if (!rest_.empty()) bad_upload("something after the end");
    return false;
}

bool MultipartReader::read_start() {
    const std::string_view opening = std::string_view{delimiter_}.substr(2);
    if (!opening.starts_with(std::string_view{rest_}.substr(0, opening.size()))) bad_upload("boundary expected");
    if (rest_.size() < opening.size()) return false;
    rest_.erase(0, opening.size());
    state_ = State::after_boundary;
    return true;
}

bool MultipartReader::read_after_boundary() {
    if (rest_.size() < 2) return false;
    const std::string mark = rest_.substr(0, 2);
    rest_.erase(0, 2);
    if (mark == "--") state_ = State::closing;
    else if (mark == "\r\n") state_ = State::head;
    else bad_upload("boundary expected");
    if (state_ == State::head && ++parts_ > most_parts_) bad_upload("too many parts");
    return true;
}

bool MultipartReader::read_head() {
    const auto end = rest_.find("\r\n\r\n");
    const bool whole = end != std::string::npos;
    // The longest that is taken may still wait for the last byte of its end.
    if (whole ? end > longest_head : rest_.size() >= longest_head + 4) bad_upload("part headers too long");
    if (!whole) return false;
    const PartHead head = parse_part_head(std::string_view{rest_}.substr(0, end));
    rest_.erase(0, end + 4);
    sink_.begin(head);
    state_ = State::data;
    return true;
}

bool MultipartReader::read_data() {
    const auto at = rest_.find(delimiter_);
    const bool found = at != std::string::npos;
    const auto sure = found ? at : rest_.size() - std::min(rest_.size(), delimiter_.size() - 1);
    if (sure > 0) sink_.data(std::string_view{rest_}.substr(0, sure));
    rest_.erase(0, sure);
    if (!found) return false;
    rest_.erase(0, delimiter_.size());
    sink_.end();
    state_ = State::after_boundary;
    return true;
}

/// Some senders end the last line, some do not.
bool MultipartReader::read_closing() {
    if (rest_.size() < 2) {
        if (!rest_.empty() && rest_ != "\r") bad_upload("something after the end");
        return false;
    }
    if (!rest_.starts_with("\r\n")) bad_upload("something after the end");
    rest_.erase(0, 2);
    state_ = State::closed;
    return true;
}

}  // namespace arkki::web
