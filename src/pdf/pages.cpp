#include "pdf/pages.hpp"

#include <algorithm>

#include "pdf/measure.hpp"

namespace arkki::pdf {
namespace {

/// Fills pages from top to bottom.
class Dealer {
public:
    explicit Dealer(PagePlan first_page, double top) : pages_{std::move(first_page)}, y_{top} {}

    /// Places strips that belong together; parts them only if they are longer than a page.
    void place(const Strip* first, const Strip* last) {
        double needed = 0;
        for (const Strip* strip = first; strip != last; ++strip)
            needed += strip->height + (strip == first ? 0 : strip->gap);
        const bool fits = y_ + gap_above(*first) + needed <= sheet::bottom;
        if (!fits && !at_top_) turn(*first);
        for (const Strip* strip = first; strip != last; ++strip) {
            if (!at_top_ && y_ + strip->gap + strip->height > sheet::bottom) turn(*strip);
            place(*strip);
        }
    }

    std::vector<PagePlan> finish() { return std::move(pages_); }

private:
    [[nodiscard]] double gap_above(const Strip& strip) const { return at_top_ ? 0 : strip.gap; }

    void turn(const Strip& next) {
        pages_.emplace_back();
        y_ = sheet::top;
        at_top_ = true;
        if (!next.head) return;
        pages_.back().heads.push_back({next.head.get(), y_});
        y_ += next.head->height;
        line_at(y_, true);
    }

    void place(const Strip& strip) {
        y_ += gap_above(strip);
        pages_.back().strips.push_back({&strip, y_});
        if (strip.code) pages_.back().codes.push_back({strip.code.get(), y_});
        y_ += strip.height;
        if (strip.rule != Strip::Edge::none) line_at(y_, strip.rule == Strip::Edge::strong);
        at_top_ = false;
    }

    void line_at(double y, bool strong) { pages_.back().hairlines.push_back({sheet::left, sheet::right, y, strong}); }

    std::vector<PagePlan> pages_;
    double y_;
    bool at_top_{true};
};

void put(PagePlan& page, const Strips& strips, double top) {
    for (const auto& strip : strips) {
        page.strips.push_back({&strip, top});
        top += strip.height;
    }
}

}  // namespace

std::vector<PagePlan> plan_pages(const LetterHead& head, const Strips& body, const AddressWindow& window) {
    PagePlan first;
    put(first, head.sender, sheet::sender_top);
    put(first, head.reference, sheet::sender_top);
    put(first, head.receiver, window.top * mm);
    const double below_window = (window.top + window.height) * mm + 12;
    Dealer dealer{std::move(first), head.receiver.empty() ? sheet::body_top_without_address
                                                          : std::max(sheet::body_top_with_address, below_window)};
    const Strip* const end = body.data() + body.size();
    for (const Strip* strip = body.data(); strip != end;) {
        const Strip* last = strip;
        while (last->keep && last + 1 != end) ++last;
        dealer.place(strip, last + 1);
        strip = last + 1;
    }
    return dealer.finish();
}

std::vector<SignatureArea> signature_areas(const std::vector<PagePlan>& pages, std::size_t signers) {
    constexpr double margin = 4;
    std::vector<SignatureArea> areas(signers);
    std::vector<bool> found(signers);
    for (std::size_t page = 0; page < pages.size(); ++page) {
        for (const auto& [strip, top] : pages[page].strips) {
            if (strip->signature < 0) continue;
            const auto signer = static_cast<std::size_t>(strip->signature);
            auto& [on, area] = areas[signer];
            if (!found[signer] || on != page) {
                on = page;
                area = {sheet::text_left - margin, top - margin, sheet::right, 0};
                found[signer] = true;
            }
            area.bottom = top + strip->height + margin;
        }
    }
    return areas;
}

}  // namespace arkki::pdf
