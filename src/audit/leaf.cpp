#include "audit/leaf.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>
#include <vector>

namespace arkki::audit {
namespace {

/// Tells hashes of different kinds apart, beside RFC 6962's 0x00 for leaves and 0x01 for nodes.
constexpr std::uint8_t group_tag = 0x02;
constexpr std::uint8_t subject_tag = 0x03;
constexpr std::uint8_t subject_salt_tag = 0x04;

Digest tagged_hash(std::uint8_t tag, const Salt& salt, std::string_view text) {
    thread_local Sha256 hash;
    return hash.add(ByteView{&tag, 1}).add(ByteView{salt}).add(text).finish();
}

/// A JSON object whose texts stand in the order given.
class Body {
public:
    Body& text(std::string_view key, std::string_view value) {
        name(key);
        append_json_text(out_, value);
        return *this;
    }
    Body& number(std::string_view key, std::int64_t value) {
        name(key);
        out_ += std::to_string(value);
        return *this;
    }
    Body& texts(std::string_view key, const std::vector<std::string>& values) {
        name(key);
        out_ += '[';
        for (const auto& value : values) {
            if (&value != &values.front()) out_ += ',';
            append_json_text(out_, value);
        }
        out_ += ']';
        return *this;
    }
    std::string end() {
        out_ += '}';
        return std::move(out_);
    }

private:
    void name(std::string_view key) {
        out_ += out_.empty() ? "{\"" : ",\"";
        out_ += key;
        out_ += "\":";
    }
    std::string out_;
};

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
    static constexpr char digits[] = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20) {
            out += "\\u00";
            out += {digits[byte >> 4], digits[byte & 15]};
            continue;
        }
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    out += '"';
}

std::string body_a(const Event& event) {
    return Body{}
        .number("actor", event.actor.value())
        .text("session", event.session)
        .text("auth", event.auth)
        .text("addr", event.address)
        .text("via", event.via)
        .text("station", event.station)
        .end();
}

std::string body_s(const Event& event, const Salt& subjects_seed) {
    std::vector<std::string> subjects;
    for (const CustomerId subject : event.subjects)
        subjects.push_back(base64(subject_commitment(subject_salt(subjects_seed, subject), subject)));
    std::sort(subjects.begin(), subjects.end());  // their order must not tell the ids'
    return Body{}
        .text("object", event.object)
        .number("version", event.version)
        .text("sha256", event.sha256)
        .texts("subjects", subjects)
        .end();
}

std::string body_c(const Event& event) {
    std::vector<std::string> args;
    for (const auto& [key, value] : event.args) args.push_back(key + "=" + value);
    return Body{}
        .text("action", event.action)
        .text("role", event.role)
        .text("purpose", event.purpose)
        .text("case", event.case_ref)
        .text("basis", event.basis)
        .text("result", event.result)
        .text("rule", event.rule)
        .number("count", event.count)
        .text("request", event.request)
        .texts("args", args)
        .end();
}

std::string body_f(const Event& event) {
    return Body{}
        .text("query", event.query.reveal())
        .text("reason", event.reason.reveal())
        .text("note", event.note.reveal())
        .end();
}

Digest commitment(const Salt& salt, std::string_view body) { return tagged_hash(group_tag, salt, body); }

Salt subject_salt(const Salt& seed, CustomerId subject) {
    const Digest digest = tagged_hash(subject_salt_tag, seed, std::to_string(subject.value()));
    Salt salt{};
    std::copy_n(digest.begin(), salt.size(), salt.begin());
    return salt;
}

Digest subject_commitment(const Salt& subject_salt, CustomerId subject) {
    return tagged_hash(subject_tag, subject_salt, std::to_string(subject.value()));
}

Commitments commitments(const Event& event, const Salts& salts) {
    return {commitment(salts.a, body_a(event)), commitment(salts.s, body_s(event, salts.subjects)),
            commitment(salts.c, body_c(event)), commitment(salts.f, body_f(event))};
}

std::string leaf_text(EventId seq, Instant at, const Commitments& commitments) {
    std::string text = "arkki-audit/v1\n";
    text += std::to_string(seq.value()) + ' ' + iso(at) + '\n';
    for (const auto& [letter, digest] : {std::pair{'A', &commitments.a}, std::pair{'S', &commitments.s},
                                         std::pair{'C', &commitments.c}, std::pair{'F', &commitments.f}})
        (text += letter).append(1, ' ').append(base64(*digest)).append(1, '\n');
    return text;
}

}  // namespace arkki::audit
