#include "custody/recalls.hpp"

#include "access/line.hpp"
#include "custody/unit_rows.hpp"

namespace arkki::custody {

std::vector<Held> paper_held(db::Read& read, PersonId person) {
    std::vector<Held> papers;
    for (const auto& [unit, due, since, recalled_at] :
         read.rows<UnitId, std::optional<Day>, Instant, std::optional<Instant>>(
             "SELECT k.unit, k.due, k.since, r.opened_at FROM custody_own k LEFT JOIN recall r ON r.unit = k.unit"
             " AND r.person = k.holder AND r.closed_at IS NULL WHERE k.holder = :person ORDER BY k.since, k.unit",
             {{"person", person}})) {
        const Unit known = demand_unit(read, unit);
        papers.push_back({unit, known.kind, known.code, due, since, recalled_at});
    }
    return papers;
}

std::int64_t recall_paper(db::Write& write, audit::Appender& log, const access::Desk& desk, PersonId person,
                          std::string_view reason) {
    const auto papers = paper_held(write, person);
    for (const auto& paper : papers) {
        if (paper.recalled_at) continue;
        write.run(
            "INSERT INTO recall(unit, person, reason, opened_by, opened_at)"
            " VALUES(:unit, :person, :reason, :by, :at)",
            {{"unit", paper.unit},
             {"person", person},
             {"reason", reason},
             {"by", desk.session().actor},
             {"at", desk.now()}});
        audit::Event event = desk.event("original.recalled");
        event.object = "unit:" + std::to_string(paper.unit.value());
        event.args = {{"holder", access::object_name(person)}, {"why", std::string{reason}}};
        log.append(event);
    }
    return std::ssize(papers);
}

std::vector<Recall> open_recalls(const access::Desk& desk) {
    desk.require("person.view");
    return desk.database().read([](db::Read& read) {
        std::vector<Recall> recalls;
        for (const auto& [unit, person, reason, opened_at] : read.rows<UnitId, PersonId, std::string, Instant>(
                 "SELECT unit, person, reason, opened_at FROM recall WHERE closed_at IS NULL ORDER BY id"))
            recalls.push_back({unit, person, reason, opened_at});
        return recalls;
    });
}

}  // namespace arkki::custody
