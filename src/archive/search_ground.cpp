#include "archive/search_ground.hpp"

#include "archive/scopes.hpp"
#include "custody/around.hpp"
#include "custody/places.hpp"
#include "custody/units.hpp"
#include "register/customers.hpp"

namespace arkki::archive {
namespace {

constexpr int most_customers = 200;
constexpr std::string_view nowhere = "1 = 0";

template <class Ids>
std::string in(const std::string& column, const Ids& ids) {
    if (ids.empty()) return std::string{nowhere};
    std::string list;
    for (const auto id : ids) list += (list.empty() ? "" : ",") + std::to_string(id.value());
    return column + " IN (" + list + ")";
}

/// A place with all that stands in it, or a unit with all that lies in it.
void narrow_to_place(db::Read& read, Ground& ground, const std::string& code) {
    if (const auto place = custody::find_place(read, code)) {
        ground.conditions += " AND d.path LIKE :place";
        ground.parameters.push_back({"place", place->path + "%"});
    } else if (const auto unit = custody::find_unit(read, code)) {
        ground.conditions += " AND " + in("d.unit", custody::within(read, {unit->id}));
    } else {
        ground.conditions += " AND " + std::string{nowhere};
    }
}

void narrow(db::Read& read, Ground& ground, const Filters& filters) {
    const auto add = [&](std::string_view condition, std::string_view name, auto value) {
        ground.conditions.append(" AND ").append(condition);
        ground.parameters.push_back({name, value});
    };
    if (filters.series) add("d.series = :series", "series", std::string{code(*filters.series)});
    if (filters.from) add("d.received_on >= :first", "first", iso(*filters.from));
    if (filters.to) add("d.received_on <= :last", "last", iso(*filters.to));
    if (filters.confirmed)
        ground.conditions += std::string{" AND d.confirmed_at IS "} + (*filters.confirmed ? "NOT NULL" : "NULL");
    if (!filters.place.empty()) narrow_to_place(read, ground, filters.place);
}

}  // namespace

Asked with_chosen(Asked asked, const Filters& chosen) {
    auto& typed = asked.filters;
    if (!typed.series) typed.series = chosen.series;
    if (typed.place.empty()) typed.place = chosen.place;
    if (typed.customer.empty()) typed.customer = chosen.customer;
    if (!typed.from) typed.from = chosen.from;
    if (!typed.to) typed.to = chosen.to;
    if (!typed.confirmed) typed.confirmed = chosen.confirmed;
    return asked;
}

std::optional<std::vector<CustomerId>> customers_meant(const access::Desk& desk, const Filters& filters) {
    if (filters.customer.empty()) return std::nullopt;
    return customers::Cards{desk}.find(filters.customer, most_customers);
}

std::optional<Ground> ground_of(db::Read& read, const access::Desk& desk, const Filters& filters,
                                const std::optional<std::vector<CustomerId>>& customers) {
    Ground ground{readable(read, desk, "s.document", "s.scope"), {}, !filters.empty()};
    if (ground.conditions.empty()) return std::nullopt;
    narrow(read, ground, filters);
    if (customers) ground.conditions += " AND " + in("d.customer", *customers);
    return ground;
}

}  // namespace arkki::archive
