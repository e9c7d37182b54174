#include <map>
#include <memory>
#include <set>
#include <string_view>

#include <podofo/podofo.h>

#include "pdf/conformance_parts.hpp"

namespace arkki::pdf {
namespace {

using namespace PoDoFo;

constexpr std::string_view soft_hyphen = "\u00ad";
constexpr std::string_view no_break_space = "\u00a0";

/// From a font's codes to text, as its ToUnicode map says.
struct FontText {
    std::size_t code_length{1};
    std::map<std::string, std::string> characters;

    [[nodiscard]] std::string of(std::string_view codes) const {
        std::string text;
        for (std::size_t i = 0; i + code_length <= codes.size(); i += code_length) {
            const auto found = characters.find(std::string{codes.substr(i, code_length)});
            if (found != characters.end()) text += found->second;
        }
        return text;
    }
};

std::string utf8_from_utf16(const std::string& bytes) {
    const std::string marked = "\xFE\xFF" + bytes;
    return PdfString{marked.data(), static_cast<pdf_long>(marked.size())}.GetStringUtf8();
}

/// The hexadecimal strings between two words of a map, in their order.
std::vector<std::string> hex_strings(std::string_view map, std::string_view from, std::string_view to) {
    std::vector<std::string> found;
    for (std::size_t at = 0; (at = map.find(from, at)) != std::string_view::npos;) {
        const auto end = map.find(to, at);
        for (auto open = map.find('<', at); open < end; open = map.find('<', open + 1)) {
            const auto digits = map.substr(open + 1, map.find('>', open) - open - 1);
            std::string bytes;
            for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
                bytes += static_cast<char>(std::stoi(std::string{digits.substr(i, 2)}, nullptr, 16));
            found.push_back(bytes);
        }
        at = end == std::string_view::npos ? map.size() : end;
    }
    return found;
}

FontText font_text(PdfObject& font) {
    FontText text;
    PdfObject* kind = font.GetIndirectKey("Subtype");
    if (kind && kind->IsName() && kind->GetName() == PdfName("Type0")) text.code_length = 2;
    PdfObject* to_unicode = font.GetIndirectKey("ToUnicode");
    if (!to_unicode || !to_unicode->HasStream()) return text;
    char* data = nullptr;
    pdf_long length = 0;
    to_unicode->GetStream()->GetFilteredCopy(&data, &length);
    const std::unique_ptr<char, decltype(&podofo_free)> owner{data, podofo_free};
    const std::string_view map{data, static_cast<std::size_t>(length)};
    const auto single = hex_strings(map, "beginbfchar", "endbfchar");
    for (std::size_t i = 0; i + 1 < single.size(); i += 2) text.characters[single[i]] = utf8_from_utf16(single[i + 1]);
    const auto ranges = hex_strings(map, "beginbfrange", "endbfrange");
    for (std::size_t i = 0; i + 2 < ranges.size(); i += 3) {
        std::string code = ranges[i], sign = ranges[i + 2];
        for (;; ++code.back(), ++sign.back()) {
            text.characters[code] = utf8_from_utf16(sign);
            if (code == ranges[i + 1]) break;
        }
    }
    return text;
}

/// Follows the operators of one page.
class Reader {
public:
    Reader(PdfPage& page, PageContent& content) : page_{page}, content_{content} {}

    void read(PdfCanvas& canvas) {
        PdfContentsTokenizer tokens{&canvas};
        EPdfContentsType type{};
        const char* keyword = nullptr;
        PdfVariant value;
        while (tokens.ReadNext(type, keyword, value)) {
            if (type == ePdfContentsType_Variant) operands_.push_back(value);
            if (type != ePdfContentsType_Keyword) continue;
            run(keyword);
            operands_.clear();
        }
    }

private:
    void run(std::string_view op) {
        static const std::set<std::string_view> paints{"Tj", "TJ", "S",  "s",  "f",  "F", "f*", "B",
                                                       "B*", "b",  "b*", "Do", "sh", "'", "\""};
        static const std::set<std::string_view> other_colours{"k", "K", "cs", "CS", "sc", "SC", "scn", "SCN", "sh"};
        if (op == "BDC" || op == "BMC")
            open();
        else if (op == "EMC" && !marks_.empty())
            close();
        else if (op == "Tf")
            font_ = &font(operands_.at(0).GetName());
        else if (op == "Tm")
            move_to(operands_.at(5).GetReal());
        else if (op == "Td" && operands_.at(1).GetReal() != 0)
            end_line();
        else if (op == "Tj" || op == "TJ")
            show();
        if (paints.contains(op) && marks_.empty()) content_.untagged = true;
        if (other_colours.contains(op)) content_.other_colour = true;
    }

