#include "web/finding_view.hpp"

#include "web/wording.hpp"

namespace arkki::web {

using audit::Judgement;
using lang::Value;

std::string rule_text(const Words& words, std::string_view rule) { return told(words, "finding.rule.", rule); }

std::vector<Option> verdict_options(const Words& in) {
    std::vector<Option> options;
    for (const auto* verdict : {"justified", "misuse", "unclear"})
        options.push_back(
            {verdict, in("finding.state." + std::string{verdict}), in("finding.means." + std::string{verdict})});
    return options;
}

Instant overdue_before(const Lobby& lobby, const access::Desk& desk) {
    return desk.now() - std::chrono::hours{24} * lobby.office.settings().review.overdue_days;
}

std::string_view look_of(Judgement state) {
    switch (state) {
        case Judgement::justified:
            return "good";
        case Judgement::misuse:
            return "bad";
        default:
            return "warn";
    }
}

Value finding_row(const Lobby& lobby, const Words& in, const access::Desk& desk, Teller& teller,
                  const audit::Finding& finding) {
    const bool overdue = finding.overdue(desk.now(), lobby.office.settings().review);
    const std::string id = std::to_string(finding.id.value());
    const std::string number = finding.subject ? teller.number(*finding.subject) : "";
    const bool lasted = finding.to - finding.from > std::chrono::minutes{1};
    return {{"id", number_text(finding.id.value())},
            {"finding_href", "/findings/" + id},
            {"finding_rule", rule_text(in, finding.rule)},
            {"what", told(in, "finding.what.", finding.what)},
            {"amount", finding.amount > 1 ? number_text(finding.amount) : ""},
            {"time", teller.moment(finding.from)},
            {"until", lasted ? teller.moment(finding.to) : ""},
            {"who", finding.actor.value() == 0 ? in("log.nobody") : teller.name(finding.actor)},
            {"who_href", "/log?actor=" + std::to_string(finding.actor.value())},
            {"other", finding.other.value() == 0 ? "" : teller.name(finding.other)},
            {"number", number},
            {"number_href", number.empty() ? "" : "/log?subject=" + percent_encoded(number)},
            {"object", object_text(in, finding.object)},
            {"object_href", finding.object.empty() ? "" : "/log?object=" + percent_encoded(finding.object)},
            {"mark", look_of(finding.state)},
            {"state_text", in("finding.state." + std::string{code(finding.state)})},
            {"overdue", overdue ? in("finding.state.overdue") : ""}};
}

}  // namespace arkki::web
