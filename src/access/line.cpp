#include "access/line.hpp"

#include "access/desk.hpp"

namespace arkki::access {

audit::Event line_of(const Session& session, std::string_view action) {
    audit::Event event;
    event.actor = session.actor;
    event.session = session.id;
    event.auth = session.auth;
    event.address = session.origin.address;
    event.via = session.origin.via;
    event.station = session.origin.station;
    event.action = action;
    event.role = code(session.role);
    event.purpose = session.purpose;
    event.case_ref = session.case_ref;
    event.basis = "role";
    event.request = session.request;
    return event;
}

std::string object_name(PersonId person) { return "person:" + std::to_string(person.value()); }

audit::Event Desk::event(std::string_view action) const { return line_of(session_, action); }

}  // namespace arkki::access
