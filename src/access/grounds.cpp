#include "access/grounds.hpp"

#include <algorithm>

namespace arkki::access {

void name_ground(const Desk& desk, CustomerId customer, const std::string& ground) {
    const std::string object = "customer:" + std::to_string(customer.value());
    desk.require("restriction.ground", object);
    if (std::find(grounds.begin(), grounds.end(), ground) == grounds.end())
        throw Error{Fault::invalid, "restriction.bad_ground", {}, "ground"};
    desk.log().change([&](db::Write& write, audit::Appender& appender) {
        write.run(
            "INSERT INTO restriction_ground(session, person, customer, ground, named_at)"
            " VALUES(:session, :person, :customer, :ground, :at)",
            {{"session", desk.session().id},
             {"person", desk.session().actor},
             {"customer", customer},
             {"ground", ground},
             {"at", desk.now()}});
        audit::Event event = desk.event("restriction.ground");
        event.object = object;
        event.subjects = {customer};
        event.args = {{"ground", ground}};
        return appender.append(event);
    });
}

std::string ground_named(db::Read& read, const Session& session, CustomerId customer) {
    return read
        .row<std::string>(
            "SELECT ground FROM restriction_ground WHERE session = :session AND person = :person"
            " AND customer = :customer ORDER BY id DESC LIMIT 1",
            {{"session", session.id}, {"person", session.actor}, {"customer", customer}})
        .value_or("");
}

}  // namespace arkki::access
