#include <algorithm>
#include <array>
#include <string_view>

#include <podofo/podofo.h>

#include "pdf/conformance_parts.hpp"
#include "pdf/document_parts.hpp"
#include "pdf/xmp.hpp"

namespace arkki::pdf {
namespace {

using namespace PoDoFo;

// Those of config/fonts.conf.
constexpr std::array<std::string_view, 6> our_fonts{"LiberationSans", "LiberationSans-Bold", "DejaVuSans",
                                                    "DejaVuSans-Bold", "DroidSansFallback", "Symbola"};

std::string name_of(const PdfObject* value) {
    return value && value->IsName() ? value->GetName().GetName() : std::string{};
}
std::string name_in(PdfObject& object, const char* key) { return name_of(object.GetIndirectKey(key)); }
bool is_true(PdfObject* value) { return value && value->IsBool() && value->GetBool(); }
std::string label(const PdfObject& object) {
    return "object " + std::to_string(object.Reference().ObjectNumber()) + ": ";
}

std::string raw_stream(PdfObject& object) {
    char* data = nullptr;
    pdf_long length = 0;
    object.GetStream()->GetFilteredCopy(&data, &length);
    const std::unique_ptr<char, decltype(&podofo_free)> owner{data, podofo_free};
    return {data, static_cast<std::size_t>(length)};
}

std::string utf8_of(const PdfObject* value) {
    return value && value->IsString() ? value->GetString().GetStringUtf8() : std::string{};
}

/// The same moment as XMP writes it.
std::string xmp_date(const std::string& date) {
    if (date.size() != 23) return {};
    return date.substr(2, 4) + "-" + date.substr(6, 2) + "-" + date.substr(8, 2) + "T" + date.substr(10, 2) + ":" +
           date.substr(12, 2) + ":" + date.substr(14, 2) + date.substr(16, 3) + ":" + date.substr(20, 2);
}

std::string element(const std::string& xmp, const std::string& name) {
    const auto open = xmp.find("<" + name + ">");
    const auto close = xmp.find("</" + name + ">");
    if (open == std::string::npos || close == std::string::npos || close < open) return {};
    const auto from = open + name.size() + 2;
    return xmp.substr(from, close - from);
}

void check_metadata(PdfMemDocument& document, PdfObject& catalog, Problems& found) {
    PdfObject* metadata = catalog.GetIndirectKey("Metadata");
    if (!metadata || !metadata->HasStream() || metadata->GetDictionary().HasKey("Filter")) {
        found.push_back("metadata: none, or compressed (6.6.2.1)");
        return;
    }
    const std::string xmp = raw_stream(*metadata);
    const auto want = [&](bool good, const char* problem) {
        if (!good) found.push_back(problem);
    };
    want(element(xmp, "pdfaid:part") == "3" && element(xmp, "pdfaid:conformance") == "A",
         "metadata: not PDF/A-3a (6.6.4)");
    want(element(xmp, "pdfuaid:part") == "1", "metadata: not PDF/UA-1 (UA 5)");
    want(element(xmp, "pdfaSchema:prefix") == "pdfuaid", "metadata: no extension schema for pdfuaid (6.6.2.3)");
    PdfObject* info = document.GetTrailer()->GetIndirectKey("Info");
    const bool described = info && info->IsDictionary();
    const auto information = [&](const char* key) {
        return described ? utf8_of(info->GetIndirectKey(key)) : std::string{};
    };
    // Both come from one description: compared as it is escaped in XMP.
    const auto title = information("Title");
    want(!title.empty() && element(xmp, "dc:title").find(">" + escaped_for_xml(title) + "<") != std::string::npos,
         "metadata: title (6.6.3)");
    const auto author = information("Author");
    want(!author.empty() && element(xmp, "dc:creator").find(">" + escaped_for_xml(author) + "<") != std::string::npos,
         "metadata: author (6.6.3)");
    const auto date = xmp_date(information("CreationDate"));
    want(!date.empty() && element(xmp, "xmp:CreateDate") == date, "metadata: date (6.6.3)");
}

void check_accessibility(PdfObject& catalog, Problems& found) {
    const auto language = utf8_of(catalog.GetIndirectKey("Lang"));
    if (language != "fi" && language != "sv" && language != "en") found.push_back("catalog: no /Lang (UA 7.2)");
    PdfObject* mark = catalog.GetIndirectKey("MarkInfo");
    if (!mark || !is_true(mark->GetIndirectKey("Marked"))) found.push_back("catalog: not marked as tagged (UA 7.1)");
    if (!catalog.GetIndirectKey("StructTreeRoot")) found.push_back("catalog: no structure tree (UA 7.1)");
    PdfObject* preferences = catalog.GetIndirectKey("ViewerPreferences");
    if (!preferences || !is_true(preferences->GetIndirectKey("DisplayDocTitle")))
        found.push_back("catalog: the title is not displayed (UA 7.1)");
}

void check_font(PdfObject& font, Problems& found) {
    const auto kind = name_in(font, "Subtype");
    const auto problem = [&](const char* text) { found.push_back(label(font) + text); };
    const auto name = name_in(font, "BaseFont");
    const auto plain_name = name.substr(name.find('+') == std::string::npos ? 0 : name.find('+') + 1);
    if (std::find(our_fonts.begin(), our_fonts.end(), plain_name) == our_fonts.end()) problem("not a font of ours");
    if (!kind.starts_with("CIDFont") && !font.GetIndirectKey("ToUnicode")) problem("font without ToUnicode (6.2.11.7)");
    if (kind == "Type0") return;
    if (kind == "CIDFontType2" && !font.GetIndirectKey("CIDToGIDMap")) problem("font without CIDToGIDMap (6.2.11.3)");
    PdfObject* descriptor = font.GetIndirectKey("FontDescriptor");
    if (!descriptor || !(descriptor->GetIndirectKey("FontFile2") || descriptor->GetIndirectKey("FontFile3")))
        problem("font not embedded (6.2.11.4)");
}

void check_structure(PdfMemDocument& document, Problems& found) {
    static constexpr std::array<std::string_view, 14> ours{"Document", "H1",    "H2", "P",  "L",  "LI",   "Lbl",
                                                           "LBody",    "Table", "TR", "TH", "TD", "Form", "Span"};
    int titles = 0;
    for (auto* object : document.GetObjects()) {
        if (!object->IsDictionary() || !object->GetDictionary().HasKey("P") || !object->GetDictionary().HasKey("S"))
            continue;
        const auto tag = name_in(*object, "S");
        if (std::find(ours.begin(), ours.end(), tag) == ours.end())
            found.push_back(label(*object) + "not a tag of ours (UA 7.1)");
        titles += tag == "H1";
        PdfObject* attributes = object->GetIndirectKey("A");
        if (tag == "TH" && (!attributes || name_in(*attributes, "Scope").empty()))
            found.push_back(label(*object) + "TH without Scope (UA 7.5)");
    }
    if (titles != 1) found.push_back("structure: not one title (UA 7.4)");
}

void check_embedded(PdfMemDocument& document, PdfObject& catalog, Problems& found) {
    std::vector<PdfObject*> files;
    for (auto* object : document.GetObjects())
        if (object->IsDictionary() && name_in(*object, "Type") == "Filespec") files.push_back(object);
    PdfObject* listed = catalog.GetIndirectKey("AF");
    PdfObject* names = catalog.GetIndirectKey("Names");
    PdfObject* tree = names ? names->GetIndirectKey("EmbeddedFiles") : nullptr;
    for (auto* file : files) {
        for (const char* key : {"F", "UF", "Desc", "AFRelationship"})
            if (!file->GetIndirectKey(key)) found.push_back(label(*file) + "embedded file without " + key + " (6.8)");
        PdfObject* content = file->GetIndirectKey("EF");
        PdfObject* stream = content ? content->GetIndirectKey("F") : nullptr;
        PdfObject* parameters = stream ? stream->GetIndirectKey("Params") : nullptr;
        if (!stream || name_in(*stream, "Subtype").empty() || !parameters || !parameters->GetIndirectKey("ModDate"))
            found.push_back(label(*file) + "embedded file without kind or date (6.8)");
        const auto is_this = [&](const PdfObject& entry) {
            return entry.IsReference() && entry.GetReference() == file->Reference();
        };
        const auto lists = [&](PdfObject* array) {
            return array && array->IsArray() &&
                   std::any_of(array->GetArray().begin(), array->GetArray().end(), is_this);
        };
        if (!lists(listed) || !lists(tree ? tree->GetIndirectKey("Names") : nullptr))
            found.push_back(label(*file) + "embedded file not listed (6.8)");
    }
}

}  // namespace

Problems forbidden_problems(PdfMemDocument& document, const std::vector<std::string>& filters) {
    Problems found;
    for (auto* object : document.GetObjects()) {
        if (!object->IsDictionary()) continue;
        auto& keys = object->GetDictionary();
        for (const char* key :
             {"JS", "JavaScript", "AA", "OpenAction", "OCProperties", "XFA", "NeedAppearances", "CIDSet"})
            if (keys.HasKey(key)) found.push_back(label(*object) + key + " is forbidden");
        const auto action = name_in(*object, "S");
        if (action == "JavaScript" || action == "Launch")
            found.push_back(label(*object) + action + " is forbidden (6.5.1)");
        const auto type = name_in(*object, "Type");
        if (type == "ObjStm" || type == "XRef") found.push_back(label(*object) + type + " is not our format");
        if (!object->HasStream()) continue;
        if (keys.HasKey("F")) found.push_back(label(*object) + "its stream is in another file (6.1.7)");
        const auto* filter = keys.GetKey("Filter");
        const bool one_in_array = filter && filter->IsArray() && filter->GetArray().GetSize() == 1;
        const auto used = one_in_array ? name_of(&filter->GetArray()[0]) : name_of(filter);
        if (filter && std::find(filters.begin(), filters.end(), used) == filters.end())
            found.push_back(label(*object) + "a filter that is not ours (6.1.7)");
    }
    return found;
}

Problems output_intent_problems(PdfMemDocument& document) {
    PdfObject& catalog = *document.GetCatalog();
    PdfObject* intents = catalog.GetIndirectKey("OutputIntents");
    PdfObject* intent = nullptr;
    if (intents && intents->IsArray() && intents->GetArray().GetSize() == 1)
        intent = catalog.GetOwner()->GetObject(intents->GetArray()[0].GetReference());
    PdfObject* profile = intent ? intent->GetIndirectKey("DestOutputProfile") : nullptr;
    PdfObject* components = profile && profile->HasStream() ? profile->GetIndirectKey("N") : nullptr;
    if (!components || components->GetNumber() != 3 || name_in(*intent, "S") != "GTS_PDFA1")
        return {"output intent: not one sRGB GTS_PDFA1 (6.2.3)"};
    return {};
}

Problems object_problems(PdfMemDocument& document) {
    Problems found;
    PdfObject& catalog = *document.GetCatalog();
    if (const auto unused = unused_objects(document); !unused.empty())
        found.push_back("object " + std::to_string(unused.front()) + ": cannot be reached");
    for (auto& problem : forbidden_problems(document, {"FlateDecode"})) found.push_back(std::move(problem));
    check_metadata(document, catalog, found);
    for (auto& problem : output_intent_problems(document)) found.push_back(std::move(problem));
    check_accessibility(catalog, found);
    for (auto* object : document.GetObjects())
        if (object->IsDictionary() && name_in(*object, "Type") == "Font") check_font(*object, found);
    check_structure(document, found);
    check_embedded(document, catalog, found);
    return found;
}

}  // namespace arkki::pdf
