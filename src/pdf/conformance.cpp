#include "pdf/conformance.hpp"

#include <cctype>
#include <string_view>

#include <podofo/podofo.h>

#include "base/error.hpp"
#include "pdf/conformance_parts.hpp"
#include "pdf/document_parts.hpp"

namespace arkki::pdf {
namespace {

/// Whether a Finnish personal identity code stands in the text (`ddmmyy` + sign + `nnn` + sign).
bool has_identity_code(std::string_view text) {
    const auto digits = [&](std::size_t from, std::size_t count) {
        for (std::size_t i = from; i < from + count; ++i)
            if (!std::isdigit(static_cast<unsigned char>(text[i]))) return false;
        return true;
    };
    const auto is_word = [&](std::size_t at) {
        return at < text.size() && std::isalnum(static_cast<unsigned char>(text[at]));
    };
    for (std::size_t i = 0; i + 11 <= text.size(); ++i)
        if (digits(i, 6) && std::string_view{"-+ABCDEFUVWXY"}.find(text[i + 6]) != std::string_view::npos &&
            digits(i + 7, 3) && is_word(i + 10) && !is_word(i + 11) && (i == 0 || !is_word(i - 1)))
            return true;
    return false;
}

void add(Problems& to, const Problems& more) { to.insert(to.end(), more.begin(), more.end()); }

void load(PoDoFo::PdfMemDocument& document, ByteView bytes) {
    document.LoadFromBuffer(reinterpret_cast<const char*>(bytes.data()), static_cast<long>(bytes.size()));
}

}  // namespace

Problems page_problems(PoDoFo::PdfMemDocument& document) {
    const auto content = page_content(document);
    Problems found;
    if (content.untagged) found.push_back("page: untagged content (UA 7.1)");
    if (content.repeated_mark) found.push_back("page: a marked-content number twice (UA 7.1)");
    if (content.other_colour) found.push_back("page: a colour space other than DeviceGray and DeviceRGB (6.2.4)");
    if (content.text.find("{{") != std::string::npos) found.push_back("text: a name of the template is left");
    if (content.text.find("&amp;") != std::string::npos) found.push_back("text: escaped for HTML");
    if (has_identity_code(content.text)) found.push_back("text: a personal identity code");
    return found;
}

std::vector<std::string> conformance_problems(ByteView letter) {
    Problems found = file_problems(letter);
    if (!found.empty()) return found;  // PoDoFo gets to see nothing that we would not write
    try {
        with_podofo([&] {
            PoDoFo::PdfMemDocument document;
            load(document, letter);
            add(found, object_problems(document));
            add(found, field_problems(document));
            add(found, page_problems(document));
        });
    } catch (const Error& error) {
        found.push_back(error.key());
    }
    return found;
}

std::vector<std::string> searchable_problems(ByteView file) {
    Problems found = file_problems(file);
    if (!found.empty()) return found;
    try {
        with_podofo([&] {
            PoDoFo::PdfMemDocument document;
            load(document, file);
            add(found, searchable_object_problems(document));
            if (page_content(document).other_colour) found.push_back("page: a colour space other than DeviceGray and DeviceRGB (6.2.4)");
        });
    } catch (const Error& error) {
        found.push_back(error.key());
    }
    return found;
}

PersonalText text_of_letter(ByteView letter) {
    if (!file_problems(letter).empty()) throw Error{Fault::corrupt, "pdf.broken"};
    std::string text;
    with_podofo([&] {
        PoDoFo::PdfMemDocument document;
        load(document, letter);
        text = page_content(document).text;
    });
    return PersonalText{std::move(text)};
}

}  // namespace arkki::pdf
