#include "pdf/document_parts.hpp"

#include <fstream>
#include <iterator>
#include <set>
#include <vector>

#include <podofo/podofo.h>

#include "base/error.hpp"
#include "pdf/xmp.hpp"

namespace arkki::pdf {
namespace {

using namespace PoDoFo;

void add_output_intent(PdfMemDocument& document, const Resources& resources) {
    auto* profile = document.GetObjects().CreateObject();
    profile->GetDictionary().AddKey("N", PdfVariant(pdf_int64{3}));
    fill(*profile, file_content(resources.colour_profile));
    auto* intent = document.GetObjects().CreateObject("OutputIntent");
    intent->GetDictionary().AddKey("S", PdfName("GTS_PDFA1"));
    intent->GetDictionary().AddKey("OutputConditionIdentifier", PdfString("sRGB"));
    intent->GetDictionary().AddKey("DestOutputProfile", profile->Reference());
    PdfArray intents;
    intents.push_back(intent->Reference());
    document.GetCatalog()->GetDictionary().AddKey("OutputIntents", intents);
}

void add_metadata(PdfMemDocument& document, const Description& description) {
    auto* metadata = document.GetObjects().CreateObject("Metadata");
    metadata->GetDictionary().AddKey("Subtype", PdfName("XML"));
    fill_raw(*metadata, view(xmp_of(description)));
    document.GetCatalog()->GetDictionary().AddKey("Metadata", metadata->Reference());
}

// What Info says, XMP must say too; of the rest only what we know is kept, so that the bytes do not depend on the hour.
void set_information(PdfMemDocument& document, const Description& description) {
    auto& info = document.GetInfo()->GetObject()->GetDictionary();
    for (const char* key : {"Producer", "Creator", "ModDate", "CreationDate"}) info.RemoveKey(key);
    info.AddKey("Title", text_string(description.title));
    if (!description.author.empty()) info.AddKey("Author", text_string(description.author));
    if (description.date) info.AddKey("CreationDate", PdfString(pdf_date(*description.date)));
}

void load_streams(PdfVecObjects& objects) {
    for (auto* object : objects)
        if (object->HasStream()) object->GetStream();
}

std::set<PdfReference> reachable(PdfMemDocument& document) {
    static const PdfName length{"Length"};
    std::set<PdfReference> seen;
    std::vector<const PdfObject*> todo{document.GetTrailer()};
    while (!todo.empty()) {
        const PdfObject* object = todo.back();
        todo.pop_back();
        if (object->IsReference()) {
            if (!seen.insert(object->GetReference()).second) continue;
            if (const auto* target = document.GetObjects().GetObject(object->GetReference())) todo.push_back(target);
        } else if (object->IsArray()) {
            for (const auto& element : object->GetArray()) todo.push_back(&element);
        } else if (object->IsDictionary()) {
            for (const auto& [key, value] : object->GetDictionary().GetKeys())
                if (!(object->HasStream() && key == length)) todo.push_back(value);
        }
    }
    return seen;
}

}  // namespace

void with_podofo(const std::function<void()>& work) {
    static const bool quiet = [] {
        PdfError::EnableDebug(false);
        PdfError::EnableLogging(false);
        return true;
    }();
    static_cast<void>(quiet);
    try {
        work();
    } catch (const PdfError& error) {
        throw Error{Fault::corrupt, "pdf.broken", PdfError::ErrorName(error.GetError())};
    }
}

PdfString text_string(const std::string& utf8) { return PdfString{reinterpret_cast<const pdf_utf8*>(utf8.c_str())}; }

std::string pdf_date(Day day) {
    std::string digits = iso(day);
    std::erase(digits, '-');
    return "D:" + digits + "000000+00'00'";
}

void describe(PdfMemDocument& document, const Description& description, const Resources& resources) {
    auto& catalog = document.GetCatalog()->GetDictionary();
    catalog.AddKey("Lang", PdfString(std::string{code(description.language)}));
    PdfDictionary preferences;
    preferences.AddKey("DisplayDocTitle", PdfVariant(true));
    catalog.AddKey("ViewerPreferences", preferences);
    set_information(document, description);
    add_metadata(document, description);
    add_output_intent(document, resources);
}

// PdfVecObjects::RenumberObjects with garbage collection is no way: it drops the /Length of streams not yet loaded.
// PoDoFo writes lengths into the dictionary itself, so Cairo's separate ones are left over.
void sweep(PdfMemDocument& document) {
    load_streams(document.GetObjects());
    for (const auto& number : unused_objects(document))
        delete document.GetObjects().RemoveObject(PdfReference{number, 0}, false);
}

std::vector<unsigned> unused_objects(PdfMemDocument& document) {
    const auto used = reachable(document);
    std::vector<unsigned> unused;
    for (const auto* object : document.GetObjects())
        if (!used.contains(object->Reference())) unused.push_back(object->Reference().ObjectNumber());
    return unused;
}

Bytes write(PdfMemDocument& document) {
    document.SetWriteMode(ePdfWriteMode_Clean);  // the default fails ISO 19005 6.1.9 on every object
    PdfRefCountedBuffer buffer;
    PdfOutputDevice device{&buffer};
    document.Write(&device);
    const auto* first = reinterpret_cast<const std::uint8_t*>(buffer.GetBuffer());
    return {first, first + device.Tell()};
}

std::string file_content(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    std::string content{std::istreambuf_iterator<char>{in}, {}};
    if (!in || content.empty()) throw Error{Fault::unavailable, "letter.no_resource", file.string()};
    return content;
}

void fill(PdfObject& object, const std::string& bytes) {
    object.GetStream()->Set(bytes.data(), static_cast<pdf_long>(bytes.size()));
}

void fill_raw(PdfObject& object, ByteView bytes) {
    PdfMemoryInputStream in{reinterpret_cast<const char*>(bytes.data()), static_cast<pdf_long>(bytes.size())};
    object.GetStream()->SetRawData(&in, static_cast<pdf_long>(bytes.size()));
}

}  // namespace arkki::pdf
