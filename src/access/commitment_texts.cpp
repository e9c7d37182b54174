#include "access/commitment_texts.hpp"

#include <algorithm>

#include "base/bytes.hpp"

namespace arkki::access {

namespace {

std::vector<CommitmentText> texts_in(db::Read& read) {
    std::vector<CommitmentText> texts;
    for (const auto& [version, language, sha, body, from] :
         read.rows<std::string, std::string, std::string, std::string, Day>(
             "SELECT version, language, sha256, body, from_day FROM commitment_text ORDER BY id"))
        texts.push_back({version, language_from(language), sha, body, from});
    return texts;
}

/// The newest version that is these texts in all their languages; "" if there is none.
std::string version_of(const std::vector<CommitmentText>& texts, const std::map<Language, std::string>& bodies) {
    std::map<std::string, std::size_t> same;
    std::string found;
    for (const auto& text : texts) {
        const auto body = bodies.find(text.language);
        if (body == bodies.end() || body->second != text.body) continue;
        if (++same[text.version] == bodies.size()) found = text.version;
    }
    return found;
}

std::string next_version(const std::vector<CommitmentText>& texts) {
    int last = 0;
    for (const auto& text : texts) last = std::max(last, std::atoi(text.version.c_str()));
    return std::to_string(last + 1);
}

void insert(db::Write& write, const Desk& desk, const std::string& version,
            const std::map<Language, std::string>& bodies) {
    for (const auto& [language, body] : bodies)
        write.run(
            "INSERT INTO commitment_text(version, language, sha256, body, from_day, added_by, added_at)"
            " VALUES(:version, :language, :sha256, :body, :from, :by, :at)",
            {{"version", version},
             {"language", code(language)},
             {"sha256", hex(sha256(view(body)))},
             {"body", body},
             {"from", desk.today()},
             {"by", desk.session().actor},
             {"at", desk.now()}});
}

}  // namespace

std::string CommitmentTexts::adopt(const std::map<Language, std::string>& bodies) const {
    std::string version = version_of(list(), bodies);
    if (!version.empty()) return version;
    desk_.database().write([&](db::Write& write) {
        const auto texts = texts_in(write);
        version = version_of(texts, bodies);  // somebody may have been faster
        if (!version.empty()) return;
        version = next_version(texts);
        insert(write, desk_, version, bodies);
        audit::Event event = desk_.event("commitment.text_added");
        event.args = {{"version", version}};
        for (const auto& [language, body] : bodies)
            event.args.emplace_back(std::string{code(language)}, hex(sha256(view(body))));
        desk_.log().appender(write).append(event);
    });
    return version;
}

std::vector<CommitmentText> CommitmentTexts::list() const {
    return desk_.database().read([](db::Read& read) { return texts_in(read); });
}

CommitmentText CommitmentTexts::find(const std::string& version, Language language) const {
    for (auto& text : list())
        if (text.version == version && text.language == language) return text;
    throw Error{Fault::not_found, "commitment.unknown_text", {}, "text_version"};
}

}  // namespace arkki::access
