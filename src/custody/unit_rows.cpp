#include "custody/unit_rows.hpp"

#include <utility>

#include "custody/label_code.hpp"
#include "custody/words.hpp"

namespace arkki::custody {
namespace {

constexpr std::array<std::string_view, 4> kinds{"box", "binder", "folder", "sheet"};
constexpr std::array<std::string_view, 3> states{"tray", "in_storage", "out"};

constexpr const char* columns =
    "SELECT id, kind, mark, home_place, inside, label, marks, place_code, path, locked, fire_class, fire_basis,"
    " storage_grade, state, holder, due, since FROM unit_now";

LabelType label_type(UnitKind kind) {
    return kind == UnitKind::box     ? LabelType::box
           : kind == UnitKind::sheet ? LabelType::sheet
                                     : LabelType::binder_or_folder;
}

std::optional<Unit> first(std::vector<Unit> found) {
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

/// "K2-H3-M07": any tail after a hyphen may be the mark, and marks may have hyphens themselves.
std::optional<Unit> find_by_code(db::Read& read, const std::string& code) {
    for (auto hyphen = code.rfind('-'); hyphen != std::string::npos && hyphen > 0; hyphen = code.rfind('-', hyphen - 1))
        if (auto found = first(unit_rows(read, " WHERE mark = :mark AND place_code || marks = :code ORDER BY id",
                                         {{"mark", code.substr(hyphen + 1)}, {"code", code}})))
            return found;
    return std::nullopt;
}

}  // namespace

std::string_view code(UnitKind kind) noexcept { return word_of(kinds, kind); }
std::string_view code(CustodyState state) noexcept { return word_of(states, state); }
UnitKind unit_kind_from(std::string_view code) { return value_of<UnitKind>(kinds, code, "custody.unit_kind"); }

std::vector<Unit> unit_rows(db::Read& read, const std::string& condition, const db::Parameters& parameters) {
    std::vector<Unit> found;
    for (const auto& [id, kind, mark, place, inside, label, marks, place_code, path, locked, fire_class, basis, grade,
                      state, holder, due, since] :
         read.rows<UnitId, std::string, std::string, std::optional<PlaceId>, std::optional<UnitId>, std::int64_t,
                   std::string, std::string, std::string, bool, std::string, std::string, bool, std::string,
                   std::optional<PersonId>, std::optional<Day>, std::optional<Instant>>(columns + condition,
                                                                                        parameters)) {
        const UnitKind unit_kind = unit_kind_from(kind);
        found.push_back({id,
                         unit_kind,
                         mark,
                         {place, inside},
                         label_code({label_type(unit_kind), label}),
                         place_code.empty() ? std::string{} : place_code + marks,
                         path,
                         place_code,
                         locked,
                         fire_class,
                         basis == "certified",
                         grade,
                         value_of<CustodyState>(states, state, "custody.state"),
                         holder,
                         due,
                         since});
    }
    return found;
}

Unit demand_unit(db::Read& read, UnitId unit) {
    auto found = unit_of(read, unit);
    if (!found) throw Error{Fault::not_found, "unit.unknown"};
    return std::move(*found);
}

std::optional<Unit> unit_of(db::Read& read, UnitId unit) {
    return first(unit_rows(read, " WHERE id = :unit", {{"unit", unit}}));
}

std::optional<Unit> find_unit(db::Read& read, std::string_view code) {
    const std::string text{trimmed(code)};
    if (!is_short_text(text, 300)) return std::nullopt;
    if (auto named = find_by_code(read, text)) return named;
    const auto label = read_label_code(text);
    if (!label || label->type == LabelType::place) return std::nullopt;
    const auto labelled = read.row<std::optional<UnitId>>("SELECT unit FROM label WHERE id = :label",
                                                          {{"label", label->number}});
    if (!labelled || !*labelled) return std::nullopt;
    auto found = unit_of(read, **labelled);
    // The first digit tells the kind, so a number with another one is nobody's label.
    if (found && label_type(found->kind) != label->type) return std::nullopt;
    return found;
}

}  // namespace arkki::custody
