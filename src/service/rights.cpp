#include "service/rights.hpp"

#include <charconv>

#include "access/proposals.hpp"
#include "archive/archive.hpp"
#include "custody/around.hpp"
#include "custody/places.hpp"
#include "custody/units.hpp"

namespace arkki::service {

namespace {

std::optional<DocumentId> document_in(db::Read& read, std::string_view where) {
    if (!where.starts_with("A-") && !where.starts_with("a-")) return std::nullopt;
    std::int64_t id = 0;
    const auto [end, fault] = std::from_chars(where.data() + 2, where.data() + where.size(), id);
    if (fault != std::errc{} || end != where.data() + where.size()) return std::nullopt;
    return archive::facts(read, DocumentId{id}).exists ? std::optional{DocumentId{id}} : std::nullopt;
}

}  // namespace

Aim aim_at(const access::Desk& desk, const std::string& where) {
    if (where.empty()) return {};
    return desk.database().read([&](db::Read& read) -> Aim {
        if (const auto document = document_in(read, where)) return {"/", {}, document};
        if (const auto place = custody::find_place(read, where)) return {place->path};
        if (const auto unit = custody::find_unit(read, where)) return {"/", unit->id, {}};
        throw Error{Fault::not_found, "list.bad_place", {}, "where"};
    });
}

std::string words_of(db::Read& read, const Aim& aim) {
    if (aim.document) return "A-" + std::to_string(aim.document->value());
    if (aim.unit) {
        const auto unit = custody::unit_of(read, *aim.unit);
        return unit ? unit->code : std::string{};
    }
    const auto end = aim.path.find_last_of("0123456789");
    if (end == std::string::npos) return {};
    const auto begin = aim.path.rfind('/', end) + 1;
    const auto place = custody::place_of(read, PlaceId{std::stoll(aim.path.substr(begin, end + 1 - begin))});
    return place ? place->code : aim.path;
}

access::Target target_of(db::Read& read, const Aim& aim, const std::string& series) {
    if (aim.document) {
        const auto facts = archive::facts(read, *aim.document);
        return {facts.path, facts.series, facts.units, aim.document, facts.book, facts.unconfirmed};
    }
    if (aim.unit) {
        const auto unit = custody::unit_of(read, *aim.unit);
        return {unit ? unit->path : "/", series, custody::around(read, *aim.unit)};
    }
    return {aim.path, series};
}

Granted grant_or_propose(const access::Desk& desk, const access::NewEntry& entry) {
    try {
        return {access::AccessList{desk}.grant(entry), {}};
    } catch (const Error& error) {
        if (error.key() != "list.own_grant" && error.key() != "list.needs_second") throw;
    }
    return {{}, access::Proposals{desk}.propose(entry)};
}

}  // namespace arkki::service
