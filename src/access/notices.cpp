#include "access/notices.hpp"

namespace arkki::access {

namespace {

db::Parameters values_of(const Notice& notice, Instant at) {
    const auto role = notice.to.role ? std::optional{std::string{code(*notice.to.role)}} : std::nullopt;
    return {{"kind", notice.kind},
            {"object", notice.object},
            {"number", notice.number},
            {"person", notice.to.person},
            {"role", role},
            {"at", at}};
}

}  // namespace

void notify(db::Write& write, const Notice& notice, Instant at) {
    write.run(
        "INSERT INTO notice(kind, object, number, to_person, to_role, made_at)"
        " VALUES(:kind, :object, :number, :person, :role, :at) ON CONFLICT DO NOTHING",
        values_of(notice, at));
}

bool notify_once(db::Write& write, const Notice& notice, Instant at) {
    const auto told = write.one<std::int64_t>(
        "SELECT count(*) FROM notice WHERE kind = :kind AND object = :object"
        " AND coalesce(to_person, 0) = :person AND coalesce(to_role, '') = :role",
        {{"kind", notice.kind},
         {"object", notice.object},
         {"person", notice.to.person.value_or(PersonId{0})},
         {"role", notice.to.role ? code(*notice.to.role) : ""}});
    if (told == 0) notify(write, notice, at);
    return told == 0;
}

void settle(db::Write& write, std::string_view kind, std::string_view object, PersonId by, Instant at) {
    write.run(
        "UPDATE notice SET closed_at = :at, closed_by = :by WHERE kind = :kind AND object = :object"
        " AND closed_at IS NULL",
        {{"at", at}, {"by", by}, {"kind", kind}, {"object", object}});
}

std::vector<OpenNotice> Notices::open(std::size_t most) const {
    return desk_.database().read([&](db::Read& read) {
        std::vector<OpenNotice> notices;
        for (const auto& [id, kind, object, number, made_at] :
             read.rows<std::int64_t, std::string, std::string, std::int64_t, Instant>(
                 "SELECT id, kind, object, number, made_at FROM notice WHERE closed_at IS NULL"
                 " AND (to_person = :person OR to_role = :role) ORDER BY id DESC LIMIT :most",
                 {{"person", desk_.session().actor},
                  {"role", code(desk_.session().role)},
                  {"most", static_cast<std::int64_t>(most)}}))
            notices.push_back({id, kind, object, number, made_at});
        return notices;
    });
}

void Notices::acknowledge(std::int64_t notice) const {
    desk_.require("notice.acknowledge");
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        const auto closed = write.run(
            "UPDATE notice SET closed_at = :at, closed_by = :by WHERE id = :id AND closed_at IS NULL"
            " AND (to_person = :by OR to_role = :role)",
            {{"at", desk_.now()}, {"by", desk_.session().actor}, {"id", notice}, {"role", code(desk_.session().role)}});
        if (closed == 0) throw Error{Fault::not_found, "notice.unknown"};
        audit::Event event = desk_.event("notice.seen");
        event.object = "notice:" + std::to_string(notice);
        return appender.append(event);
    });
}

}  // namespace arkki::access
