#pragma once
#include <vector>

#include "pdf/strips.hpp"

namespace arkki::pdf {

/// A strip with its upper edge's distance from the sheet's upper edge.
struct PlacedStrip {
    const Strip* strip{};
    double top{};
};

/// What is drawn on a page besides the letter's text, and is no part of it for a screen reader.
struct Hairline {
    double left{}, right{}, y{};
    bool strong{};  ///< under a table's head
};
struct RepeatedHead {
    const TableHead* head{};
    double top{};
};

struct PlacedCode {
    const QrCode* code{};
    double top{};
};

struct PagePlan {
    std::vector<PlacedStrip> strips;
    std::vector<Hairline> hairlines;
    std::vector<RepeatedHead> heads;
    std::vector<PlacedCode> codes;
};

/// Upright rectangle, points from the sheet's upper left corner.
struct Area {
    double left{}, top{}, right{}, bottom{};
};

/// Where a signer's block stands. Pages count from 0.
struct SignatureArea {
    std::size_t page{};
    Area area;
};

/// Deals the strips out to pages. The strips must outlive the plan.
[[nodiscard]] std::vector<PagePlan> plan_pages(const LetterHead& head, const Strips& body, const AddressWindow& window);

/// The signers' blocks in their order.
[[nodiscard]] std::vector<SignatureArea> signature_areas(const std::vector<PagePlan>& pages, std::size_t signers);

}  // namespace arkki::pdf
