// "What must I know?": notices on the start pages, and the button that says they were seen.
#include "web/notice_rows.hpp"

#include <algorithm>
#include <charconv>

#include "access/commitments.hpp"
#include "access/notices.hpp"
#include "access/people.hpp"
#include "web/lobby.hpp"
#include "web/people_view.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

/// "glass:3" is the thing 3 of the kind "glass".
struct Named {
    std::string kind;
    std::int64_t id = 0;
};

Named named(const std::string& object) {
    const auto colon = object.find(':');
    Named thing{object.substr(0, colon), 0};
    if (colon != std::string::npos) std::from_chars(object.data() + colon + 1, object.data() + object.size(), thing.id);
    return thing;
}

/// Whom a notice is about, if it is one of the people.
std::optional<PersonId> person_in(db::Read& read, const Named& thing) {
    if (thing.kind == "person") return PersonId{thing.id};
    if (thing.kind == "commitment") return access::person_bound_by(read, CommitmentId{thing.id});
    return std::nullopt;
}

/// The page where something can be done about it, "" if the visitor has none.
std::string page_of(const access::Desk& desk, const access::OpenNotice& notice, const Named& thing,
                    const std::optional<PersonId>& person) {
    using access::Role;
    const auto may = [role = desk.session().role](const Roles& roles) {
        return std::find(roles.begin(), roles.end(), role) != roles.end();
    };
    const std::string number = std::to_string(thing.id);
    if (notice.kind.starts_with("factor.") || notice.kind.starts_with("recovery.")) return "/account";
    if (person) return may(people_keepers) ? path_of(*person) : "/account";
    if (thing.kind == "glass") return may({Role::responsible, Role::second}) ? "/glass/" + number : "";
    if (thing.kind == "proposal") return "/proposals/" + number;
    if (notice.kind == "finding.overdue") return "/findings";
    if (notice.kind.starts_with("seal.")) return may({Role::auditor, Role::admin}) ? "/seal" : "";
    return "";
}

std::string text_of(const Words& in, const access::OpenNotice& notice, const std::string& name) {
    const std::string key = "notice." + notice.kind;
    const lang::Arguments arguments{{"number", number_text(notice.number)}, {"name", name}, {"object", notice.object}};
    return in(in.catalogue.has(in.language, key) ? key : "notice.other", arguments);
}

Reply acknowledge(const Lobby&, const Request& request, const access::Desk& desk) {
    access::Notices{desk}.acknowledge(request.id_of<EventId>().value());
    return see_other("/?done=notice");
}

}  // namespace

void add_notices(Value& values, const Words& in, const access::Desk& desk) {
    Value rows = Value::list();
    const auto notices = access::Notices{desk}.open();
    desk.database().read([&](db::Read& read) {
        for (const auto& notice : notices) {
            const Named thing = named(notice.object);
            const auto person = person_in(read, thing);
            const std::string name = person ? access::name_of(read, *person).reveal() : "";
            rows.add({{"text", text_of(in, notice, name)},
                      {"href", page_of(desk, notice, thing, person)},
                      {"when", moment_text(in, desk, notice.made_at)},
                      {"action", "/notices/" + std::to_string(notice.id)}});
        }
    });
    values.set("has_notices", !notices.empty()).set("notices", std::move(rows));
}

void add_notice_pages(Table& table) { table.add("POST", "/notices/{id}", signed_in, acknowledge); }

}  // namespace arkki::web
