#include "service/first_administrator.hpp"

#include "access/commitment_texts.hpp"
#include "access/commitments.hpp"
#include "access/first_token.hpp"
#include "access/people.hpp"
#include "service/commitment_work.hpp"
#include "service/newcomers.hpp"

namespace arkki::service {
namespace {

void check(Office& office, const access::Desk& desk, const FirstAdministrator& first) {
    access::check_person({first.user_name, first.name, {}, "own", desk.today()});
    if (access::People{desk}.by_user_name(first.user_name))
        throw Error{Fault::conflict, "person.user_name_taken", {}, "user_name"};
    if (trimmed(first.witness.reveal()).empty()) throw Error{Fault::invalid, "first.no_witness", {}, "witness"};
    if (trimmed(first.witness.reveal()) == trimmed(first.name.reveal()))
        throw Error{Fault::invalid, "commitment.own_witness", {}, "witness"};
    office.passwords().check_rules(first.password, first.user_name);
}

/// Whoever saw the signing has no account: a person of the outside under a user name nobody signs in with.
PersonId witness_of(const access::Desk& desk, const PersonalText& name) {
    access::People people{desk};
    std::string user = "witness";
    for (int n = 2; people.by_user_name(user); ++n) user = "witness" + std::to_string(n);
    return people.add({user, name, {}, "outside", desk.today()});
}

}  // namespace

PersonalText make_first_token(Office& office) {
    const auto token = one_time_password(office.world().randomness);
    access::keep_first_token(office.machine_desk("maintenance"), token);
    return token;
}

bool first_token_waits(Office& office) { return access::first_token_waits(office.machine_desk("maintenance")); }

void use_first_token(Office& office, const PersonalText& token, const FirstAdministrator& first) {
    const auto desk = office.machine_desk("maintenance");
    access::must_be_first_token(desk, token);
    check(office, desk, first);
    const auto text = access::CommitmentTexts{desk}.find(commitment_version(office, desk), first.language);
    access::use_first_token(desk, token);
    const auto witness = witness_of(desk, first.witness);
    access::People people{desk};
    const auto person = people.add({first.user_name, first.name, {}, "own", desk.today()});
    access::SigningWay signing;
    signing.language = code(first.language);
    signing.text_sha256 = text.sha256;
    access::Commitments{desk}.record({person, text.version, desk.today(), {}, text.sha256, witness, signing});
    people.give_role(person, access::Role::admin, desk.today());
    people.set_password(person, first.password, office.passwords(), access::Chosen::by_owner);
}

}  // namespace arkki::service
