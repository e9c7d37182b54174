#include "custody/around.hpp"

#include <string>

namespace arkki::custody {

namespace {

constexpr int deepest = 4;  // sheet, folder, binder, box

}  // namespace

std::vector<UnitId> around(db::Read& read, UnitId unit) {
    std::vector<UnitId> chain{unit};
    while (chain.size() < deepest) {
        const auto holder = read.row<std::optional<UnitId>>("SELECT inside FROM unit_home_now WHERE unit = :unit",
                                                            {{"unit", chain.back()}});
        if (!holder || !*holder) break;
        chain.push_back(**holder);
    }
    return chain;
}

std::vector<UnitId> within(db::Read& read, const std::vector<UnitId>& units) {
    std::vector<UnitId> all = units;
    // Each unit is looked into once; what it holds joins the end of the line.
    for (std::size_t i = 0; i < all.size(); ++i)
        for (const auto inside :
             read.rows<UnitId>("SELECT unit FROM unit_home_now WHERE inside = :unit ORDER BY unit", {{"unit", all[i]}}))
            all.push_back(inside);
    return all;
}

bool holds(db::Read& read, PersonId person, UnitId unit) {
    const auto holder = read.row<std::optional<PersonId>>(
        "SELECT k.holder FROM unit_lies l JOIN custody k ON k.seq = l.custody WHERE l.id = :unit", {{"unit", unit}});
    return holder && *holder == person;
}

}  // namespace arkki::custody
