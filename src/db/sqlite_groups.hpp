#pragma once

struct sqlite3;

namespace arkki::db {

/// Between the forms of one word in a text of groups: "korjauspyynnön\x1fkorjauspyyntö saapui".
inline constexpr char group_separator = '\x1f';

/// Makes FTS5's tokenizer `groups` known to a connection; without it every statement on a table that names it fails.
///
/// Blanks part the words of a text; the further forms of a word, behind `group_separator`, stand at the word's own
/// place, in what is indexed as in what is asked for. So whoever knows a language makes the forms outside the database,
/// and SQLite's one writer does no more than cut at blanks.
/// @throws Error{Fault::unavailable, "db.unavailable"}  if this SQLite has no FTS5
void add_groups_tokenizer(sqlite3* handle);

}  // namespace arkki::db
