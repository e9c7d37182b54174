#include "pdf/strips.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>

#include "base/error.hpp"
#include "pdf/measure.hpp"

namespace arkki::pdf {
namespace {

constexpr double text_width = sheet::right - sheet::text_left;
constexpr double marker_width = 16;

/// Blocks from `first` to `last` that make up one signer's signature block.
struct SignatureBlock {
    std::size_t first;
    std::size_t last;
};

std::size_t title_at(const std::vector<Block>& blocks) {
    const auto title = std::find_if(blocks.begin(), blocks.end(), [](const Block& block) {
        const auto* heading = std::get_if<Heading>(&block);
        return heading && heading->level == 1;
    });
    if (title == blocks.end()) throw Error{Fault::invalid, "letter.bad_markdown", "no title"};
    return static_cast<std::size_t>(title - blocks.begin());
}

std::string first_line(const Paragraph& paragraph) {
    const std::string all = plain(paragraph.text);
    return all.substr(0, all.find("\u2028"));
}

/// As a caller writes it: plain blanks, and without the marks behind a name that runs to the left.
std::string as_written(std::string text) {
    constexpr std::string_view no_break_space = "\u00a0", left_to_right_mark = "\u200e";
    for (std::size_t at; (at = text.find(no_break_space)) != std::string::npos;)
        text.replace(at, no_break_space.size(), " ");
    for (std::size_t at; (at = text.find(left_to_right_mark)) != std::string::npos;)
        text.erase(at, left_to_right_mark.size());
    return text;
}

bool is_sentence(const Block& block) {
    const auto* paragraph = std::get_if<Paragraph>(&block);
    return !paragraph || plain(paragraph->text).ends_with('.');
}

/// Where each signer's name stands: the last paragraph that begins with it and is no later signer's.
std::vector<std::size_t> signers_at(const std::vector<Block>& blocks, std::size_t from,
                                    const std::vector<SignaturePlace>& signers) {
    std::vector<std::size_t> places(signers.size());
    std::size_t end = blocks.size();
    for (std::size_t s = signers.size(); s-- > 0;) {
        const std::string wanted = as_written(signers[s].first_line);
        const auto begins = [&](const Block& block) {
            const auto* paragraph = std::get_if<Paragraph>(&block);
            return paragraph && as_written(first_line(*paragraph)) == wanted;
        };
        while (end > from && !begins(blocks[end - 1])) --end;
        if (end == from) throw Error{Fault::invalid, "letter.no_signature_block"};
        places[s] = --end;
    }
    return places;
}

// The `sign` partials: place and date, the controller (neither a sentence), the signer, the note on the signature.
// Where two sign, each has his own paragraph alone.
std::vector<SignatureBlock> find_signatures(const std::vector<Block>& blocks, std::size_t from,
                                            const std::vector<SignaturePlace>& signers) {
    std::vector<SignatureBlock> found;
    for (const std::size_t i : signers_at(blocks, from, signers)) {
        auto& block = found.emplace_back(SignatureBlock{i, i});
        if (signers.size() > 1) continue;
        while (block.first > from && i - block.first < 2 && !is_sentence(blocks[block.first - 1])) --block.first;
        if (i + 1 < blocks.size() && std::holds_alternative<Paragraph>(blocks[i + 1])) ++block.last;
    }
    return found;
}

void add(Strips& to, Strips more, double gap) {
    if (more.empty()) return;
    more.front().gap = gap;
    to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

Strips item_strips(const std::vector<Text>& paragraphs, const std::string& marker, const TypeCase& type) {
    Strips item;
    for (const auto& paragraph : paragraphs)
        add(item,
            text_strips(paragraph, type, style::body, nullptr, sheet::text_left + marker_width,
                        text_width - marker_width),
            item.empty() ? 3 : 4);
    auto label = std::make_shared<const SetText>(type.set(marker, style::body));
    std::vector<Mark> before{{Mark::Kind::open, "LI", {}},
                             {Mark::Kind::open, "Lbl", {}},
                             {Mark::Kind::line, {}, label, 0, sheet::text_left, 0},
                             {Mark::Kind::close, "Lbl", {}},
                             {Mark::Kind::open, "LBody", {}}};
    auto& first = item.front().marks;
    first.insert(first.begin(), before.begin(), before.end());
    item.back().marks.push_back({Mark::Kind::close, "LBody", {}});
    item.back().marks.push_back({Mark::Kind::close, "LI", {}});
    return item;
}

Strips list_strips(const List& list, const TypeCase& type) {
    Strips strips;
    int number = list.first;
    for (const auto& item : list.items) {
        Strips lines = item_strips(item, list.numbered ? std::to_string(number++) + "." : "–", type);
        const double gap = lines.size() > 2 || strips.empty() ? 7 : 2;
        add(strips, std::move(lines), gap);
    }
    strips.front().marks.insert(strips.front().marks.begin(), Mark{Mark::Kind::open, "L", {}});
    strips.back().marks.push_back({Mark::Kind::close, "L", {}});
    return strips;
}

Strips heading_strips(const Heading& heading, const TypeCase& type) {
    const bool title = heading.level == 1;
    auto strips = text_strips(heading.text, type, title ? style::title : style::heading, title ? "H1" : "H2",
                              sheet::left, sheet::right - sheet::left);
    for (auto& strip : strips) strip.keep = true;
    return strips;
}

double gap_above(const Block& block, const Block* before) {
    const auto* above = before ? std::get_if<Heading>(before) : nullptr;
    if (const auto* heading = std::get_if<Heading>(&block)) return heading->level == 1 ? 0 : 17;
    if (above) return above->level == 1 ? 12 : 4;
    return 8;
}

Strips block_strips(const Block& block, const TypeCase& type) {
    if (const auto* heading = std::get_if<Heading>(&block)) return heading_strips(*heading, type);
    if (const auto* list = std::get_if<List>(&block)) return list_strips(*list, type);
    if (const auto* table = std::get_if<Table>(&block)) return table_strips(*table, type);
    if (const auto* paragraph = std::get_if<Paragraph>(&block))
        return text_strips(paragraph->text, type, style::body, "P", sheet::text_left, text_width);
    Strip rule;
    rule.height = 4;
    rule.rule = Strip::Edge::hairline;
    return {rule};
}

// A paragraph that introduces a list or a table ("Liitteet:") must not be left behind.
bool introduces(const Block& block, const Block* next) {
    const auto* paragraph = std::get_if<Paragraph>(&block);
    return next && !std::holds_alternative<Paragraph>(*next) && paragraph && plain(paragraph->text).ends_with(':');
}

/// All of a paragraph's text as a caller writes it; "" for other blocks.
std::string text_of(const Block& block) {
    const auto* paragraph = std::get_if<Paragraph>(&block);
    std::string all = paragraph ? as_written(plain(paragraph->text)) : std::string{};
    constexpr std::string_view separator = "\u2028";
    for (std::size_t at; (at = all.find(separator)) != std::string::npos;) all.replace(at, separator.size(), "\n");
    return all;
}

/// Where each text stands.
std::vector<std::size_t> places_of(const std::vector<Block>& blocks, const std::vector<std::string>& texts) {
    std::vector<std::size_t> places;
    for (const auto& text : texts) {
        const auto found = std::find_if(blocks.begin(), blocks.end(),
                                        [&](const Block& block) { return text_of(block) == as_written(text); });
        if (found == blocks.end()) throw Error{Fault::invalid, "letter.no_code_place"};
        places.push_back(static_cast<std::size_t>(found - blocks.begin()));
    }
    return places;
}

/// What is done to paragraphs besides setting them.
struct Extras {
    Extras(const std::vector<Block>& blocks, const LetterSheet& sheet) : red{places_of(blocks, sheet.warnings)} {
        std::vector<std::string> texts;
        for (const auto& code : sheet.codes) texts.push_back(code.paragraph);
        below = places_of(blocks, texts);
        for (const auto& code : sheet.codes) codes.push_back(std::make_shared<const QrCode>(qr_code(code.content)));
    }
    void add_to(Strips& strips, std::size_t block) const {
        if (std::find(red.begin(), red.end(), block) != red.end())
            for (auto& strip : strips) strip.red = true;
        for (std::size_t i = 0; i < codes.size(); ++i) {
            if (below[i] != block) continue;
            for (auto& strip : strips) strip.keep = true;
            Strip picture;
            picture.gap = 4 * sheet::code_module;
            picture.height = (codes[i]->size + 4) * sheet::code_module;
            picture.code = codes[i];
            strips.push_back(std::move(picture));
        }
    }

    [[nodiscard]] bool code_at(std::size_t block) const {
        return std::find(below.begin(), below.end(), block) != below.end();
    }

    std::vector<std::size_t> red, below;
    std::vector<std::shared_ptr<const QrCode>> codes;
};

/// The signer whose block covers the block at `i`, or -1.
int signer_at(const std::vector<SignatureBlock>& signatures, std::size_t i) {
    for (std::size_t s = 0; s < signatures.size(); ++s)
        if (i >= signatures[s].first && i <= signatures[s].last) return static_cast<int>(s);
    return -1;
}

/// The receiver in the window: smaller letters for a long name, down to 6 points.
Strips receiver_strips(const Block& block, const TypeCase& type, const AddressWindow& window) {
    constexpr double smallest = 6, step = 0.5;
    const auto* paragraph = std::get_if<Paragraph>(&block);
    if (!paragraph) throw Error{Fault::invalid, "letter.bad_head"};
    for (Style set = style::body; set.size >= smallest; set.size -= step) {
        set.leading = set.size == style::body.size ? style::body.leading : set.size * 1.2;
        auto strips = text_strips(paragraph->text, type, set, "P", window.left * mm, window.width * mm);
        if (static_cast<double>(strips.size()) * set.leading <= window.height * mm) return strips;
    }
    throw Error{Fault::invalid, "letter.bad_head", "too many lines"};
}

// The name of the house stands out a little from its address.
Text with_strong_first_line(const Text& text) {
    const std::string all = plain(text);
    const auto end = std::min(all.find("\u2028"), all.size());
    return {{all.substr(0, end), true}, {all.substr(end), false}};
}

}  // namespace

Strips text_strips(const Text& text, const TypeCase& type, const Style& style, const char* tag, double x,
                   double width) {
    const auto set = std::make_shared<const SetText>(type.set(text, style, width));
    const int lines = set->lines();
    Strips strips;
    for (int i = 0; i < lines; ++i) {
        Strip strip;
        strip.height = set->leading();
        // No single line at a page's edge, and no word on two pages.
        strip.keep = i != lines - 1 && (i == 0 || i == lines - 2 || set->divides_word(i));
        if (tag && i == 0) strip.marks.push_back({Mark::Kind::open, tag, {}});
        strip.marks.push_back({Mark::Kind::line, {}, set, i, x, 0});
        if (tag && i == lines - 1) strip.marks.push_back({Mark::Kind::close, tag, {}});
        strips.push_back(std::move(strip));
    }
    return strips;
}

LetterHead head_strips(const std::vector<Block>& blocks, const TypeCase& type, const AddressWindow& window) {
    LetterHead head;
    const std::size_t count = title_at(blocks);
    const auto lines = [&](std::size_t i, double x, double width) -> Strips {
        if (i >= count) return {};
        const auto* paragraph = std::get_if<Paragraph>(&blocks[i]);
        if (!paragraph || count > 3) throw Error{Fault::invalid, "letter.bad_head"};
        return text_strips(i == 0 ? with_strong_first_line(paragraph->text) : paragraph->text, type, style::body, "P",
                           x, width);
    };
    head.sender = lines(0, sheet::left, sheet::reference_left - sheet::left - 4 * mm);
    head.reference = lines(1, sheet::reference_left, sheet::right - sheet::reference_left);
    if (count > 2) head.receiver = receiver_strips(blocks[2], type, window);
    if (head.sender.size() > 5 || head.reference.size() > 5)
        throw Error{Fault::invalid, "letter.bad_head", "too many lines"};
    return head;
}

Strips body_strips(const std::vector<Block>& blocks, const TypeCase& type, const LetterSheet& sheet) {
    const std::size_t from = title_at(blocks);
    const auto signed_blocks = find_signatures(blocks, from + 1, sheet.signatures);
    const Extras extras{blocks, sheet};
    Strips all;
    for (std::size_t i = from; i < blocks.size(); ++i) {
        const Block* next = i + 1 < blocks.size() ? &blocks[i + 1] : nullptr;
        Strips strips = block_strips(blocks[i], type);
        extras.add_to(strips, i);
        const int signer = signer_at(signed_blocks, i);
        for (auto& strip : strips) {
            strip.signature = signer;
            if (signer >= 0 || introduces(blocks[i], next)) strip.keep = true;
        }
        const bool begins_signature = signer >= 0 && signer_at(signed_blocks, i - 1) != signer;
        const bool ends_signature = signer >= 0 && signer_at(signed_blocks, i + 1) != signer;
        if (ends_signature) strips.back().keep = false;
        // Never a page with nothing but a signature, or a code without the words before it.
        if (begins_signature || extras.code_at(i)) all.back().keep = true;
        const bool apart = begins_signature || (signer < 0 && signer_at(signed_blocks, i - 1) >= 0);
        add(all, std::move(strips), apart ? 20 : gap_above(blocks[i], i > from ? &blocks[i - 1] : nullptr));
    }
    return all;
}

}  // namespace arkki::pdf
