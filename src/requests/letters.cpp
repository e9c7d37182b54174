#include "requests/letters.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "access/people.hpp"
#include "lang/hyphenation.hpp"
#include "lang/text.hpp"
#include "pdf/conformance.hpp"
#include "pdf/letter.hpp"
#include "requests/annexes.hpp"
#include "requests/letter_fields.hpp"
#include "requests/letter_forms.hpp"
#include "requests/log_extract.hpp"
#include "requests/rights.hpp"
#include "requests/rows.hpp"
#include "signing/pades.hpp"
#include "signing/time_stamp.hpp"

namespace arkki::requests {
namespace {

/// Crockford's base 32: no I, L, O, U, so that a code can be read out on the telephone.
std::string verify_code(const Randomness& randomness) {
    static constexpr std::string_view letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    std::string code;
    for (const auto byte : random_bytes(randomness, 16)) code += letters[byte & 31];
    return code.substr(0, 4) + "-" + code.substr(4, 4) + "-" + code.substr(8, 4) + "-" + code.substr(12, 4);
}

struct Name {
    std::string number, verify_code;
};

/// A letter keeps its number and code from the first look at it to its signature.
Name name_of(db::Write& write, const access::Desk& desk, RequestId request, const std::string& kind,
             const Randomness& randomness) {
    const db::Parameters of{{"request", request}, {"kind", kind}};
    if (const auto known = write.row<std::string, std::string>(
            "SELECT number, verify_code FROM letter_draft WHERE request = :request AND kind = :kind", of))
        return {std::get<0>(*known), std::get<1>(*known)};
    const std::string year = iso(desk.today()).substr(0, 4);
    const auto used = write.one<std::int64_t>("SELECT count(*) FROM letter_draft WHERE substr(number, 1, 7) = :prefix",
                                              {{"prefix", "K-" + year + "-"}});
    std::array<char, 24> number{};
    std::snprintf(number.data(), number.size(), "K-%s-%05d", year.c_str(), static_cast<int>(used + 1));
    const Name name{number.data(), verify_code(randomness)};
    write.run("INSERT INTO letter_draft (request, kind, number, verify_code) VALUES (:request, :kind, :number, :code)",
              {{"request", request}, {"kind", kind}, {"number", name.number}, {"code", name.verify_code}});
    return name;
}

archive::Shelves shelves_of(const Stationery& stationery) { return {stationery.vault, stationery.resources}; }

/// What is taken out of a copy is refused: the decision must say so, and must not say it when nothing is.
void check_outcome(const Material& material) {
    const auto& items = material.request.items;
    const bool refuses = std::any_of(items.begin(), items.end(), [](const Item& item) {
        return item.outcome == ItemOutcome::withheld || item.outcome == ItemOutcome::refused;
    });
    const bool partly = refuses || withholds(material.annexes);
    if (partly != (material.request.outcome == Outcome::partly))
        throw Error{Fault::conflict, partly ? "letter.not_granted_in_full" : "letter.granted_in_full"};
}

/// Whatever must be there before the first word is written.
void check(const Material& material) {
    const auto checked = material.profile.fields.find("sa.checked_on");
    if (checked == material.profile.fields.end() || checked->second.empty())
        throw Error{Fault::conflict, "letter.authority_not_checked"};
    if (material.card.value("postal_address").empty()) throw Error{Fault::conflict, "letter.no_address"};
    if (material.signer_title.empty()) throw Error{Fault::conflict, "letter.no_title"};
}

/// When the decision was made: what a letter tells of the log ends there, or its own draft would change it.
Instant decided_at(const Overview& request) {
    Instant at{};
    for (const auto& step : request.steps)
        if (step.to == State::sign) at = std::max(at, step.at);
    return at;
}

/// The tables about the log, read under a line of their own.
lang::Value extract_of(const access::Desk& desk, const Stationery& stationery, const Overview& request, bool annex) {
    desk.require("log.extract", "request:" + std::to_string(request.id.value()));
    auto event = event_of(desk, "log.read", request);
    event.args = {{"report", annex ? "annex" : "subject"}};
    desk.log().append(event);
    return desk.database().read([&](db::Read& read) {
        const auto extract = log_extract(read, request.subject, decided_at(request));
        lang::Value value;
        if (annex)
            value.set("consultations.shown", !extract.looks.empty())
                .set("consultations.rows", consultation_rows(read, extract, request.language, desk.wall_clock()));
        else
            add_extract(value, read, extract, names_disclosed(read, request.id), stationery.log_months,
                        stationery.catalogue, request.language, desk.wall_clock());
        value.set("evidence.any", false);
        return value;
    });
}

/// Card, profile and documents, each under its own grant.
Material gather(const access::Desk& desk, const Stationery& stationery, const Overview& request) {
    const auto card = customers::Cards{desk}.card(desk.open<access::ViewCard>(request.subject));
    Material material{request, card, {}, {}, {}, {}, {}, {}, {}, desk.today()};
    const auto kinds = letter_kinds(request.kind, *request.outcome);
    const auto answers_with = [&](const char* kind) {
        return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
    };
    if (answers_with("access-reply")) {
        material.annexes = annexes_of(desk, shelves_of(stationery), request);
        check_outcome(material);
    }
    const bool annex = stationery.log_annex && answers_with("access-reply");
    if (annex || answers_with("log-extract")) material.extract = extract_of(desk, stationery, request, annex);
    desk.database().read([&](db::Read& read) {
        material.profile = customers::profile(read, request.language);
        const auto signer = access::person_of(read, desk.session().actor);
        if (!signer) throw Error{Fault::corrupt, "person.unknown"};
        material.signer_name = lang::clean_text(signer->name.reveal());  // as the template prints it
        material.signer_title = lang::clean_text(signer->title.reveal());
    });
    check(material);
    return material;
}

/// A letter and the Markdown it was set from.
struct Composed {
    Draft draft;
    std::string body;
    Day dated;
};

Composed compose(const Stationery& stationery, const std::string& kind, const Material& material) {
    const Language language = material.request.language;
    const auto fields = letter_fields(kind, material, stationery.catalogue);
    lang::Hyphenator hyphenator{language, stationery.hyphenation};
    pdf::LetterSheet sheet;
    sheet.language = language;
    sheet.title = stationery.catalogue.text(language, "letter.title." + kind) + " " + material.letter_number;
    sheet.author = lang::clean_text(material.profile.text("controller.name"));
    sheet.date = material.today;
    sheet.body = stationery.texts.markdown(kind, language, fields);
    sheet.footer = [&](int page, int count) { return stationery.texts.footer(language, fields, page, count); };
    sheet.embedded_json = embedded_json(kind, material);
    sheet.signatures = {
        {material.signer_name + ", " + material.signer_title,
         stationery.catalogue.text(language, "letter.signature_label", {{"name", material.signer_name}})}};
    sheet.window = stationery.window;
    sheet.hyphenate = [&](const std::string& text) { return hyphenator(text); };
    return {{kind, material.letter_number, pdf::compose(sheet, stationery.resources)}, sheet.body, material.today};
}

/// What keeps a letter from being signed. The list looks for traces of our own mistakes in the text, but a customer may
/// have written such words; in the body they are escaped and can be told apart.
void check_conformance(const Composed& letter) {
    const bool text_is_ours =
        letter.body.find("{{") != std::string::npos || letter.body.find("&amp;") != std::string::npos;
    for (const auto& problem : pdf::conformance_problems(letter.draft.pdf))
        if (text_is_ours || !problem.starts_with("text: "))
            throw Error{Fault::corrupt, "letter.not_conformant", problem};
}

/// The letters of a request, and what the access reply brings with it.
struct Letterpress {
    std::vector<Composed> letters;
    std::vector<Annex> annexes;
};

Letterpress compose_all(const access::Desk& desk, const Stationery& stationery, const Overview& request) {
    if (request.state != State::sign || !request.outcome) throw Error{Fault::conflict, "request.not_decided"};
    Material material = gather(desk, stationery, request);
    Letterpress made;
    for (const auto& kind : letter_kinds(request.kind, *request.outcome)) {
        const Name name = desk.database().write(
            [&](db::Write& write) { return name_of(write, desk, request.id, kind, stationery.randomness); });
        material.letter_number = name.number;
        material.verify_code = name.verify_code;
        made.letters.push_back(compose(stationery, kind, material));
    }
    made.annexes = std::move(material.annexes);
    return made;
}

struct Signed {
    Draft draft;
    Day dated;
    blobs::WrappedKey key;
    blobs::Stored stored;
    std::vector<SealedAnnex> annexes;
};

IssuedLetter keep(db::Write& write, const access::Desk& desk, const Overview& request, const Signed& letter) {
    const auto code = write.one<std::string>("SELECT verify_code FROM letter_draft WHERE number = :number",
                                             {{"number", letter.draft.number}});
    const auto id = write.one<LetterId>(
        "INSERT INTO letter (request, number, kind, language, dated_on, verify_code, signer, level, sha256, size, blob,"
        " letter_key, signed_at) VALUES (:request, :number, :kind, :language, :day, :code, :signer, 'B-B', :sha256,"
        " :size, :blob, :key, :now) RETURNING id",
        {{"request", request.id},
         {"number", letter.draft.number},
         {"kind", letter.draft.kind},
         {"language", arkki::code(request.language)},
         {"day", letter.dated},
         {"code", code},
         {"signer", desk.session().actor},
         {"sha256", letter.stored.sha256},
         {"size", static_cast<std::int64_t>(letter.stored.size)},
         {"blob", letter.stored.id.text},
         {"key", letter.key.text},
         {"now", desk.now()}});
    keep_annexes(write, id, letter.annexes);
    order_lift(write, id, desk.now());
    return {id,
            letter.draft.number,
            letter.draft.kind,
            letter.dated,
            "B-B",
            letter.stored.sha256,
            static_cast<std::int64_t>(letter.stored.size),
            desk.session().actor};
}

/// What was granted takes effect with the signature: the corrected values enter the register.
void take_effect(db::Write& write, audit::Appender& appender, const access::Desk& desk, const Overview& request) {
    for (const auto& item : request.items)
        if (item.outcome == ItemOutcome::corrected)
            customers::correct(write, appender, desk, request.subject,
                               {item.datum, item.wanted_value, "customer_notice", {}, request.document});
}

}  // namespace

std::vector<std::string> letter_kinds(Kind kind, Outcome outcome) {
    if (outcome == Outcome::no_data) return {"access-no-data"};
    if (kind == Kind::access) return {outcome == Outcome::refused ? "refusal" : "access-reply"};
    if (kind == Kind::log_extract) return {outcome == Outcome::refused ? "refusal" : "log-extract"};
    if (outcome == Outcome::granted) return {"rectification"};
    if (outcome == Outcome::refused) return {"refusal-certificate"};
    return {"refusal-certificate", "rectification"};
}

std::vector<Draft> Letters::drafts(const access::Grant<access::PreviewLetter>& grant) const {
    return drafts_of(grant.object());
}

std::vector<Draft> Letters::drafts(const access::Grant<access::Decide>& grant) const {
    return drafts_of(grant.object());
}

std::vector<Draft> Letters::drafts_of(RequestId id) const {
    const auto request = desk_.database().read([&](db::Read& read) { return load(read, id); });
    std::vector<Draft> drafts;
    for (auto& letter : compose_all(desk_, stationery_, request).letters) drafts.push_back(std::move(letter.draft));
    return drafts;
}

std::vector<IssuedLetter> Letters::sign(const access::Grant<access::Decide>& grant,
                                        const signing::Signer& signer) const {
    desk_.require("letter.sign", "request:" + std::to_string(grant.object().value()));
    const auto request = desk_.database().read([&](db::Read& read) { return load(read, grant.object()); });
    std::vector<Signed> letters;
    auto [composed, annexes] = compose_all(desk_, stationery_, request);
    for (auto& letter : composed) {
        check_conformance(letter);
        const auto key = stationery_.vault.new_key();
        const auto stored = stationery_.vault.put(key, signing::sign(letter.draft.pdf, signer, desk_.now(),
                                                                signing::token_room));
        auto sealed = seal_annexes(desk_, shelves_of(stationery_), request, std::exchange(annexes, {}),
                                   letter.draft.number, key);
        letters.push_back({std::move(letter.draft), letter.dated, key, stored, std::move(sealed)});
    }
    std::vector<IssuedLetter> issued;
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        issued.clear();
        // A new decision in the meantime has taken steps of its own; its letters would say something else.
        if (load(write, request.id).steps.size() != request.steps.size())
            throw Error{Fault::conflict, "request.changed_meanwhile"};
        auto event = event_of(desk_, "letter.signed", request);
        for (const auto& letter : letters) issued.push_back(keep(write, desk_, request, letter));
        take_effect(write, appender, desk_, request);
        keep_decision(write, desk_, request.id, *request.outcome, issued.front().sha256);
        move(write, desk_, request.id, State::sign, state_from(code(*request.outcome)));
        write.run("UPDATE request SET answered_on = :day WHERE id = :id", {{"day", desk_.today()}, {"id", request.id}});
        event.sha256 = issued.front().sha256;
        event.args = {{"letter", issued.front().number}, {"to", std::string{code(*request.outcome)}}};
        for (std::size_t i = 1; i < issued.size(); ++i) {
            auto second = event;
            second.sha256 = issued[i].sha256;
            second.args = {{"letter", issued[i].number}, {"to", std::string{code(*request.outcome)}}};
            appender.append(second);
        }
        return appender.append(event);
    });
    return issued;
}

Bytes Letters::issued(const access::Grant<access::ViewRequest>& grant, LetterId letter) const {
    return bytes_of(grant.object(), letter);
}

Bytes Letters::issued(const access::Grant<access::ViewLetter>& grant, LetterId letter) const {
    return bytes_of(grant.object(), letter);
}

Bytes Letters::bytes_of(RequestId request, LetterId letter) const {
    const auto found = desk_.database().read([&](db::Read& read) {
        if (!read.row<std::int64_t>("SELECT id FROM letter WHERE id = :id AND request = :request",
                                    {{"id", letter}, {"request", request}}))
            throw Error{Fault::not_found, "letter.unknown"};
        return newest_form(read, letter);
    });
    return stationery_.vault.get(found.key, found.blob);
}

bool is_issued(db::Read& read, const std::string& sha256) {
    return read
        .row<std::int64_t>(
            "SELECT id FROM letter WHERE sha256 = :sha256 UNION ALL SELECT id FROM letter_form WHERE sha256 = :sha256",
            {{"sha256", sha256}})
        .has_value();
}

}  // namespace arkki::requests
