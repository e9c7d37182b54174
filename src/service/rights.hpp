#pragma once
#include <optional>
#include <string>

#include "access/access_list.hpp"
#include "access/desk.hpp"

namespace arkki::service {

/// What part of the archive somebody names in words.
struct Aim {
    std::string path = "/";
    std::optional<UnitId> unit = {};
    std::optional<DocumentId> document = {};
};

/// "" is everything, "K2" a place, "K2-H3-M07" or the digits of a label a binder, "A-812" a document.
/// @throws Error{Fault::not_found, "list.bad_place", field "where"}
[[nodiscard]] Aim aim_at(const access::Desk& desk, const std::string& where);
/// The words that lead back: "" for everything.
[[nodiscard]] std::string words_of(db::Read& read, const Aim& aim);

/// What the access list is asked for such a part: the place, type and binders of a document, or of a binder.
[[nodiscard]] access::Target target_of(db::Read& read, const Aim& aim, const std::string& series);

/// Grants the entry; where nobody may do that alone, it becomes a proposal.
struct Granted {
    std::optional<AccessEntryId> entry;
    std::optional<std::int64_t> proposal;
};
Granted grant_or_propose(const access::Desk& desk, const access::NewEntry& entry);

}  // namespace arkki::service
