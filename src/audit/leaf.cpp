#include "audit/leaf.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>
#include <vector>

#include "audit/body.hpp"
#include "base/base64.hpp"

namespace arkki::audit {
namespace {

Digest tagged_hash(std::uint8_t tag, const Salt& salt, std::string_view text) {
    thread_local Sha256 hash;
    return hash.add(ByteView{&tag, 1}).add(ByteView{salt}).add(text).finish();
}

template <class Group>
std::string body(const Group& group) {
    std::string text;
    append_body(text, group);
    return text;
}

}  // namespace

std::string body_a(const Event& event) {
    return body(Who{event.actor.value(), event.session, event.auth, event.address, event.via, event.station});
}

std::string body_s(const Event& event, const Salt& subjects_seed) {
    std::vector<std::string> subjects;
    for (const CustomerId subject : event.subjects)
        subjects.push_back(base64(subject_commitment(subject_salt(subjects_seed, subject), subject)));
    std::sort(subjects.begin(), subjects.end());  // their order must not tell the ids'
    const std::vector<std::string_view> views{subjects.begin(), subjects.end()};
    return body(Whom{event.object, event.version, event.sha256, views});
}

std::string body_c(const Event& event) {
    std::string args;
    for (const auto& [key, value] : event.args) {
        if (!args.empty()) args += '\n';
        ((args += key) += '=') += value;
    }
    return body(Circumstances{event.action, event.role, event.purpose, event.case_ref, event.basis, event.result,
                              event.rule, event.count, event.request, args});
}

std::string body_f(const Event& event) {
    return body(Typed{event.query.reveal(), event.reason.reveal(), event.note.reveal()});
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

void append_leaf_text(std::string& out, EventId seq, Instant at, const Commitments& commitments) {
    (((out += "arkki-audit/v1\n") += std::to_string(seq.value())) += ' ') += iso(at);
    std::array<char, 3> name{'\n', 'A', ' '};
    std::array<char, 44> hash{};
    for (const auto& [letter, digest] : {std::pair{'A', &commitments.a}, std::pair{'S', &commitments.s},
                                         std::pair{'C', &commitments.c}, std::pair{'F', &commitments.f}}) {
        name[1] = letter;
        encode_base64(*digest, hash.data());
        out.append(name.data(), name.size()).append(hash.data(), hash.size());
    }
    out += '\n';
}

std::string leaf_text(EventId seq, Instant at, const Commitments& commitments) {
    std::string text;
    append_leaf_text(text, seq, at, commitments);
    return text;
}

}  // namespace arkki::audit
