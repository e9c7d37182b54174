#include "service/commitment_work.hpp"

#include <map>
#include <sstream>

#include "access/commitment_texts.hpp"
#include "access/line.hpp"
#include "access/people.hpp"
#include "archive/digest.hpp"
#include "custody/recalls.hpp"
#include "lang/hyphenation.hpp"
#include "lang/template_files.hpp"
#include "pdf/letter.hpp"
#include "register/profile.hpp"
#include "signing/text_signature.hpp"

namespace arkki::service {
namespace {

constexpr auto kind = "confidentiality-commitment";
constexpr std::array languages{Language::fi, Language::sv, Language::en};

using Values = std::map<std::string, std::string>;

/// "8f434346 648f6b96 ...": a digest that a person can compare.
std::string grouped(const std::string& digest) {
    std::string text;
    for (std::size_t at = 0; at < digest.size(); at += 8) text += (at == 0 ? "" : " ") + digest.substr(at, 8);
    return text;
}

/// The text with its values put in as they are: what a key signs is read by people, without marks of a layout.
std::string filled(const std::string& body, const Values& values) {
    const auto begin = body.find("# ");  // the head of the letter, with its date, is no part of the promise
    std::string text = body.substr(begin == std::string::npos ? 0 : begin);
    for (const auto& [key, value] : values) {
        const std::string name = "{{" + key + "}}";
        for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + value.size()))
            text.replace(at, name.size(), value);
    }
    if (text.find("{{") != std::string::npos) throw Error{Fault::corrupt, "template.missing_key", kind};
    return text;
}

std::string employer_text(const access::Person& person, const customers::Profile& profile) {
    return person.employer == "own" || person.employer == "outside" ? profile.text("controller.name") : person.employer;
}

/// What is known of a person's text before it is laid out.
struct Draft {
    access::CommitmentText text;
    customers::Profile profile;
    Values values;
};

Draft draft_of(Office& office, const access::Desk& desk, PersonId id, Language language, const std::string& version) {
    const auto person = access::People{desk}.find(id);
    const auto text =
        access::CommitmentTexts{desk}.find(version.empty() ? commitment_version(office, desk) : version, language);
    auto profile = desk.database().read([&](db::Read& read) { return customers::profile(read, language); });
    Values values{{"user.name", person.name.reveal()},
                  {"user.employer", employer_text(person, profile)},
                  {"register.name", profile.text("register.name")},
                  {"commitment.version", text.version},
                  {"commitment.sha256", grouped(text.sha256)}};
    return {text, std::move(profile), std::move(values)};
}

Bytes laid_out(Office& office, const access::Desk& desk, PersonId person, const Draft& draft) {
    const Language language = draft.text.language;
    lang::Value fields;
    for (const auto& [key, text] : draft.profile.fields) fields.set(key, text);
    for (const auto& [key, text] : draft.values) fields.set(key, text);
    fields.set("letter.id", "S-" + std::to_string(person.value()) + "-" + draft.text.version)
        .set("letter.date", lang::format_day(language, desk.today()))
        .set("letter.verify_code", draft.text.sha256.substr(0, 8));
    const auto stationery = office.stationery();
    lang::Hyphenator hyphenator{language, stationery.hyphenation};
    pdf::LetterSheet sheet;
    sheet.language = language;
    sheet.title = stationery.catalogue.text(language, "letter.title.confidentiality-commitment");
    sheet.author = draft.profile.text("controller.name");
    sheet.date = desk.today();
    sheet.body = stationery.texts.markdown(kind, language, fields);
    sheet.footer = [&](int page, int count) { return stationery.texts.footer(language, fields, page, count); };
    sheet.hyphenate = [&](const std::string& text) { return hyphenator(text); };
    return pdf::compose(sheet, stationery.resources);
}

void log_print(const access::Desk& desk, PersonId person, const access::CommitmentText& text, const Bytes& pdf) {
    audit::Event event = desk.event("commitment.printed");
    event.object = access::object_name(person);
    event.sha256 = hex(sha256(pdf));
    event.args = {{"text", text.version}, {"language", std::string{code(text.language)}}};
    desk.log().append(event);
}

