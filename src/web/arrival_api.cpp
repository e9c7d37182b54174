#include "web/arrival_api.hpp"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <sstream>

#include "intake/delivery.hpp"
#include "web/upload_pages.hpp"

namespace arkki::web {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

Object object_of(const intake::Arrival& arrival) {
    Object row{Poco::JSON_PRESERVE_KEY_ORDER};
    row.set("arrival", arrival.id.value());
    row.set("batch", arrival.batch.value());
    row.set("sheet", arrival.sheet);
    row.set("state", std::string{intake::code(arrival.state)});
    row.set("reason", arrival.reason);
    if (arrival.document) row.set("document", arrival.document->value());
    row.set("pages", arrival.pages_total);
    row.set("read", arrival.pages_read);
    row.set("size", arrival.size);
    row.set("received", iso(arrival.received_at));
    return row;
}

Reply answer(const Object& object, int status) {
    std::ostringstream text;
    object.stringify(text);
    return json(text.str(), status);
}

}  // namespace

Reply arrival_facts(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return answer(object_of(lobby.office.intake(desk).show(request.id_of<ArrivalId>())), 200);
}

Reply arrivals_sent(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto desk_intake = lobby.office.intake(desk);
    const auto sent = intake::deliver(desk, desk_intake, lobby.office.settings().spool(),
                                      delivery_of(request, desk, "api", request.header("Idempotency-Key")));
    Array arrivals;
    for (const auto id : sent.arrivals) arrivals.add(object_of(desk_intake.show(id)));
    Object whole{Poco::JSON_PRESERVE_KEY_ORDER};
    whole.set("batch", sent.batch.value());
    whole.set("repeated", sent.repeated);
    whole.set("arrivals", arrivals);
    if (sent.arrivals.size() == 1) {
        const auto only = desk_intake.show(sent.arrivals.front());
        whole.set("arrival", only.id.value());
        whole.set("state", std::string{intake::code(only.state)});
    }
    return answer(whole, sent.repeated ? 200 : 201)
        .with("Location", "/api/v1/arrivals/" + std::to_string(sent.arrivals.front().value()));
}

}  // namespace arkki::web
