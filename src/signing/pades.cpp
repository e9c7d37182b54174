#include "signing/pades.hpp"

#include <openssl/asn1.h>
#include <openssl/x509.h>
#include <podofo/podofo.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "signing/certificate.hpp"
#include "signing/cms.hpp"
#include "signing/pdf_update.hpp"

namespace arkki::signing {
namespace {

using PoDoFo::PdfDictionary;
using PoDoFo::PdfName;
using PoDoFo::PdfObject;
using PoDoFo::PdfString;
using PoDoFo::PdfVariant;

/// Room for the CMS and for a small time stamp token put in later; a chain longer than usual gets more.
constexpr std::size_t usual_gap = 8192;

Certificate fit_certificate(const CertificateChain& certificates, Instant when) {
    auto own = certificate_from(certificates.own);
    if (!own) throw Error{Fault::invalid, "signing.certificate"};
    if (!may_sign(*own)) throw Error{Fault::denied, "signing.certificate_usage"};
    if (!is_strong(*X509_get0_pubkey(own.get()))) throw Error{Fault::invalid, "signing.weak_key"};
    auto time = std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(when));
    if (X509_cmp_time(X509_get0_notBefore(own.get()), &time) > 0 ||
        X509_cmp_time(X509_get0_notAfter(own.get()), &time) < 0)
        throw Error{Fault::denied, "signing.certificate_expired"};
    return own;
}

std::size_t gap_size(const CertificateChain& certificates, std::size_t token_room) {
    std::size_t size = 3000 + token_room + certificates.own.size();
    for (const auto& issuer : certificates.issuers) size += issuer.size();
    return std::max(size, usual_gap);
}

PoDoFo::PdfAnnotation* first_empty_field(PoDoFo::PdfMemDocument& document) {
    for (int number = 0; number < document.GetPageCount(); ++number) {
        auto* page = document.GetPage(number);
        for (int i = 0; i < page->GetNumAnnots(); ++i) {
            auto* annotation = page->GetAnnotation(i);
            const auto& keys = annotation->GetObject()->GetDictionary();
            if (keys.HasKey("FT") && keys.GetKeyAsName("FT") == PdfName("Sig") && !keys.HasKey("V")) return annotation;
        }
    }
    throw Error{Fault::invalid, "signing.no_field"};
}

/// DocMDP, P=1: nothing may be changed after this signature but time stamps (ISO 32000-1, 12.8.2.2). Written by hand,
/// because the library's own way leaves two objects that nothing refers to.
void certify(PoDoFo::PdfMemDocument& document, PdfObject& signature) {
    PdfDictionary parameters;
    parameters.AddKey("Type", PdfName("TransformParams"));
    parameters.AddKey("P", PdfVariant(PoDoFo::pdf_int64{1}));
    parameters.AddKey("V", PdfName("1.2"));
    PdfDictionary reference;
    reference.AddKey("Type", PdfName("SigRef"));
    reference.AddKey("TransformMethod", PdfName("DocMDP"));
    reference.AddKey("TransformParams", parameters);
    PoDoFo::PdfArray references;
    references.push_back(reference);
    signature.GetDictionary().AddKey("Reference", references);
    PdfDictionary permissions;
    permissions.AddKey("DocMDP", signature.Reference());
    document.GetCatalog()->GetDictionary().AddKey("Perms", permissions);
}

/// The letter with an update behind it that holds the signature with an empty value and the right /ByteRange.
std::string with_empty_signature(ByteView letter, const X509& own, std::size_t gap, Instant when) {
    PoDoFo::PdfMemDocument document;
    document.LoadFromBuffer(reinterpret_cast<const char*>(letter.data()), static_cast<long>(letter.size()), true);
    PoDoFo::PdfSignatureField field{first_empty_field(document)};
    field.EnsureSignatureObject();
    PdfObject& signature = *field.GetSignatureObject();
    signature.GetDictionary().AddKey("SubFilter", PdfName("ETSI.CAdES.detached"));
    signature.GetDictionary().AddKey("M", PdfString(pdf_time(when)));
    const PersonalText name = common_name(own);
    if (!name.empty())
        signature.GetDictionary().AddKey("Name",
                                         PdfString(reinterpret_cast<const PoDoFo::pdf_utf8*>(name.reveal().c_str())));
    certify(document, signature);

    PoDoFo::PdfRefCountedBuffer buffer;
    PoDoFo::PdfOutputDevice file{&buffer};
    PoDoFo::PdfSignOutputDevice out{&file};
    out.SetSignatureSize(gap);
    field.SetSignature(*out.GetSignatureBeacon());
    document.SetWriteMode(PoDoFo::ePdfWriteMode_Clean);
    document.WriteUpdate(&out, true);
    if (!out.HasSignaturePosition()) throw Error{Fault::corrupt, "signing.letter_unreadable", "no place"};
    out.AdjustByteRange();
    out.Flush();
    return {buffer.GetBuffer(), buffer.GetSize()};
}

std::string prepared_bytes(ByteView letter, const X509& own, std::size_t gap, Instant when) {
    PoDoFo::PdfError::EnableDebug(false);
    PoDoFo::PdfError::EnableLogging(false);
    try {
        return with_empty_signature(letter, own, gap, when);
    } catch (const PoDoFo::PdfError& error) {  // not a std::exception
        throw Error{Fault::corrupt, "signing.letter_unreadable", PoDoFo::PdfError::ErrorName(error.GetError())};
    }
}

/// The two offsets in the last /ByteRange: `[0 begin end rest]`.
Gap gap_of(std::string_view file) {
    const Error unreadable{Fault::corrupt, "signing.letter_unreadable", "byte range"};
    const auto key = file.rfind("/ByteRange");
    const auto bracket = key == std::string_view::npos ? key : file.find('[', key);
    if (bracket == std::string_view::npos) throw unreadable;
    const char* at = file.data() + bracket + 1;
    const char* const end = file.data() + file.size();
    std::array<std::size_t, 4> range{};
    for (auto& number : range) {
        while (at < end && *at == ' ') ++at;
        const auto [next, fault] = std::from_chars(at, end, number);
        if (fault != std::errc{}) throw unreadable;
        at = next;
    }
    if (range[0] != 0 || range[2] <= range[1] || range[2] + range[3] != file.size() || file[range[1]] != '<' ||
        file[range[2] - 1] != '>')
        throw unreadable;
    return {range[1], range[2]};
}

}  // namespace

