#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/desk.hpp"

namespace arkki::access {

/// The path of an entry for one binder or one document: no place has it, so nothing is found below it by mistake.
inline constexpr std::string_view single_thing = "/0/";

/// One line of the access list: a named person may do one kind of act in one part of the archive.
struct NewEntry {
    PersonId person;
    std::string act;         ///< read | copy | print | maintain | take | dispose
    std::string path = "/";  ///< place path "/1/4/" with all below it; "/" is everything, papers without a place too
    std::string series;      ///< document type; "" every type and the customers' cards, "card" the cards alone
    Day from;
    std::optional<Day> to;  ///< last day
    PersonalText reason;
    std::optional<UnitId> unit = {};          ///< this binder and its contents alone; path and series do not count then
    std::optional<DocumentId> document = {};  ///< this document alone
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
    std::optional<UnitId> unit;
    std::optional<DocumentId> document;
    PersonalText reason;

    /// Where the right comes from, the narrowest word for it: "document", "unit", "place", "series", "register".
    [[nodiscard]] std::string_view origin() const;
};

/// One thing as the list sees it.
struct Target {
    std::string path = "/";
    std::string series;
    std::vector<UnitId> units = {};           ///< the folder or binder it lies in, then what holds that
    std::optional<DocumentId> document = {};  ///< if it is one
    std::string book = "customer";            ///< the register
    bool unconfirmed = false;                 ///< read by those alone who may maintain as well
};

/// A day to ask about: today, what is in force now; a past day, what was in force at any time of it, as it was known
/// then (an entry ended since counts, one granted since does not).
struct AsOf {
    Day day;
    Instant begin = Instant::max();  ///< what ended after this counts
    Instant end = Instant::max();    ///< what was made before this counts
};
/// @param now    and `wall_clock`: what today is
[[nodiscard]] AsOf as_of(Day day, Instant now, const WallClock& wall_clock);

/// The access list: append-only, each entry can be ended once.
class AccessList {
public:
    explicit AccessList(const Desk& desk) : desk_{desk} {}

    /// The commitment must have been signed on the first day or before; nobody grants himself, nor him he has rights
    /// from (that is proposed, access/proposals.hpp); a processor's staff never takes originals.
    /// @throws Error{Fault::invalid, "list.bad_act" | "list.bad_path" | "list.bad_end" | "list.no_reason"}
    /// @throws Error{Fault::conflict, "commitment.missing" | "list.own_grant" | "list.needs_second" |
    ///         "list.employees_only" | "list.too_many_single"}
    AccessEntryId grant(const NewEntry& entry);
    /// @throws Error{Fault::not_found, "list.unknown"}, Error{Fault::conflict, "list.ended_already"}
    void end(AccessEntryId entry, const PersonalText& reason);

    /// Entries in force on a day, today if none is named, by person.
    [[nodiscard]] std::vector<Entry> in_force(std::optional<Day> day = {}) const;
    /// All entries of a person, ended ones too.
    [[nodiscard]] std::vector<Entry> of(PersonId person) const;

private:
    const Desk& desk_;
};

/// Checks act, path, days and reason. @throws as AccessList::grant, Fault::invalid
void check(const NewEntry& entry);
/// Writes an entry and its line in the log, inside the transaction that decided it.
/// @param proposal  the proposal it came from, 0 if none
audit::Receipt insert_entry(db::Write& write, audit::Appender& appender, const Desk& desk, const NewEntry& entry,
                            std::int64_t proposal, AccessEntryId& id);
/// Whether `actor` has a right or a role in force that `person` gave him: he may not return it alone.
[[nodiscard]] bool owes_rights_to(db::Read& read, PersonId actor, PersonId person, Day today);

/// The scope of documents of one type at one place: made when first needed. Documents and page texts carry its id, so
/// that lists and searches are limited by a join.
[[nodiscard]] std::int64_t scope_of(db::Write& write, std::string_view path, std::string_view series);

/// What a session may read in lists and searches today: resolved once, then joined.
struct Permitted {
    bool everything = false;           ///< every scope: no join is needed
    std::vector<std::int64_t> scopes;  ///< by place and type
    std::vector<UnitId> units;         ///< binders of their own entries, with their contents
    std::vector<DocumentId> documents;

    [[nodiscard]] bool nothing() const { return !everything && scopes.empty() && units.empty() && documents.empty(); }
};
/// Nothing for roles that read no documents, and for whoever may not act today.
/// @param act  of the list: what may be maintained, say, instead of what may be read
[[nodiscard]] Permitted permitted(db::Read& read, const Session& session, Day today, std::string_view act = "read");
/// The scopes alone.
[[nodiscard]] std::vector<std::int64_t> permitted_scopes(db::Read& read, const Session& session, Day today);

/// Somebody who may read a document.
struct Reader {
    PersonId person;
    PersonalText name;
    bool may_take;  ///< may take the paper out as well
};
/// Who may read a thing, by name: entry, role, commitment, employment and account all in force.
[[nodiscard]] std::vector<Reader> who_may(db::Read& read, const Target& target, const AsOf& when);
[[nodiscard]] std::vector<Reader> who_may(db::Read& read, std::string_view path, std::string_view series, Day day);
/// Every entry that reaches a thing, of whoever could act on that day, by person and act, the narrowest first.
[[nodiscard]] std::vector<Entry> rights_on(db::Read& read, const Target& target, const AsOf& when);

/// The entry that allows an act there, the narrowest if there are several.
[[nodiscard]] std::optional<AccessEntryId> entry_for(db::Read& read, PersonId person, std::string_view act,
                                                     const Target& target, const AsOf& when);
[[nodiscard]] std::optional<AccessEntryId> entry_for(db::Read& read, PersonId person, std::string_view act,
                                                     std::string_view path, std::string_view series, Day day);

}  // namespace arkki::access
