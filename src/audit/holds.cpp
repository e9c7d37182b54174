#include "audit/holds.hpp"

#include <string>

#include "base/error.hpp"

namespace arkki::audit {

std::int64_t hold(Log& log, Event by, const Hold& wanted, Day today) {
    if (wanted.reason.reveal().empty()) throw Error{Fault::invalid, "audit.hold_reason", {}, "reason"};
    if (wanted.review_on <= today) throw Error{Fault::invalid, "audit.bad_review_day", {}, "review"};
    if (wanted.from < 0 || wanted.to < wanted.from) throw Error{Fault::invalid, "audit.bad_range", {}, "from"};
    by.action = "log.held";
    by.reason = wanted.reason;
    std::int64_t id = 0;
    log.change([&](db::Write& write, Appender& appender) {
        if (wanted.to > write.one<std::int64_t>("SELECT coalesce(max(seq), -1) FROM audit_entry"))
            throw Error{Fault::invalid, "audit.bad_range", {}, "to"};
        id = write.one<std::int64_t>("SELECT coalesce(max(id), 0) + 1 FROM audit_hold");
        by.args = {{"hold", std::to_string(id)},
                   {"from", std::to_string(wanted.from)},
                   {"to", std::to_string(wanted.to)},
                   {"review", iso(wanted.review_on)}};
        const Receipt receipt = appender.append(by);
        write.run(
            "INSERT INTO audit_hold (id, from_seq, to_seq, reason, review_on, held) "
            "VALUES (:id, :from, :to, :reason, :review_on, :held)",
            {{"id", id},
             {"from", wanted.from},
             {"to", wanted.to},
             {"reason", wanted.reason},
             {"review_on", wanted.review_on},
             {"held", receipt.event()}});
        return receipt;
    });
    return id;
}

void release(Log& log, Event by, std::int64_t id) {
    by.action = "log.released";
    by.args = {{"hold", std::to_string(id)}};
    log.change([&](db::Write& write, Appender& appender) {
        const Receipt receipt = appender.append(by);
        if (write.run("UPDATE audit_hold SET released = :event WHERE id = :id AND released IS NULL",
                      {{"event", receipt.event()}, {"id", id}}) != 1)
            throw Error{Fault::not_found, "audit.no_such_hold"};
        return receipt;
    });
}

std::vector<Hold> holds(db::Read& read, bool all) {
    std::vector<Hold> found;
    const std::string sql = "SELECT id, from_seq, to_seq, reason, review_on, held, released FROM audit_hold ";
    for (auto& [id, from, to, reason, review_on, held, released] :
         read.rows<std::int64_t, std::int64_t, std::int64_t, PersonalText, Day, EventId, std::optional<EventId>>(
             sql + (all ? "ORDER BY id" : "WHERE released IS NULL ORDER BY id")))
        found.push_back({id, from, to, reason, review_on, held, released});
    return found;
}

}  // namespace arkki::audit
