#include "service/facts.hpp"

#include <algorithm>

#include "archive/archive.hpp"
#include "custody/around.hpp"
#include "custody/units.hpp"
#include "register/barred.hpp"
#include "register/customers.hpp"
#include "requests/marks.hpp"
#include "requests/requests.hpp"

namespace arkki::service {

namespace {

access::Facts unit_facts(db::Read& read, UnitId id) {
    access::Facts facts;
    if (const auto unit = custody::unit_of(read, id)) {
        facts.exists = true;
        facts.path = unit->path;
        facts.units = custody::around(read, id);
    }
    return facts;
}

access::Facts plain_facts(db::Read& read, const access::Object& object) {
    if (object.kind == "request") return requests::facts(read, RequestId{object.id});
    if (object.kind == "unit") return unit_facts(read, UnitId{object.id});
    if (object.kind == "document") return archive::facts(read, DocumentId{object.id});
    if (object.kind == "customer") return customers::facts(read, CustomerId{object.id});
    return {};
}

void add(access::Facts& facts, std::string flag) {
    if (std::find(facts.flags.begin(), facts.flags.end(), flag) == facts.flags.end())
        facts.flags.push_back(std::move(flag));
}

/// Flags of one data subject, and what of him explains the act.
void add_subject(db::Read& read, access::Facts& facts, const access::Object& object, CustomerId subject,
                 const access::Asking& asking) {
    for (auto& tie : customers::ties(read, asking.person, subject)) add(facts, std::move(tie));
    const auto marks = customers::marks(read, subject, asking.today);
    if (marks.restricted) facts.restricted = true;
    if (marks.hold) add(facts, "hold");
    // Of a request, "closed" speaks of the case: who is no customer any more may well ask.
    if (marks.ended && object.kind != "request") add(facts, "closed");
    if (requests::bans_marketing(read, subject)) add(facts, "ban");
    if (facts.explained == "none") facts.explained = requests::explanation(read, subject);
    if (facts.explained == "none" && marks.hold) facts.explained = "hold:" + std::to_string(*marks.hold);
}

}  // namespace

access::Facts facts_of(db::Read& read, const access::Object& object, const access::Asking& asking) {
    access::Facts facts = plain_facts(read, object);
    if (!facts.exists) return facts;
    if (object.kind != "request") facts.explained = "none";
    for (const auto subject : facts.subjects) add_subject(read, facts, object, subject, asking);
    const bool hold_only = facts.explained == "none" || facts.explained.starts_with("hold:");
    if (hold_only && !facts.units.empty() && custody::holds(read, asking.person, facts.units.front()))
        facts.explained = "loan:" + std::to_string(facts.units.front().value());
    return facts;
}

}  // namespace arkki::service