std::string joined(const std::vector<std::string>& codes) {
    std::string text;
    for (const auto& code : codes) text += (text.empty() ? "" : ",") + code;
    return text;
}

}  // namespace

std::string commitment_version(Office& office, const access::Desk& desk) {
    std::map<Language, std::string> bodies;
    for (const auto language : languages)
        bodies.emplace(language, lang::template_file(office.settings().home / "templates" / "letters" / kind /
                                                     (std::string{code(language)} + ".md")));
    return access::CommitmentTexts{desk}.adopt(bodies);
}

CommitmentSheet commitment_sheet(Office& office, const access::Desk& desk, PersonId person, Language language) {
    desk.require("commitment.print", access::object_name(person));
    const Draft draft = draft_of(office, desk, person, language, {});
    CommitmentSheet sheet{draft.text.version, draft.text.sha256, PersonalText{filled(draft.text.body, draft.values)},
                          laid_out(office, desk, person, draft)};
    log_print(desk, person, draft.text, sheet.pdf);
    return sheet;
}

CommitmentId record_sheet(Office& office, const access::Desk& desk, const SignedSheet& sheet) {
    desk.require("commitment.record", access::object_name(sheet.person));
    const auto text = access::CommitmentTexts{desk}.find(
        sheet.version.empty() ? commitment_version(office, desk) : sheet.version, sheet.language);
    std::string digest = sheet.sheet_sha256;
    if (sheet.scan) {
        const auto known = desk.database().read([&](db::Read& read) { return archive::sha256_of(read, *sheet.scan); });
        if (!known) throw Error{Fault::not_found, "document.unknown", {}, "scan"};
        digest = *known;
    }
    access::SigningWay signing;
    signing.language = code(text.language);
    signing.text_sha256 = text.sha256;
    signing.scan = sheet.scan;
    return access::Commitments{desk}.record(
        {sheet.person, text.version, sheet.signed_on, sheet.valid_to, digest, sheet.witness, signing});
}

CommitmentId record_signature(Office& office, const access::Desk& desk, const SignedText& given) {
    desk.require("commitment.record", access::object_name(given.person));
    const Draft draft = draft_of(office, desk, given.person, given.language, {});
    const std::string text = filled(draft.text.body, draft.values);
    const auto verdict = signing::check_text(text, given.cms, office.roots(), desk.now());
    if (!verdict.problems.empty())
        throw Error{Fault::invalid, "commitment.bad_signature", joined(verdict.problems), "cms"};
    access::SigningWay signing{"key",
                               std::string{code(draft.text.language)},
                               draft.text.sha256,
                               {},
                               PersonalText{text},
                               base64(given.cms),
                               verdict.certificate_sha256};
    return access::Commitments{desk}.record({given.person, draft.text.version, desk.today(), given.valid_to,
                                             hex(sha256(view(text))), given.witness, signing});
}

Consequences consequences_of(const access::Desk& desk, const access::Commitment& commitment) {
    Consequences consequences{access::Commitments{desk}.resting_on(commitment.id), 0};
    consequences.papers =
        desk.database().read([&](db::Read& read) { return std::ssize(custody::paper_held(read, commitment.person)); });
    return consequences;
}

void revoke_commitment(const access::Desk& desk, CommitmentId commitment, const PersonalText& reason) {
    access::Commitments{desk}.revoke(commitment, reason, custody::recall_paper);
}

void let_go(const access::Desk& desk, PersonId person, Day last_day, const PersonalText& reason) {
    access::People{desk}.leave(person, last_day, reason, custody::recall_paper);
}

std::int64_t warn_of_endings(Office& office) {
    const auto desk = office.machine_desk("maintenance");
    static_cast<void>(commitment_version(office, desk));
    return access::Commitments{desk}.warn_of_endings();
}

}  // namespace arkki::service
