#include "tlog/policy.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace arkki::tlog {
namespace {

Error bad() { return {Fault::invalid, "audit.bad_policy"}; }

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    while (!line.empty()) {
        const auto word = line.substr(0, line.find(' '));
        if (!word.empty()) words.push_back(word);
        line.remove_prefix(std::min(line.size(), word.size() + 1));
    }
    return words;
}

VerifierKey key_of(std::string_view text, KeyType type) {
    auto key = VerifierKey::from_text(text);
    if (key.type() != type) throw bad();
    return key;
}

const VerifierKey* named(const Policy& policy, std::string_view name) {
    for (const auto& [own_name, key] : policy.witnesses)
        if (own_name == name) return &key;
    return nullptr;
}

/// What the lines say before it is known whether it makes a policy.
struct Draft {
    std::optional<VerifierKey> log;
    std::vector<std::pair<std::string, VerifierKey>> witnesses;
    std::optional<std::string> quorum;

    void take(const std::vector<std::string_view>& words) {
        if (words.size() == 2 && words[0] == "log" && !log)
            log = key_of(words[1], KeyType::log);
        else if (words.size() == 3 && words[0] == "witness" && words[1] != "none")
            witnesses.emplace_back(words[1], key_of(words[2], KeyType::witness));
        else if (words.size() == 2 && words[0] == "quorum" && !quorum)
            quorum = words[1];
        else
            throw bad();
    }
};

}  // namespace

std::string policy_text(const Policy& policy) {
    std::string text = "log " + policy.log.text() + '\n';
    for (const auto& [name, key] : policy.witnesses) text += "witness " + name + ' ' + key.text() + '\n';
    return text + "quorum " + policy.quorum + '\n';
}

Policy policy_from(std::string_view text) {
    Draft draft;
    try {
        while (!text.empty()) {
            const auto line = text.substr(0, text.find('\n'));
            text.remove_prefix(std::min(text.size(), line.size() + 1));
            const auto clean = trimmed(line);
            if (!clean.empty() && clean.front() != '#') draft.take(words_of(clean));
        }
    } catch (const Error&) {
        throw bad();
    }
    if (!draft.log || !draft.quorum) throw bad();
    Policy policy{std::move(*draft.log), std::move(draft.witnesses), std::move(*draft.quorum)};
    if (policy.quorum != "none" && named(policy, policy.quorum) == nullptr) throw bad();
    return policy;
}

OpenedNote open_note(std::string_view text, const Policy& policy) {
    auto opened = open_note(text, policy.log);
    const VerifierKey* const needed = named(policy, policy.quorum);
    if (needed != nullptr && cosignatures(opened, {*needed}).empty()) throw Error{Fault::corrupt, "audit.no_quorum"};
    return opened;
}

}  // namespace arkki::tlog
