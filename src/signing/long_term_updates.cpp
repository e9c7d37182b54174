// The two updates that make a letter last, written with the PDF library; their exact shape is what later_updates.cpp allows.
#include <podofo/podofo.h>

#include <algorithm>
#include <string>

#include "base/error.hpp"
#include "signing/long_term.hpp"
#include "signing/pades.hpp"
#include "signing/pdf_update.hpp"

namespace arkki::signing {
namespace {

using PoDoFo::PdfName;
using PoDoFo::PdfObject;
using PoDoFo::PdfString;
using PoDoFo::PdfVariant;

/// What other authorities than ours put into a token: chain and all.
constexpr std::size_t token_gap = 9'000;

void open(PoDoFo::PdfMemDocument& document, ByteView letter) {
    PoDoFo::PdfError::EnableDebug(false);
    PoDoFo::PdfError::EnableLogging(false);
    document.LoadFromBuffer(reinterpret_cast<const char*>(letter.data()), static_cast<long>(letter.size()), true);
    document.SetWriteMode(PoDoFo::ePdfWriteMode_Clean);
}

/// One stream a thing, as it is: the verifier unpacks nothing.
void add_streams(PoDoFo::PdfMemDocument& document, PdfObject& store, const char* key, const std::vector<Bytes>& things) {
    PoDoFo::PdfArray list;
    if (const PdfObject* before = store.GetDictionary().GetKey(key)) list = before->GetArray();
    for (const auto& thing : things) {
        PdfObject* object = document.GetObjects().CreateObject();
        PoDoFo::PdfMemoryInputStream bytes{reinterpret_cast<const char*>(thing.data()),
                                           static_cast<PoDoFo::pdf_long>(thing.size())};
        object->GetStream()->Set(&bytes, PoDoFo::TVecFilters{});
        list.push_back(object->Reference());
    }
    if (!list.empty()) store.GetDictionary().AddKey(key, list);
}

std::string with_store(ByteView letter, const Evidence& evidence) {
    PoDoFo::PdfMemDocument document;
    open(document, letter);
    auto& catalog = document.GetCatalog()->GetDictionary();
    PdfObject* store = document.GetObjects().CreateObject();
    // A store that is there is followed by one that has all of it and more: streams once written stay.
    if (const PdfObject* before = document.GetCatalog()->GetIndirectKey("DSS"))
        store->GetDictionary() = before->GetDictionary();
    add_streams(document, *store, "Certs", evidence.certificates);
    add_streams(document, *store, "CRLs", evidence.crls);
    add_streams(document, *store, "OCSPs", evidence.ocsps);
    catalog.AddKey("DSS", store->Reference());
    PoDoFo::PdfDictionary pades;
    pades.AddKey("BaseVersion", PdfName("1.7"));
    pades.AddKey("ExtensionLevel", PdfVariant(PoDoFo::pdf_int64{5}));
    PoDoFo::PdfDictionary extensions;
    extensions.AddKey("ESIC", pades);
    catalog.AddKey("Extensions", extensions);
    PoDoFo::PdfRefCountedBuffer buffer;
    PoDoFo::PdfOutputDevice out{&buffer};
    document.WriteUpdate(&out, true);
    return {buffer.GetBuffer(), buffer.GetSize()};
}

/// Names of fields are told apart: TimeStamp1, TimeStamp2.
std::string next_name(const PdfObject& fields) {
    return "TimeStamp" + std::to_string(fields.GetArray().size());
}

std::string with_empty_stamp(ByteView letter) {
    PoDoFo::PdfMemDocument document;
    open(document, letter);
    auto* form = document.GetAcroForm(true, PoDoFo::ePdfAcroFormDefaultAppearance_None);
    const PdfObject* fields = form->GetObject()->GetIndirectKey("Fields");
    if (fields == nullptr || document.GetPageCount() == 0)
        throw Error{Fault::corrupt, "signing.letter_unreadable", "no form"};
    const std::string name = next_name(*fields);
    auto* widget = document.GetPage(0)->CreateAnnotation(PoDoFo::ePdfAnnotation_Widget, {0, 0, 0, 0});
    widget->GetObject()->GetDictionary().AddKey("F", PdfVariant(PoDoFo::pdf_int64{4 | 128}));  // printed, locked
    widget->GetObject()->GetDictionary().RemoveKey("M");
    PoDoFo::PdfSignatureField field{widget, form, &document, false};
    field.SetFieldName(PdfString(name.c_str()));
    field.EnsureSignatureObject();
    auto& value = field.GetSignatureObject()->GetDictionary();
    value.AddKey("Type", PdfName("DocTimeStamp"));
    value.AddKey("SubFilter", PdfName("ETSI.RFC3161"));
    widget->GetObject()->GetDictionary().RemoveKey("MK");
    widget->GetObject()->GetDictionary().RemoveKey("AP");
    PoDoFo::PdfRefCountedBuffer buffer;
    PoDoFo::PdfOutputDevice file{&buffer};
    PoDoFo::PdfSignOutputDevice out{&file};
    out.SetSignatureSize(token_gap);
    field.SetSignature(*out.GetSignatureBeacon());
    document.WriteUpdate(&out, true);
    if (!out.HasSignaturePosition()) throw Error{Fault::corrupt, "signing.letter_unreadable", "no place"};
    out.AdjustByteRange();
    out.Flush();
    return {buffer.GetBuffer(), buffer.GetSize()};
}

/// Runs what needs the library; its error is no std::exception.
template <class Work>
std::string written(ByteView letter, ByteView seed, Instant when, Work&& work) {
    try {
        std::string file = work();
        const bool kept = file.size() > letter.size() && std::equal(letter.begin(), letter.end(), view(file).begin());
        if (!kept) throw Error{Fault::corrupt, "signing.letter_unreadable", "old bytes changed"};
        settle_the_update(file, letter, seed, when);
        return file;
    } catch (const PoDoFo::PdfError& error) {
        throw Error{Fault::corrupt, "signing.letter_unreadable", PoDoFo::PdfError::ErrorName(error.GetError())};
    }
}

}  // namespace

Bytes with_evidence(ByteView letter, const Evidence& evidence, Instant when) {
    const std::string file = written(letter, {}, when, [&] { return with_store(letter, evidence); });
    const ByteView bytes = view(file);
    return {bytes.begin(), bytes.end()};
}

Bytes with_document_stamp(ByteView letter, const StampingAuthority& authority, Instant when) {
    std::string file = written(letter, {}, when, [&] { return with_empty_stamp(letter); });
    const Gap gap = signature_gap(view(file));
    Sha256 hash;
    const Digest digest = hash.add(view(file).first(gap.begin)).add(view(file).subspan(gap.end)).finish();
    std::string digits = hex(time_stamp(digest, authority, when));
    const std::size_t room = gap.end - gap.begin - 2;
    if (digits.size() > room) throw Error{Fault::unavailable, "signing.tsa_room"};
    digits.resize(room, '0');
    file.replace(gap.begin + 1, room, digits);
    const ByteView bytes = view(file);
    return {bytes.begin(), bytes.end()};
}

}  // namespace arkki::signing
