#include "register/name_shown.hpp"

#include "base/error.hpp"
#include "register/customers.hpp"

namespace arkki::customers {

PersonalText show_name(const access::Desk& desk, CustomerId customer, const PersonalText& reason) {
    const std::string object = "customer:" + std::to_string(customer.value());
    desk.require("name.show", object);
    if (trimmed(reason.reveal()).empty()) throw Error{Fault::invalid, "name.no_reason", {}, "reason"};
    if (!desk.database().read([&](db::Read& read) { return facts(read, customer).exists; }))
        throw Error{Fault::not_found, "customer.unknown"};
    auto event = desk.event("name.shown");
    event.object = object;
    event.subjects = {customer};
    event.reason = reason;
    desk.log().append(event);
    return desk.database().read([&](db::Read& read) {
        return read
            .row<PersonalText>(
                "SELECT value FROM customer_item WHERE customer = :customer AND datum = 'name'"
                " ORDER BY id DESC LIMIT 1",
                {{"customer", customer}})
            .value_or(PersonalText{});
    });
}

}  // namespace arkki::customers