    void open() {
        const auto* keys =
            operands_.size() == 2 && operands_[1].IsDictionary() ? &operands_[1].GetDictionary() : nullptr;
        const PdfObject* instead = keys ? keys->GetKey("ActualText") : nullptr;
        const PdfObject* number = keys ? keys->GetKey("MCID") : nullptr;
        if (number && !numbers_.insert(number->GetNumber()).second) content_.repeated_mark = true;
        if (number) add(" ");
        if (instead) add(instead->GetString().GetStringUtf8());
        marks_.push_back(instead != nullptr);
        replaced_ += instead != nullptr;
    }

    void close() {
        replaced_ -= marks_.back();
        marks_.pop_back();
    }

    void move_to(double y) {
        if (y != y_) end_line();
        y_ = y;
    }

    // A line that ends in a hyphen was broken behind it, not at a blank.
    void end_line() {
        if (!content_.text.ends_with('-')) add(" ");
    }

    void show() {
        const auto show_one = [&](const PdfVariant& part) {
            if (!part.IsString() && !part.IsHexString()) return;
            const auto& codes = part.GetString();
            add(font_ ? font_->of({codes.GetString(), static_cast<std::size_t>(codes.GetLength())}) : std::string{});
        };
        if (operands_.empty()) return;
        if (!operands_.front().IsArray()) return show_one(operands_.front());
        for (const auto& part : operands_.front().GetArray()) show_one(part);
    }

    void add(const std::string& text) {
        if (replaced_ == 0) content_.text += text;
    }

    const FontText& font(const PdfName& name) {
        auto& known = fonts_[name.GetName()];
        if (!known) {
            PdfObject* object = page_.GetFromResources(PdfName("Font"), name);
            known = std::make_unique<FontText>(object ? font_text(*object) : FontText{});
        }
        return *known;
    }

    PdfPage& page_;
    PageContent& content_;
    std::vector<PdfVariant> operands_;
    std::vector<bool> marks_;  ///< open ones; true: another text stands instead of what is drawn
    int replaced_{};
    std::set<std::int64_t> numbers_;
    std::map<std::string, std::unique_ptr<FontText>> fonts_;
    const FontText* font_{};
    double y_{};
};

/// A divided word is made whole: the soft hyphen goes and the line end behind it too. Blanks are plain and single.
std::string tidied(std::string text) {
    for (std::size_t at = 0; (at = text.find(no_break_space, at)) != std::string::npos;)
        text.replace(at, no_break_space.size(), " ");
    std::string tidy;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool hyphen = text.compare(i, soft_hyphen.size(), soft_hyphen) == 0;
        if (hyphen) {
            i += soft_hyphen.size();
            while (i < text.size() && text[i] == ' ') ++i;
            if (i == text.size()) break;
        }
        if (text[i] != ' ')
            tidy += text[i];
        else if (!tidy.empty() && tidy.back() != ' ')
            tidy += ' ';
    }
    if (!tidy.empty() && tidy.back() == ' ') tidy.pop_back();
    return tidy;
}

}  // namespace

PageContent page_content(PdfMemDocument& document) {
    PageContent content;
    for (int i = 0; i < document.GetPageCount(); ++i) {
        PdfPage* page = document.GetPage(i);
        Reader{*page, content}.read(*page);
        content.text += ' ';
    }
    content.text = tidied(content.text);
    return content;
}

}  // namespace arkki::pdf
