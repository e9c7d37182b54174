#include "access/rules.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace arkki::access {

namespace {

constexpr Role clerk = Role::clerk;
constexpr Role responsible = Role::responsible;
constexpr Role auditor = Role::auditor;
constexpr Role admin = Role::admin;
constexpr Role second = Role::second;
constexpr Role machine = Role::machine;

const std::vector<Rule> table{
    // on documents, cards and paper: the role and an entry of the access list
    {"document.view", {clerk, responsible}, "read"},
    {"document.preview", {clerk, responsible}, "read"},
    {"document.text", {clerk, responsible}, "read"},
    {"document.copy", {clerk, responsible}, "copy"},
    {"document.print", {clerk, responsible}, "print"},
    {"document.amend", {clerk, responsible}, "maintain"},
    {"document.dispose", {clerk, responsible}, "dispose", false, "retention"},
    {"document.file", {clerk, responsible, machine}, "maintain"},
    {"card.view", {clerk, responsible}, "read"},
    {"card.amend", {clerk, responsible}, "maintain"},
    {"card.copy", {clerk, responsible}, "copy"},
    {"original.take", {clerk, responsible}, "take"},
    {"unit.move", {clerk, responsible}, "maintain"},
    {"unit.dispose", {clerk, responsible}, "dispose", false, "retention"},
    // lists: their ids come from a query limited to permitted scopes
    {"search.page", {clerk, responsible}},
    {"list.page", {clerk, responsible}},
    // requests of data subjects: only the responsible person decides and signs; on the list they count as cards
    {"request.open", {clerk, responsible}},
    {"request.view", {clerk, responsible}, "read"},
    {"request.work", {clerk, responsible}, "read"},
    {"request.decide", {responsible}},
    {"letter.preview", {responsible}, "read"},
    {"letter.sign", {responsible}},
    {"letter.view", {clerk, responsible}, "read"},
    // register and custody
    {"card.add", {clerk, responsible}, {}, true},
    {"profile.change", {responsible, admin}, {}, true},
    {"place.change", {clerk, responsible, admin}, {}, true},
    {"unit.change", {clerk, responsible, admin}, {}, true},
    // what came in, before it is a document of anybody
    {"arrival.handle", {clerk, responsible, machine}},
    {"arrival.make", {clerk, responsible, machine}},
    {"form.draw", {clerk, responsible, admin}, {}, true},
    // people
    {"person.add", {admin}, {}, true},
    {"person.view", {responsible, auditor, admin}, {}, true},
    {"person.leave", {responsible, admin}},
    {"person.employ", {admin}},
    {"role.give", {admin}, {}, true},
    {"role.end", {admin}},
    {"password.set", {admin}, {}, true},
    {"password.set_own", {clerk, responsible, auditor, admin, second}},
    {"account.close", {responsible, admin}},
    {"session.end", {responsible, admin}},
    {"factor.set_own", {clerk, responsible, auditor, admin, second}},
    {"factor.reset", {admin}},
    {"token.make", {clerk, responsible, auditor}},
    {"token.end", {responsible, admin}},
    {"commitment.record", {responsible, admin}, {}, true},
    {"commitment.revoke", {responsible, admin}},
    {"commitment.print", {responsible, admin}},
    {"notice.acknowledge", {clerk, responsible, auditor, admin, second}},
    {"list.view", {responsible, auditor, admin}, {}, true},
    {"list.grant", {responsible, admin}, {}, true},
    {"list.end", {responsible, admin}},
    {"list.propose", {responsible, admin}},
    {"list.approve", {responsible, admin, second}},
    // what the list alone does not decide
    {"glass.break", {clerk, responsible}},
    {"glass.review", {responsible, second}},
    {"restriction.ground", {responsible}},
    {"relation.record", {clerk, responsible, auditor, admin, second}},
    {"relation.record_other", {responsible, admin}},
    // the log
    {"log.read", {auditor}},
    {"log.read_own", {clerk, responsible, auditor, admin, second}},
    {"log.export", {auditor}},
    {"log.judge", {auditor, responsible, second}},
    {"log.review", {auditor, admin, machine}},
    {"name.show", {auditor}},
    {"names.disclose", {responsible}},
    {"log.extract", {responsible, auditor}},
    {"staff.notice", {admin, responsible}},
    {"log.verify", {auditor, admin, machine}},
    {"log.hold", {auditor, responsible}},
    {"log.prune", {admin, machine}},
};

}  // namespace

bool Rule::allows(Role role) const noexcept { return std::find(roles.begin(), roles.end(), role) != roles.end(); }

const std::vector<Rule>& all_rules() { return table; }

const Rule& rule_of(std::string_view action) {
    for (const auto& rule : all_rules())
        if (rule.action == action) return rule;
    throw std::logic_error{"no rule for the act " + std::string{action}};
}

}  // namespace arkki::access
