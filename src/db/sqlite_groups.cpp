#include "db/sqlite_groups.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <string_view>

#include "base/error.hpp"

namespace arkki::db {
namespace {

using TakeToken = int (*)(void* context, int flags, const char* token, int size, int begin, int end);

/// It keeps nothing between two texts: any connection may use the one there is.
char no_state = 0;

int make(void*, const char**, int, Fts5Tokenizer** out) {
    *out = reinterpret_cast<Fts5Tokenizer*>(&no_state);
    return SQLITE_OK;
}

void end(Fts5Tokenizer*) {}

/// Hands over the forms of one group: the first as the word, the others at its place.
int take_group(void* context, std::string_view text, std::size_t begin, std::size_t behind, TakeToken take) {
    int flags = 0;
    for (auto at = begin; at <= behind;) {
        const auto stop = std::min(text.find(group_separator, at), behind);
        if (stop > at) {
            const int result = take(context, flags, text.data() + at, static_cast<int>(stop - at),
                                    static_cast<int>(begin), static_cast<int>(behind));
            if (result != SQLITE_OK) return result;
            flags = FTS5_TOKEN_COLOCATED;
        }
        at = stop + 1;
    }
    return SQLITE_OK;
}

int cut(Fts5Tokenizer*, void* context, int, const char* bytes, int size, TakeToken take) {
    const std::string_view text{bytes, bytes == nullptr ? 0 : static_cast<std::size_t>(size)};
    for (std::size_t at = 0; at < text.size();) {
        const auto blank = std::min(text.find(' ', at), text.size());
        if (blank > at)
            if (const int result = take_group(context, text, at, blank, take); result != SQLITE_OK) return result;
        at = blank + 1;
    }
    return SQLITE_OK;
}

/// FTS5 hands out its functions through a pointer bound to a statement. @see sqlite.org/fts5.html#extending_fts5
fts5_api* functions_of(sqlite3* handle) {
    fts5_api* api = nullptr;
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle, "SELECT fts5(?1)", -1, &statement, nullptr) == SQLITE_OK) {
        sqlite3_bind_pointer(statement, 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
        sqlite3_step(statement);
    }
    sqlite3_finalize(statement);
    return api;
}

}  // namespace

void add_groups_tokenizer(sqlite3* handle) {
    fts5_api* const api = functions_of(handle);
    fts5_tokenizer tokenizer{make, end, cut};
    if (api == nullptr || api->xCreateTokenizer(api, "groups", nullptr, &tokenizer, nullptr) != SQLITE_OK)
        throw Error{Fault::unavailable, "db.unavailable", "SQLite has no full-text search"};
}

}  // namespace arkki::db
