#pragma once
#include <string>
#include <vector>

#include "archive/archive.hpp"
#include "archive/staging.hpp"
#include "archive/tray.hpp"
#include "lang/value.hpp"
#include "web/lobby.hpp"

namespace arkki::web {

/// Where a document stands among those that wait to be filed.
struct Queue {
    std::vector<archive::TrayLine> waiting;
    std::size_t position = 0;  ///< from 1; 0 if it does not wait

    /// The page that files the next one, from the beginning again after the last; "" if it is the only one.
    [[nodiscard]] std::string next() const;
    /// The next document of the same stack, to be joined to this one.
    [[nodiscard]] std::optional<DocumentId> next_in_stack() const;
    /// Numbers in the queue of this stack: first and how many.
    [[nodiscard]] std::pair<std::size_t, std::size_t> stack() const;
};
[[nodiscard]] Queue queue_of(const access::Desk& desk, DocumentId document);

/// For templates/pages/filing: the strip of pages, the buttons of the tray, the stack it came in.
void add_staging(lang::Value& values, const Words& in, DocumentId document, const std::vector<archive::PageFacts>& all,
                 int page, const Queue& queue, const std::optional<archive::StagingAct>& last);

/// Something a button or key of the tray asked for was done.
struct Arranged {
    DocumentId document{0};  ///< that has the pages now
    int page;                ///< to show
    std::string said;        ///< message key of what was done
};
/// Does what the form asks: `act` is "split", "merge", "turn", "drop", "take_back:N", "move:N" or "undo", `page` the
/// one that was looked at. @throws as archive::Staging, and Error{Fault::conflict, "staging.no_neighbour"}
[[nodiscard]] Arranged arrange(const access::Desk& desk, const Request& request);
/// Whether the form asks for something of the tray.
[[nodiscard]] bool asks_to_arrange(const Request& request);

}  // namespace arkki::web
