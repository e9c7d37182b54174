#pragma once
#include <compare>
#include <cstdint>
#include <functional>

namespace arkki {

/// A database key that cannot be mixed up with the key of another thing.
///
/// The tag is an incomplete type; the value is never interpreted outside `db`.
template <class Tag>
class Id {
public:
    constexpr explicit Id(std::int64_t value) noexcept : value_{value} {}
    [[nodiscard]] constexpr std::int64_t value() const noexcept { return value_; }
    friend constexpr auto operator<=>(Id, Id) = default;

private:
    std::int64_t value_;
};

using PersonId = Id<struct PersonTag>;          ///< someone who uses or touches the records (staff)
using CommitmentId = Id<struct CommitmentTag>;  ///< a signed confidentiality commitment
using AccessEntryId = Id<struct AccessEntryTag>;
using CustomerId = Id<struct CustomerTag>;  ///< someone the records are about (data subject)
using PlaceId = Id<struct PlaceTag>;        ///< site, room, cabinet, shelf
using UnitId = Id<struct UnitTag>;          ///< box, binder, folder, sheet of paper
using DocumentId = Id<struct DocumentTag>;
using PageId = Id<struct PageTag>;
using ArrivalId = Id<struct ArrivalTag>;  ///< one thing that came in, from its first byte on
using BatchId = Id<struct BatchTag>;      ///< what came in together: a stack, an upload, a mail, or one file
using CaseId = Id<struct CaseTag>;        ///< one letter of a data subject
using RequestId = Id<struct RequestTag>;  ///< one right exercised in a case
using LetterId = Id<struct LetterTag>;    ///< one letter of ours
using EventId = Id<struct EventTag>;      ///< sequence number of an entry of the access log, from 0

}  // namespace arkki

template <class Tag>
struct std::hash<arkki::Id<Tag>> {
    std::size_t operator()(arkki::Id<Tag> id) const noexcept { return std::hash<std::int64_t>{}(id.value()); }
};
