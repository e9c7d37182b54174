#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/desk.hpp"
#include "archive/document.hpp"

/// How the pages of documents in the tray lie, and how a new order of them is written. For `staging` alone.
namespace arkki::archive {

/// Where and how a page lies.
struct Lie {
    DocumentId document{0};
    int number;
    bool dropped;
    int turn;  ///< degrees clockwise from the scan it is to stand
};

/// A page, and how it lies in the database now.
struct Leaf {
    PageId id{0};
    std::optional<ArrivalId> arrival;
    int source_page;  ///< of the file it came in with
    std::string key;  ///< what its blobs are sealed under
    bool readable;
    int turn;  ///< as in Lie, as it is to be
    Lie was;
};

/// A document of the tray with its pages in order.
struct Sheaf {
    DocumentId id{0};
    std::int64_t version;
    std::int64_t scope;
    std::string key;
    std::optional<DocumentId> merged_into;
    std::vector<Leaf> kept, dropped;
    bool born = false;  ///< made by the act at hand
};

/// @param seen  the version a person looked at; nothing for a document he did not choose by its page
/// @throws Error{Fault::conflict, "staging.confirmed" | "document.changed_meanwhile"}
[[nodiscard]] Sheaf load_sheaf(db::Read& read, DocumentId id, std::optional<std::int64_t> seen);

/// Writes pages, their scopes, what the documents rest on, and counts up the versions. @returns pages that changed, as
/// they had stood
std::vector<Leaf> write_sheaves(db::Write& write, std::vector<Sheaf>& sheaves, Instant now);

/// A document of its own for these pages, otherwise as `from` is.
[[nodiscard]] Sheaf new_sheaf(db::Write& write, const Sheaf& from, const Leaf& first);

/// One line of the log for each document, so that each one's life tells of it. @param how  kind of the act, or "undo."
/// and its kind
audit::Receipt log_arranged(audit::Appender& appender, const access::Desk& desk, const std::string& how, int page,
                            const std::vector<Sheaf>& sheaves);

}  // namespace arkki::archive
