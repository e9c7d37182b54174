#include "audit/entry_file.hpp"

#include <algorithm>
#include <charconv>

#include "audit/row.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace arkki::audit {
namespace {

constexpr std::string_view format = "arkki-audit/v1";

Error bad() { return {Fault::invalid, "audit.bad_entry_file"}; }

/// Reads JSON that was written without white space, from left to right.
class Cursor {
public:
    explicit Cursor(std::string_view text) : text_{text} {}

    [[nodiscard]] bool at(std::string_view word) const { return text_.starts_with(word); }
    bool take_if(std::string_view word) {
        if (!at(word)) return false;
        text_.remove_prefix(word.size());
        return true;
    }
    void take(std::string_view word) {
        if (!take_if(word)) throw bad();
    }
    std::int64_t number() {
        std::int64_t value = 0;
        const auto [end, fault] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
        const auto length = static_cast<std::size_t>(end - text_.data());
        if (fault != std::errc{} || std::to_string(value) != text_.substr(0, length)) throw bad();
        text_.remove_prefix(length);
        return value;
    }
    std::string text() {
        take("\"");
        std::string value;
        while (!take_if("\"")) {
            if (text_.empty() || static_cast<unsigned char>(text_.front()) < 0x20) throw bad();
            const char c = text_.front();
            text_.remove_prefix(1);
            value += c == '\\' ? escaped() : c;
        }
        return value;
    }
    void end() const {
        if (!text_.empty()) throw bad();
    }

private:
    /// `\"`, `\\` and `\u00xx` for what is below a blank: nothing else is ever escaped.
    char escaped() {
        if (text_.empty()) throw bad();
        const char c = text_.front();
        text_.remove_prefix(1);
        if (c == '"' || c == '\\') return c;
        if (c != 'u' || !take_if("00") || text_.size() < 2) throw bad();
        unsigned value = 0;
        const auto digits = text_.substr(0, 2);
        const auto [end, fault] = std::from_chars(digits.data(), digits.data() + 2, value, 16);
        if (fault != std::errc{} || end != digits.data() + 2 || value >= 0x20 ||
            digits.find_first_of("ABCDEF") != std::string_view::npos)
            throw bad();
        text_.remove_prefix(2);
        return static_cast<char>(value);
    }
    std::string_view text_;
};

Salt salt_in(const std::string& text) {
    Salt salt{};
    Bytes bytes;
    try {
        bytes = from_hex(text);
    } catch (const Error&) {
        throw bad();
    }
    if (bytes.size() != salt.size() || hex(bytes) != text) throw bad();
    std::copy(bytes.begin(), bytes.end(), salt.begin());
    return salt;
}

std::string commitment_in(const std::string& text) {
    try {
        if (from_base64(text).size() == sizeof(Digest)) return text;
    } catch (const Error&) {  // said below
    }
    throw bad();
}

std::vector<ShownSubject> subjects_in(Cursor& json) {
    std::vector<ShownSubject> subjects;
    if (json.take_if("]")) return subjects;
    do {
        json.take("{\"id\":");
        const auto id = json.number();
        json.take(",\"salt\":");
        subjects.push_back({id, salt_in(json.text())});
        json.take("}");
    } while (json.take_if(","));
    json.take("]");
    return subjects;
}

ShownGroup group_in(Cursor& json, char letter, std::vector<ShownSubject>& subjects) {
    ShownGroup group;
    json.take(std::string{",\""} + letter + "\":{");
    if (json.take_if("\"commitment\":")) {
        group.commitment = commitment_in(json.text());
    } else {
        json.take("\"salt\":");
        group.salt = salt_in(json.text());
        json.take(",\"body\":");
        group.body = json.text();
        if (letter == 'S') {
            json.take(",\"subjects\":[");
            subjects = subjects_in(json);
        }
    }
    json.take("}");
    return group;
}

std::string group_text(const ShownGroup& group, char letter, const std::vector<ShownSubject>& subjects) {
    if (!group.salt) return "{\"commitment\":\"" + group.commitment + "\"}";
    std::string json = "{\"salt\":\"" + hex(*group.salt) + "\",\"body\":";
    append_json_text(json, group.body);
    if (letter == 'S') {
        json += ",\"subjects\":[";
        for (const auto& [id, salt] : subjects) {
            if (json.back() == '}') json += ',';
            json += "{\"id\":" + std::to_string(id) + ",\"salt\":\"" + hex(salt) + "\"}";
        }
        json += ']';
    }
    return json + '}';
}

/// The commitments at the end of the body of S.
std::vector<std::string> committed_subjects(const std::string& body) {
    Cursor json{body};
    std::vector<std::string> commitments;
    json.take("{\"object\":");
    (void)json.text();
    json.take(",\"version\":");
    (void)json.number();
    json.take(",\"sha256\":");
    (void)json.text();
    json.take(",\"subjects\":[");
    if (!json.at("]")) do {
            commitments.push_back(json.text());
        } while (json.take_if(","));
    json.take("]}");
    json.end();
    return commitments;
}

}  // namespace

std::string entry_text(const EntryFile& file) {
    std::string json = "{\"format\":\"" + std::string{format} + "\",\"origin\":";
    append_json_text(json, file.origin);
    json += ",\"seq\":" + std::to_string(file.seq) + ",\"ts\":";
    append_json_text(json, file.time);
    for (std::size_t i = 0; i < file.groups.size(); ++i)
        json +=
            std::string{",\""} + group_letters[i] + "\":" + group_text(file.groups[i], group_letters[i], file.subjects);
    return json + '}';
}

EntryFile entry_from(std::string_view text) {
    if (!is_clean_utf8(text)) throw bad();
    Cursor json{text};
    EntryFile file;
    json.take("{\"format\":\"" + std::string{format} + "\",\"origin\":");
    file.origin = json.text();
    json.take(",\"seq\":");
    const auto seq = json.number();
    if (seq < 0) throw bad();
    file.seq = static_cast<std::uint64_t>(seq);
    json.take(",\"ts\":");
    file.time = json.text();
    for (std::size_t i = 0; i < file.groups.size(); ++i)
        file.groups[i] = group_in(json, group_letters[i], file.subjects);
    json.take("}");
    json.end();
    return file;
}

std::string leaf_of(const EntryFile& file) {
    std::string text = std::string{format} + '\n' + std::to_string(file.seq) + ' ' + file.time + '\n';
    for (std::size_t i = 0; i < file.groups.size(); ++i) {
        const auto& [salt, body, withheld] = file.groups[i];
        text += std::string{group_letters[i]} + ' ' + (salt ? base64(commitment(*salt, body)) : withheld) + '\n';
    }
    return text;
}

bool subjects_are_in(const EntryFile& file) {
    if (file.subjects.empty()) return true;
    try {
        const auto commitments = committed_subjects(file.groups[1].body);
        return std::all_of(file.subjects.begin(), file.subjects.end(), [&](const ShownSubject& subject) {
            const auto wanted = base64(subject_commitment(subject.salt, CustomerId{subject.id}));
            return std::find(commitments.begin(), commitments.end(), wanted) != commitments.end();
        });
    } catch (const Error&) {
        return false;
    }
}

}  // namespace arkki::audit
