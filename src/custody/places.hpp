#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/desk.hpp"
#include "base/ids.hpp"
#include "db/database.hpp"

namespace arkki::custody {

/// Where paper can stand. A place lies in one of a kind to its left in this list, so there are no circles.
enum class PlaceKind { site, room, cabinet, shelf };
enum class LockType { none, key, code, card };
enum class LockState { ok, key_lost, broken };
/// How the fire class is known: by a certificate, or by somebody's word.
enum class FireBasis { certified, declared };

[[nodiscard]] std::string_view code(PlaceKind kind) noexcept;   ///< "site", "room", "cabinet", "shelf"
[[nodiscard]] std::string_view code(LockType type) noexcept;    ///< "none", "key", "code", "card"
[[nodiscard]] std::string_view code(LockState state) noexcept;  ///< "ok", "key_lost", "broken"
[[nodiscard]] std::string_view code(FireBasis basis) noexcept;  ///< "certified", "declared"
/// @throws Error{invalid, "custody.place_kind" | "custody.lock_type" | "custody.lock_state" | "custody.fire_basis"}
[[nodiscard]] PlaceKind place_kind_from(std::string_view code);
[[nodiscard]] LockType lock_type_from(std::string_view code);
[[nodiscard]] LockState lock_state_from(std::string_view code);
[[nodiscard]] FireBasis fire_basis_from(std::string_view code);

/// How a place is protected. A shelf usually has nothing of its own and lives by its cabinet's lock and fire class.
struct Protection {
    LockType lock = LockType::none;
    LockState lock_state = LockState::ok;
    std::string fire_class;  ///< "EN 1047-1 S 60 P", "EN 15659 LFS 30 P", "declared", ...; "" if it has none
    FireBasis fire_basis = FireBasis::declared;
    friend bool operator==(const Protection&, const Protection&) = default;
};

struct NewPlace {
    PlaceKind kind = PlaceKind::site;
    std::optional<PlaceId> parent;  ///< nothing for a site, something for all else
    std::string code;               ///< unique in the house, as people say it: "K2-H3"
    std::string name;               ///< "Fireproof cabinet by the door"; may be empty
    Protection protection;
};

/// A place as it is now.
struct Place {
    PlaceId id{0};
    PlaceKind kind = PlaceKind::site;
    std::optional<PlaceId> parent;
    std::string code;
    std::string name;
    std::string path;             ///< ids from the site down to this place: "/1/4/9/"
    Protection own;               ///< what it has itself
    bool locked = false;          ///< it, or what it stands in up to the room, has a lock in order
    std::string fire_class;       ///< its own or the nearest around it, up to the room; "" if none
    bool fire_certified = false;  ///< that class is certified, not only declared
    bool storage_grade = false;   ///< locked and fire safe: originals may be kept here
    bool open = true;             ///< not closed for good
    std::string label;            ///< twelve digits
};

/// The places of the house. Every change is a row in place_state, which nobody can alter, and a line in the access log.
class Places {
public:
    explicit Places(const access::Desk& desk) : desk_{desk} {}

    /// @throws Error{conflict, "custody.place_code_taken"}
    /// @throws Error{invalid, "custody.place_rank"}   not inside a place of a higher kind
    /// @throws Error{invalid, "custody.code_bad" | "custody.name_too_long" | "custody.fire_class_bad"}
    /// @throws Error{not_found, "place.unknown"}      no such parent
    PlaceId add(const NewPlace& place);

    /// A lock breaks, a key is lost, a certificate arrives. `reason` is kept with the change.
    /// @throws Error{not_found, "place.unknown"}, Error{invalid, "custody.reason_missing"}
    void protect(PlaceId place, const Protection& protection, const std::string& reason);

    /// All places, each below what it lies in, by code.
    [[nodiscard]] std::vector<Place> list() const;
    /// @throws Error{not_found, "place.unknown"}
    [[nodiscard]] Place show(PlaceId place) const;
    /// By its code ("K2-H3") or its label's digits.
    [[nodiscard]] std::optional<Place> find(std::string_view code) const;

private:
    const access::Desk& desk_;
};

/// The same inside a transaction of somebody else's.
[[nodiscard]] std::optional<Place> place_of(db::Read& read, PlaceId place);
[[nodiscard]] std::optional<Place> find_place(db::Read& read, std::string_view code);

}  // namespace arkki::custody
