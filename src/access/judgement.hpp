#pragma once
#include <optional>
#include <string>

#include "access/guard.hpp"
#include "access/rules.hpp"

namespace arkki::access {

/// What the rules found: the first that failed, or what the permission rests on.
struct Judgement {
    std::string rule;
    std::string basis = "role";
    bool missing = false;  ///< there is no such thing
    Facts facts;
    std::string ground = {};  ///< of GDPR art. 18(2), if the data is restricted
};

/// What the rules of one act are asked with.
struct Question {
    const Session& session;
    const Rule& rule;
    const FactsOf& facts_of;
    Instant now;
    Day today;
};

/// The rules about the person: session, scope, left, no-commitment, role, purpose, case.
[[nodiscard]] std::string fault_of_person(db::Read& read, const Question& question);

/// The rules about the thing, into `judgement`, which holds its facts: purpose (of another register), ban, not-on-list,
/// employee-only, restricted, conflict.
void judge_thing(db::Read& read, const Question& question, const Object& object, Judgement& judgement);

/// The flags of an act in their order, with commas: "surname,restricted".
[[nodiscard]] std::string flags_of(const Facts& facts);
/// Own record, a registered relation, or one household: a colleague acts.
[[nodiscard]] bool in_conflict(const Facts& facts);

}  // namespace arkki::access
