#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "audit/event.hpp"
#include "audit/leaf.hpp"
#include "db/database.hpp"

/// How an entry stands in the table `audit_entry`; the one place that knows its columns.
namespace arkki::audit {

/// A group as stored: base64 of its salt, or once pruned of its commitment.
struct Group {
    std::string salt;
    std::string commitment;
};

/// A row of `audit_entry`.
struct StoredEntry {
    Entry entry;
    int local_hour = 0;
    std::string leaf;             ///< base64
    std::array<Group, 4> groups;  ///< A, S, C, F
    bool canonical = true;        ///< subjects and args stand as an Appender writes them
};

constexpr std::string_view group_letters = "ASCF";

/// Rows by a condition: `FROM audit_entry e` and what follows, a string literal with :names.
[[nodiscard]] std::vector<StoredEntry> stored_entries(db::Read& read, const std::string& from,
                                                      const db::Parameters& parameters);

/// Inserts an entry with its data subjects. Its `groups` hold salts.
void insert(db::Write& write, const StoredEntry& row);

/// The ids with a comma between them.
[[nodiscard]] std::string subjects_text(const std::vector<CustomerId>& subjects);
/// Ascending, each once: the only order the log keeps them in.
[[nodiscard]] std::vector<CustomerId> in_order(std::vector<CustomerId> subjects);

/// The salts of a row; zero where a group is pruned.
/// @throws Error{Fault::invalid, "bytes.bad_base64"}, Error{Fault::corrupt, "audit.damaged"}
[[nodiscard]] Salts salts_of(const StoredEntry& row);
/// Opens all four groups of a new row with these salts.
void keep_salts(StoredEntry& row, const Salts& salts);
/// The groups' commitments, computed from open groups, as stored for pruned ones. Throws like `salts_of`.
[[nodiscard]] Commitments commitments_of(const StoredEntry& row, const Salts& salts);

/// Base64 of 32 bytes.
/// @throws Error{Fault::corrupt, "audit.damaged"}
[[nodiscard]] Digest digest_from(std::string_view base64);

/// Weekday * 24 + hour, Monday = 0.
[[nodiscard]] int hour_of_week(const LocalTime& time);

}  // namespace arkki::audit
