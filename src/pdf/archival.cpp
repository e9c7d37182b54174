#include "pdf/archival.hpp"

#include <cstdlib>
#include <memory>
#include <string>

#include <podofo/podofo.h>

#include "pdf/document_parts.hpp"
#include "pdf/signature_field.hpp"

namespace arkki::pdf {
namespace {

using namespace PoDoFo;

constexpr const char* embedded_name = "letter.json";

void load(PdfMemDocument& document, ByteView bytes) {
    document.LoadFromBuffer(reinterpret_cast<const char*>(bytes.data()), static_cast<long>(bytes.size()));
}

std::string page_content(PdfPage& page) {
    char* text = nullptr;
    pdf_long length = 0;
    page.GetContents()->GetStream()->GetFilteredCopy(&text, &length);
    const std::unique_ptr<char, decltype(&podofo_free)> owner{text, podofo_free};
    return {text, static_cast<std::size_t>(length)};
}

PdfReference as_form(PdfMemDocument& document, const std::string& content, const PdfObject& media_box,
                     const PdfObject& resources) {
    auto* form = document.GetObjects().CreateObject("XObject");
    form->GetDictionary().AddKey("Subtype", PdfName("Form"));
    form->GetDictionary().AddKey("BBox", media_box);
    form->GetDictionary().AddKey("Resources", resources);
    fill(*form, content);
    return form->Reference();
}

// First, not last: Cairo leaves its upside-down matrix in force at the end of a page.
void draw_first(PdfMemDocument& document, PdfPage& page, const PdfReference& form) {
    page.AddResource(PdfName("Running"), form, PdfName("XObject"));
    auto* artifact = document.GetObjects().CreateObject();
    fill(*artifact, "/Artifact << /Type /Pagination >> BDC q /Running Do Q EMC\n");
    PdfArray contents;
    contents.push_back(artifact->Reference());
    contents.push_back(*page.GetObject()->GetDictionary().GetKey("Contents"));
    page.GetObject()->GetDictionary().AddKey("Contents", contents);
}

void add_running(PdfMemDocument& document, ByteView running) {
    PdfMemDocument over;
    load(over, running);
    auto& objects = document.GetObjects();
    const auto shift = objects.GetSize() + objects.GetFreeObjects().size();  // as PdfDocument::Append counts
    document.Append(over, false);
    for (int i = 0; i < document.GetPageCount(); ++i) {
        PdfPage& from = *over.GetPage(i);
        const auto old = from.GetObject()->Reference();
        const auto* moved = objects.GetObject(
            PdfReference(old.ObjectNumber() + static_cast<pdf_objnum>(shift), old.GenerationNumber()));
        const auto form = as_form(document, page_content(from), *from.GetObject()->GetDictionary().GetKey("MediaBox"),
                                  *moved->GetDictionary().GetKey("Resources"));
        draw_first(document, *document.GetPage(i), form);
    }
}

bool has_name(const PdfDictionary& dictionary, const char* key, const char* name) {
    const auto* value = dictionary.GetKey(key);
    return value && value->IsName() && value->GetName() == PdfName(name);
}

// Cairo 1.16 leaves out what a table head is the head of, and how characters of a TrueType font become glyphs.
void complete_what_cairo_left_out(PdfMemDocument& document) {
    for (auto* object : document.GetObjects()) {
        if (!object->IsDictionary()) continue;
        auto& keys = object->GetDictionary();
        if (has_name(keys, "S", "TH") && keys.HasKey("P")) {
            PdfDictionary scope;
            scope.AddKey("O", PdfName("Table"));
            scope.AddKey("Scope", PdfName("Column"));
            keys.AddKey("A", scope);
        }
        if (has_name(keys, "Subtype", "CIDFontType2")) keys.AddKey("CIDToGIDMap", PdfName("Identity"));
    }
}

PdfReference embedded_file(PdfMemDocument& document, const std::string& json, Day date) {
    auto* file = document.GetObjects().CreateObject("EmbeddedFile");
    file->GetDictionary().AddKey("Subtype", PdfName("application/json"));
    PdfDictionary parameters;
    parameters.AddKey("ModDate", PdfString(pdf_date(date)));
    parameters.AddKey("Size", PdfVariant(static_cast<pdf_int64>(json.size())));
    file->GetDictionary().AddKey("Params", parameters);
    fill(*file, json);
    return file->Reference();
}

void embed(PdfMemDocument& document, const std::string& json, Day date) {
    const auto file = embedded_file(document, json, date);
    auto* specification = document.GetObjects().CreateObject("Filespec");
    PdfDictionary content;
    content.AddKey("F", file);
    content.AddKey("UF", file);
    auto& keys = specification->GetDictionary();
    keys.AddKey("EF", content);
    keys.AddKey("F", PdfString(embedded_name));
    keys.AddKey("UF", PdfString(embedded_name));
    keys.AddKey("Desc", PdfString("Machine-readable copy of the letter"));
    keys.AddKey("AFRelationship", PdfName("Alternative"));
    PdfArray associated;
    associated.push_back(specification->Reference());
    PdfArray named;
    named.push_back(PdfString(embedded_name));
    named.push_back(specification->Reference());
    PdfDictionary files, names;
    files.AddKey("Names", named);
    names.AddKey("EmbeddedFiles", files);
    document.GetCatalog()->GetDictionary().AddKey("AF", associated);
    document.GetCatalog()->GetDictionary().AddKey("Names", names);
}

}  // namespace

Bytes make_archival(ByteView body, ByteView running, const LetterSheet& sheet,
                    const std::vector<SignatureArea>& signatures, const Resources& resources) {
    Bytes file;
    with_podofo([&] {
        PdfMemDocument document;
        load(document, body);
        add_running(document, running);
        complete_what_cairo_left_out(document);
        describe(document, {3, 'A', sheet.title, sheet.author, sheet.language, sheet.date}, resources);
        if (!sheet.embedded_json.empty()) embed(document, sheet.embedded_json, sheet.date);
        for (std::size_t i = 0; i < signatures.size(); ++i)
            add_signature_field(document, signatures[i], signature_field_name(i), sheet.signatures[i].label);
        sweep(document);
        file = write(document);
    });
    return file;
}

}  // namespace arkki::pdf
