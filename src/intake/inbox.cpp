// What a person sees and decides of the things that came in.
#include "intake/intake.hpp"

#include <algorithm>

#include "archive/tray.hpp"
#include "intake/assembling.hpp"
#include "intake/reading.hpp"

namespace arkki::intake {
namespace {

constexpr std::string_view columns =
    "SELECT id, batch, sheet, way, name, received_at, received_by, size, state, reason, same_as, document, pages_total, pages_read"
    " FROM arrival ";

std::vector<Arrival> load(db::Read& read, const std::string& which, const db::Parameters& parameters) {
    std::vector<Arrival> arrivals;
    for (auto& [id, batch, sheet, way, name, at, by, size, state, reason, same_as, document, total, done] :
         read.rows<ArrivalId, BatchId, int, std::string, PersonalText, Instant, PersonId, std::int64_t, std::string, std::string,
                   std::optional<DocumentId>, std::optional<DocumentId>, int, int>(std::string{columns} + which,
                                                                                   parameters))
        arrivals.push_back({id, batch, sheet, way, name, at, by, size, state_from(state), reason, same_as, document, total, done});
    return arrivals;
}

}  // namespace

Arrival Intake::show(ArrivalId arrival) const {
    desk_.require("arrival.handle", object_of(arrival));
    const auto found = desk_.database().read([&](db::Read& read) {
        return load(read, "WHERE id = :id", {{"id", arrival}});
    });
    if (found.empty()) throw Error{Fault::not_found, "arrival.unknown"};
    return found.front();
}

std::vector<Arrival> Intake::inbox(int limit) const {
    desk_.require("arrival.handle");
    return desk_.database().read([&](db::Read& read) {
        return load(read,
                    "WHERE state <> 'discarded' ORDER BY CASE state WHEN 'quarantined' THEN 0 WHEN 'duplicate' THEN 1"
                    " ELSE 2 END, id DESC LIMIT :limit",
                    {{"limit", std::clamp(limit, 1, 1'000)}});
    });
}

bool claim_is_known(db::Database& database, const std::string& claim) {
    return database.read([&](db::Read& read) {
        return read.row<std::int64_t>("SELECT id FROM arrival WHERE claim = :claim", {{"claim", claim}}).has_value();
    });
}

Tally Intake::tally() const {
    return desk_.database().read([&](db::Read& read) {
        const auto count = [&](const std::string& which) {
            return read.one<std::int64_t>("SELECT count(*) FROM arrival WHERE state IN " + which);
        };
        return Tally{count("('received','reading','read')"), count("('quarantined')"), count("('duplicate')"),
                     read.one<std::optional<Instant>>("SELECT min(received_at) FROM arrival WHERE state IN "
                                                      "('received','reading','read','quarantined','duplicate')")};
    });
}

void Intake::retry(ArrivalId arrival) const {
    desk_.require("arrival.handle", object_of(arrival));
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        const auto moved = write.run(
            "UPDATE arrival SET state = 'received', reason = '', pages_read = 0, finished_at = NULL"
            " WHERE id = :id AND state IN ('quarantined','duplicate')",
            {{"id", arrival}});
        if (moved != 1) throw Error{Fault::conflict, "arrival.decided_already"};
        drop_read_pages(write, arrival);
        auto order = read_order(arrival, 1);
        order.priority = jobs::priority::awaited;
        jobs::order_again(write, order, desk_.now());
        auto event = desk_.event("arrival.retried");
        event.object = object_of(arrival);
        return appender.append(event);
    });
}

void Intake::keep(ArrivalId arrival) const {
    desk_.require("arrival.handle", object_of(arrival));
    const Kept kept = desk_.database().read([&](db::Read& read) { return intake::kept(read, arrival); });
    if (kept.state != State::quarantined) throw Error{Fault::conflict, "arrival.decided_already"};
    if (kept.original.size == 0) throw Error{Fault::invalid, "arrival.nothing_to_keep"};
    Assembling{desk_, shelves_}.keep(kept);
}

void Intake::discard(ArrivalId arrival, const PersonalText& reason) const {
    desk_.require("arrival.handle", object_of(arrival));
    if (trimmed(reason.reveal()).empty()) throw Error{Fault::invalid, "arrival.no_reason", {}, "reason"};
    // Of two equal files the other one goes only while the first can be opened to its last byte.
    const Kept kept = desk_.database().read([&](db::Read& read) { return intake::kept(read, arrival); });
    if (kept.state == State::duplicate && !archive::has_whole(desk_, shelves_, kept.original.sha256))
        throw Error{Fault::conflict, "arrival.first_is_damaged"};
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        drop_read_pages(write, arrival);
        const auto moved = write.run(
            "UPDATE arrival SET state = 'discarded', finished_at = :now"
            " WHERE id = :id AND state IN ('quarantined','duplicate')",
            {{"now", desk_.now()}, {"id", arrival}});
        if (moved != 1) throw Error{Fault::conflict, "arrival.decided_already"};
        auto event = desk_.event("arrival.discarded");
        event.object = object_of(arrival);
        event.reason = reason;
        return appender.append(event);
    });
}

}  // namespace arkki::intake
