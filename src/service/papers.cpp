#include "service/papers.hpp"

#include "access/people.hpp"
#include "lang/hyphenation.hpp"
#include "pdf/conformance.hpp"
#include "register/profile.hpp"
#include "service/signing_settings.hpp"
#include "signing/time_stamp.hpp"

namespace arkki::service {
namespace {

/// Sixteen digits of what the machine reads in the paper: who has both can compare them.
std::string verify_code(const std::string& json) {
    const std::string digits = hex(sha256(view(json))).substr(0, 16);
    return digits.substr(0, 4) + "-" + digits.substr(4, 4) + "-" + digits.substr(8, 4) + "-" + digits.substr(12, 4);
}

struct People {
    customers::Profile profile;
    access::Person signer;
};

People people_of(const access::Desk& desk, Language language) {
    return desk.database().read([&](db::Read& read) {
        auto person = access::person_of(read, desk.session().actor);
        if (!person) throw Error{Fault::corrupt, "person.unknown"};
        if (person->title.empty()) throw Error{Fault::conflict, "letter.no_title"};
        return People{customers::profile(read, language), std::move(*person)};
    });
}

/// What the caller filled in stands before what everything has.
lang::Value fields_of(const Paper& paper, const People& people, const access::Desk& desk, bool is_signed) {
    lang::Value fields = paper.fields;
    for (const auto& [key, text] : people.profile.fields) fields.set(key, text);
    fields.set("signer.name", people.signer.name.reveal())
        .set("signer.title", people.signer.title.reveal())
        .set("letter.id", paper.number)
        .set("letter.date", lang::format_day(paper.language, desk.today()))
        .set("letter.verify_code", verify_code(paper.embedded_json))
        .set("letter.esigned", is_signed)
        .set("attachments.any", false)
        .set("attachments.rows", lang::Value::list());
    return fields;
}

void check(const Bytes& pdf) {
    for (const auto& problem : pdf::conformance_problems(pdf))
        // Names of people may look like a slip of ours; the templates themselves are checked when they are read.
        if (!problem.starts_with("text: ")) throw Error{Fault::corrupt, "letter.not_conformant", problem};
}

}  // namespace

Bytes make_paper(Office& office, const access::Desk& desk, const Paper& paper, const signing::Signer* signer) {
    const auto people = people_of(desk, paper.language);
    const auto fields = fields_of(paper, people, desk, signer != nullptr);
    const auto stationery = office.stationery();
    lang::Hyphenator hyphenator{paper.language, stationery.hyphenation};
    const std::string name = people.signer.name.reveal();
    pdf::LetterSheet sheet;
    sheet.language = paper.language;
    sheet.title = stationery.catalogue.text(paper.language, "letter.title." + paper.kind) + " " + paper.number;
    sheet.author = people.profile.text("controller.name");
    sheet.date = desk.today();
    sheet.body = stationery.texts.markdown(paper.kind, paper.language, fields);
    sheet.footer = [&](int page, int count) { return stationery.texts.footer(paper.language, fields, page, count); };
    sheet.embedded_json = paper.embedded_json;
    if (signer != nullptr)
        sheet.signatures = {{name + ", " + people.signer.title.reveal(),
                             stationery.catalogue.text(paper.language, "letter.signature_label", {{"name", name}})}};
    sheet.codes = paper.codes;
    sheet.warnings = paper.warnings;
    sheet.window = stationery.window;
    sheet.hyphenate = [&](const std::string& text) { return hyphenator(text); };
    Bytes pdf = pdf::compose(sheet, stationery.resources);
    check(pdf);
    return signer == nullptr ? pdf : signing::sign(pdf, *signer, stamps(office), desk.now()).file;
}

bool is_issued(db::Read& read, const std::string& sha256) {
    if (requests::is_issued(read, sha256)) return true;
    // The objects of our own papers, by the index of objects.
    return read.one<std::int64_t>(
               "SELECT count(*) FROM audit_entry WHERE object <> '' AND object >= 'paper:' AND object < 'paper;' AND"
               " sha256 = :sha256",
               {{"sha256", sha256}}) > 0;
}

std::string act_text(const lang::Catalogue& catalogue, Language language, const std::string& action) {
    const std::string key = "log.act." + action;
    return catalogue.has(language, key) ? catalogue.text(language, key) : action;
}

}  // namespace arkki::service