Prepared prepare(ByteView letter, const CertificateChain& certificates, Instant when, std::size_t token_room) {
    const Certificate own = fit_certificate(certificates, when);
    std::string file = prepared_bytes(letter, *own, gap_size(certificates, token_room), when);
    settle_the_update(file, letter, certificates.own, when);
    const bool kept = file.size() > letter.size() && std::equal(letter.begin(), letter.end(), view(file).begin());
    if (!kept) throw Error{Fault::corrupt, "signing.letter_unreadable", "old bytes changed"};
    const auto [begin, end] = gap_of(file);
    if (begin < letter.size()) throw Error{Fault::corrupt, "signing.letter_unreadable", "no update"};
    const ByteView bytes = view(file);
    Sha256 hash;
    const Digest digest = hash.add(bytes.first(begin)).add(bytes.subspan(end)).finish();
    return {{bytes.begin(), bytes.end()}, begin, end, digest, certificates};
}

Gap signature_gap(ByteView letter) {
    return gap_of({reinterpret_cast<const char*>(letter.data()), letter.size()});
}

Bytes finish(const Prepared& prepared, ByteView raw_signature) {
    Cades cades{prepared.certificates, prepared.digest};
    std::string digits = hex(cades.finish(raw_signature));
    const std::size_t room = prepared.gap_end - prepared.gap_begin - 2;
    if (digits.size() > room) throw Error{Fault::corrupt, "signing.no_room"};
    digits.resize(room, '0');
    Bytes file = prepared.file;
    std::copy(digits.begin(), digits.end(), file.begin() + static_cast<std::ptrdiff_t>(prepared.gap_begin + 1));
    return file;
}

Bytes sign(ByteView letter, const Signer& signer, Instant when, std::size_t token_room) {
    const Prepared prepared = prepare(letter, signer.certificates, when, token_room);
    const Cades cades{prepared.certificates, prepared.digest};
    return finish(prepared, signer.sign(cades.attributes()));
}

}  // namespace arkki::signing
