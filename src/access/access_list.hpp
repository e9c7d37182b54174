#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/desk.hpp"

namespace arkki::access {

/// One line of the access list: a named person may do one kind of act in one part of the archive.
struct NewEntry {
    PersonId person;
    std::string act;         ///< read | copy | maintain | take | dispose
    std::string path = "/";  ///< place path "/1/4/" with all below it; "/" is everything, papers without a place too
    std::string series;      ///< document type; "" every type and the customers' cards, "card" the cards alone
    Day from;
    std::optional<Day> to;  ///< last day
    PersonalText reason;
};

struct Entry {
    AccessEntryId id;
    PersonId person;
    PersonalText name;  ///< of the person
    std::string act;
    std::string path;
    std::string series;
    Day from;
    std::optional<Day> to;
    PersonId granted_by;
    std::optional<Instant> ended_at;
};

/// The access list: append-only, each entry can be ended once.
class AccessList {
public:
    explicit AccessList(const Desk& desk) : desk_{desk} {}

    /// The commitment must have been signed on the first day or before; nobody grants himself; a processor's staff
    /// never takes originals.
    /// @throws Error{Fault::invalid, "list.bad_act" | "list.bad_path" | "list.bad_end" | "list.no_reason"}
    /// @throws Error{Fault::conflict, "commitment.missing" | "list.own_grant" | "list.employees_only"}
    AccessEntryId grant(const NewEntry& entry);
    /// @throws Error{Fault::not_found, "list.unknown"}, Error{Fault::conflict, "list.ended_already"}
    void end(AccessEntryId entry, const PersonalText& reason);

    /// Entries in force today, by person.
    [[nodiscard]] std::vector<Entry> in_force() const;
    /// All entries of a person, ended ones too.
    [[nodiscard]] std::vector<Entry> of(PersonId person) const;

private:
    const Desk& desk_;
};

/// The scope of documents of one type at one place: made when first needed. Documents and page texts carry its id, so
/// that lists and searches are limited by a join.
[[nodiscard]] std::int64_t scope_of(db::Write& write, std::string_view path, std::string_view series);

/// The scopes whose documents this session may read today; none for roles that read no documents.
[[nodiscard]] std::vector<std::int64_t> permitted_scopes(db::Read& read, const Session& session, Day today);

/// Somebody who may read a document.
struct Reader {
    PersonId person;
    PersonalText name;
    bool may_take;  ///< may take the paper out as well
};
/// Who may read a document of that type at that place, by name: entry, role, commitment, employment
/// and account all in force.
[[nodiscard]] std::vector<Reader> who_may(db::Read& read, std::string_view path, std::string_view series, Day day);

/// The entry that allows an act there, if there is one.
[[nodiscard]] std::optional<AccessEntryId> entry_for(db::Read& read, PersonId person, std::string_view act,
                                                     std::string_view path, std::string_view series, Day day);

}  // namespace arkki::access
