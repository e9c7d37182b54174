#include "requests/letters.hpp"

#include <algorithm>
#include <utility>

#include "requests/letter_forms.hpp"
#include "requests/letter_making.hpp"
#include "requests/log_extract.hpp"
#include "requests/rights.hpp"
#include "requests/rows.hpp"

namespace arkki::requests {
namespace {

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
    Material material = basics(desk, request);
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
    return material;
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
        const auto name = desk.database().write(
            [&](db::Write& write) { return name_of(write, desk, request.id, kind, stationery.randomness); });
        material.letter_number = name.number;
        material.verify_code = name.verify_code;
        made.letters.push_back(
            compose(stationery, kind, material, letter_fields(kind, material, stationery.catalogue)));
    }
    made.annexes = std::move(material.annexes);
    return made;
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
        letters.push_back(seal(stationery_, std::move(letter), signer, desk_.now()));
        letters.back().annexes = seal_annexes(desk_, shelves_of(stationery_), request, std::exchange(annexes, {}),
                                              letters.back().draft.number, letters.back().key);
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
