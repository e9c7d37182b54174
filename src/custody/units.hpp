#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/desk.hpp"
#include "audit/log.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"
#include "db/database.hpp"

namespace arkki::custody {

/// Paper that is handled as one thing. A unit lies in one of a kind to its left, so there are no circles.
enum class UnitKind { box, binder, folder, sheet };
[[nodiscard]] std::string_view code(UnitKind kind) noexcept;  ///< "box", "binder", "folder", "sheet"
/// @throws Error{invalid, "custody.unit_kind"}
[[nodiscard]] UnitKind unit_kind_from(std::string_view code);

/// Where a unit belongs: on a shelf, or inside another unit, or nowhere yet (the tray of received paper).
struct Home {
    std::optional<PlaceId> place;
    std::optional<UnitId> inside;
};

struct NewUnit {
    UnitKind kind = UnitKind::binder;
    std::string mark;  ///< what stands on its spine: "M07"; unique within its home; may be empty for folders and sheets
    Home home;
};

/// Where a unit is: in storage at a place, or out with a person, or in the tray (no row yet).
enum class CustodyState { tray, in_storage, out };
[[nodiscard]] std::string_view code(CustodyState state) noexcept;  ///< "tray", "in_storage", "out"

/// A unit as it is now, with what protects it.
struct Unit {
    UnitId id{0};
    UnitKind kind = UnitKind::binder;
    std::string mark;
    Home home;
    std::string label;       ///< twelve digits
    std::string code;        ///< where it belongs, as people say it: "K2-H3-M07"; "" in the tray
    std::string path = "/";  ///< path of the place it belongs to, "/1/4/9/"; "/" in the tray
    std::string place_code;  ///< code of that place
    bool locked = false;     ///< of that place, as in Place
    std::string fire_class;
    bool fire_certified = false;
    bool storage_grade = false;
    CustodyState state = CustodyState::tray;  ///< its own, else its container's
    std::optional<PersonId> holder;           ///< while out
    std::optional<Day> due;                   ///< while out: last day
    std::optional<Instant> since;
};

/// One line of a unit's history.
struct CustodyLine {
    Instant since;
    CustodyState state = CustodyState::tray;
    std::optional<PlaceId> place;
    std::optional<PersonId> holder;
    std::optional<Day> due;
    PersonId actor{0};
    std::string reason;
};

/// The paper units of the house and who has them. History is only ever added to; two clerks cannot hand out one
/// binder: the second gets Error{conflict, "custody.somebody_was_faster"}.
class Units {
public:
    explicit Units(const access::Desk& desk) : desk_{desk} {}

    /// A new unit; stored at once when its home place is fit for originals.
    ///
    /// @throws Error{invalid, "custody.unit_rank"}          its container is not of a higher kind
    /// @throws Error{invalid, "custody.mark_bad"}           control characters, over 60 characters, or missing
    /// @throws Error{conflict, "custody.mark_taken"}        another unit of that home has the mark
    /// @throws Error{not_found, "place.unknown" | "unit.unknown"}
    /// @throws Error{conflict, "custody.not_storage_grade"} the place is not locked and fire safe
    UnitId add(const NewUnit& unit);

    /// The same inside a transaction of somebody else's, which writes its own line in the log with the one of this.
    static UnitId add(db::Write& write, audit::Appender& log, const access::Desk& desk, const NewUnit& unit);

    /// Hands the unit to a person until `due`. The grant says that the taking was allowed and logged.
    /// @throws Error{conflict, "custody.transition"}  it is not in storage
    /// @throws Error{invalid, "custody.due"}          not between today and 90 days from now
    void checkout(const access::Grant<access::TakeOriginal>& unit, PersonId holder, Day due, const std::string& reason);
    /// Takes it back to the place it belongs to.
    void take_back(const access::Grant<access::MoveUnit>& unit, const std::string& reason);
    /// What a move takes along inside its transaction: a room above hands in what depends on where paper is.
    using Follow = std::function<void(db::Write&, UnitId)>;
    /// Gives it a new home and puts it there. As the place decides who may read, the mover must be on the list for
    /// both: the grant says so for the old home, and the new one is asked here.
    ///
    /// @throws Error{denied, "access.denied.not-on-list"}  the list does not let this person keep paper at the new home
    void move(const access::Grant<access::MoveUnit>& unit, const Home& home, const std::string& reason,
              const Follow& follow);

    /// @throws Error{not_found, "unit.unknown"}
    [[nodiscard]] Unit show(UnitId unit) const;
    [[nodiscard]] std::vector<CustodyLine> history(UnitId unit) const;
    /// By label digits ("300000000180") or by where it belongs ("K2-H3-M07").
    [[nodiscard]] std::optional<Unit> find(std::string_view code) const;
    [[nodiscard]] std::vector<Unit> in_place(PlaceId place) const;
    [[nodiscard]] std::vector<Unit> inside(UnitId container) const;
    /// Paper that belongs nowhere yet, oldest first.
    [[nodiscard]] std::vector<Unit> tray() const;

private:
    const access::Desk& desk_;
};

/// The same inside a transaction of somebody else's: what archive shows beside a document.
[[nodiscard]] std::optional<Unit> unit_of(db::Read& read, UnitId unit);
[[nodiscard]] std::optional<Unit> find_unit(db::Read& read, std::string_view code);

}  // namespace arkki::custody
