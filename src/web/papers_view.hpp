#pragma once
#include <optional>
#include <vector>

#include "archive/redactions.hpp"
#include "requests/requests.hpp"
#include "web/lobby.hpp"

namespace arkki::web {

/// The papers of the person who asks, as far as this desk may read them, with their state; logged as one list.
struct Papers {
    std::vector<archive::Line> lines;
    std::vector<archive::PaperState> states;  ///< of the same papers, in the same order
};
[[nodiscard]] Papers papers_of(const Lobby& lobby, const access::Desk& desk, const requests::Overview& about);

/// The first paper nobody has read through for this request, or nothing.
[[nodiscard]] std::optional<DocumentId> next_paper(const Papers& papers);

/// "/requests/7/papers", "/requests/7/papers/812"
[[nodiscard]] std::string papers_path(RequestId request);
[[nodiscard]] std::string papers_path(RequestId request, DocumentId document);

void add_papers_pages(Table& table);  ///< copies for the person who asks
void add_redact_page(Table& table);   ///< what is taken out of one of them; part of add_papers_pages

}  // namespace arkki::web
