#pragma once
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace arkki::db {

/// When a statement failed. While it is prepared no value is in play, so the engine's words may be kept.
enum class Step { prepare, execute };

/// What an engine said, as an Error that holds no value.
///
/// @param result  SQLite's primary result code (sqlite.org/rescode.html)
/// @param message  the engine's words; only names of constraints and triggers' codes are taken from it
[[nodiscard]] Error sqlite_fault(int result, std::string_view message, Step step);
/// @param sqlstate  PostgreSQL's five characters (its manual, appendix A)
[[nodiscard]] Error postgresql_fault(std::string_view sqlstate, std::string_view message, Step step);

/// Whether repeating the transaction may help: another one was in the way (40001, 40P01).
[[nodiscard]] bool is_retryable(const Error& error) noexcept;

}  // namespace arkki::db
