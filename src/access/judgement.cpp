// The rules, in their order; the Guard asks them inside its transaction and writes down the answer.
#include "access/judgement.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "access/access_list.hpp"
#include "access/glass.hpp"
#include "access/grounds.hpp"
#include "access/standing.hpp"

namespace arkki::access {

namespace {

bool has(const Facts& facts, std::string_view flag) {
    return std::find(facts.flags.begin(), facts.flags.end(), flag) != facts.flags.end();
}

/// A token may do less than its owner: whole acts ("document.view") or all acts on a noun ("search").
bool in_scope(const Session& session, std::string_view action) {
    const auto noun = action.substr(0, action.find('.'));
    return session.scopes.empty() || std::any_of(session.scopes.begin(), session.scopes.end(),
                                                 [&](const auto& scope) { return scope == action || scope == noun; });
}

/// The facts of a case of ours, "request:7"; nothing for a case of another system, which cannot be looked at here.
std::optional<Facts> facts_of_case(db::Read& read, const Question& question) {
    constexpr std::string_view ours = "request:";
    const std::string_view case_ref = question.session.case_ref;
    if (!case_ref.starts_with(ours)) return std::nullopt;
    const auto number = case_ref.substr(ours.size());
    std::int64_t id = 0;
    const auto [end, fault] = std::from_chars(number.data(), number.data() + number.size(), id);
    if (fault != std::errc{} || end != number.data() + number.size()) return Facts{};
    return question.facts_of(read, {"request", id}, {question.session.actor, question.today});
}

/// Customers' cards stand at no place; on the list they are a type of their own. A request says what its card says.
Target target_of(const Object& object, const Facts& facts) {
    const bool of_card = object.kind == "customer" || object.kind == "request";
    Target target{facts.path, of_card ? "card" : facts.series, facts.units, {}, facts.book, facts.unconfirmed};
    if (object.kind == "document") target.document = DocumentId{object.id};
    if (object.kind == "unit") target.units.insert(target.units.begin(), UnitId{object.id});
    return target;
}

bool own_staff(db::Read& read, PersonId person) {
    return read.one<std::string>("SELECT employer FROM person WHERE id = :id", {{"id", person}}) == "own";
}

/// The register a purpose belongs to; "" for those that touch no records.
std::string book_of(db::Read& read, const std::string& purpose) {
    return read.one<std::string>("SELECT register FROM purpose WHERE code = :code", {{"code", purpose}});
}

/// GDPR art. 18(2): what is restricted is only for the responsible person, on one of four grounds. A legal claim, and
/// the data subject's own request, say their ground themselves; else it is named once for the session.
std::string ground_for(db::Read& read, const Question& question, const Facts& facts) {
    const Session& session = question.session;
    if (session.role != Role::responsible) return {};
    if (session.purpose == "legal-claim") return "claim";
    if (session.purpose == "request") {
        const auto of_case = facts_of_case(read, question);
        if (of_case && of_case->subjects == facts.subjects) return "consent";
    }
    std::string ground;
    for (const auto subject : facts.subjects) {
        ground = ground_named(read, session, subject);
        if (ground.empty()) return {};
    }
    return ground;
}

/// The entry of the list, or the broken glass instead of one.
void judge_by_list(db::Read& read, const Question& question, const Object& object,
                   const std::optional<std::int64_t>& glass, Judgement& judgement) {
    const auto target = target_of(object, judgement.facts);
    const auto entry_of = [&](std::string_view act) {
        return entry_for(read, question.session.actor, act, target, AsOf{question.today});
    };
    // A guess opens no record: until a person has said whose a paper is, only those see it who may say so.
    const auto entry = !target.unconfirmed || entry_of("maintain") ? entry_of(question.rule.list_act) : std::nullopt;
    if (entry)
        judgement.basis = "list:" + std::to_string(entry->value());
    else if (glass)
        judgement.basis = "glass:" + std::to_string(*glass);
    else
        judgement.rule = "not-on-list";
    if (judgement.rule.empty() && question.rule.list_act == "take" && !own_staff(read, question.session.actor))
        judgement.rule = "employee-only";
}

}  // namespace

std::string flags_of(const Facts& facts) {
    static constexpr std::array<std::string_view, 11> order{
        "own", "family", "relation", "surname", "address", "colleague", "restricted", "hold", "ban", "closed", "due"};
    std::string flags;
    for (const auto flag : order)
        if (has(facts, flag) || (flag == "restricted" && facts.restricted))
            flags += (flags.empty() ? "" : ",") + std::string{flag};
    return flags;
}

bool in_conflict(const Facts& facts) {
    return has(facts, "own") || has(facts, "family") || has(facts, "relation") ||
           (has(facts, "surname") && has(facts, "address"));
}

std::string fault_of_person(db::Read& read, const Question& question) {
    const Session& session = question.session;
    const Rule& rule = question.rule;
    if (auto fault = standing(read, session, question.now, question.today); !fault.empty()) return fault;
    if (!in_scope(session, rule.action)) return "scope";
    const bool founds = session.role == Role::machine && rule.founding && founding(read);
    if (!rule.allows(session.role) && !founds) return "role";
    if (auto fault = purpose_fault(read, session.role, session.purpose, session.case_ref); !fault.empty()) return fault;
    if (!rule.purpose.empty() && rule.purpose != session.purpose) return "purpose";
    const auto of_case = facts_of_case(read, question);
    return of_case && (!of_case->exists || has(*of_case, "closed")) ? "case" : "";
}

void judge_thing(db::Read& read, const Question& question, const Object& object, Judgement& judgement) {
    const Session& session = question.session;
    const std::string_view act = question.rule.list_act;
    if (!act.empty() && book_of(read, session.purpose) != judgement.facts.book) judgement.rule = "purpose";
    if (judgement.rule.empty() && session.purpose == "marketing" && has(judgement.facts, "ban")) judgement.rule = "ban";
    if (!judgement.rule.empty()) return;
    // Break-glass gets past the list and a conflict, never past the other rules, and never to the shredder.
    const auto glass =
        act == "dispose" ? std::nullopt
                         : glass_for(read, session.actor, object.kind + ":" + std::to_string(object.id), question.now);
    if (!act.empty()) judge_by_list(read, question, object, glass, judgement);
    if (judgement.rule.empty() && judgement.facts.restricted) {
        judgement.ground = ground_for(read, question, judgement.facts);
        if (judgement.ground.empty()) judgement.rule = "restricted";
    }
    if (!judgement.rule.empty() || !in_conflict(judgement.facts)) return;
    if (glass)
        judgement.basis = "glass:" + std::to_string(*glass);
    else
        judgement.rule = "conflict";
}

}  // namespace arkki::access
