#pragma once
#include <podofo/podofo.h>

#include <chrono>
#include <string>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "signing/identity.hpp"
#include "signing/pades.hpp"
#include "signing/pkcs12.hpp"
#include "signing/verify.hpp"

/// A small letter with one empty signature field of the shape `pdf` makes, and people who sign it.
namespace arkki::test {

inline const Instant some_day = std::chrono::sys_days{std::chrono::year{2026} / 3 / 5} + std::chrono::hours{9};

inline Bytes small_letter() {
    PoDoFo::PdfError::EnableDebug(false);
    PoDoFo::PdfMemDocument document;
    auto* page = document.CreatePage({0, 0, 595, 842});
    auto* contents = document.GetObjects().CreateObject();
    const std::string drawing = "0.5 g 57 700 200 20 re f";
    contents->GetStream()->Set(drawing.data(), static_cast<PoDoFo::pdf_long>(drawing.size()));
    page->GetObject()->GetDictionary().AddKey("Contents", contents->Reference());
    auto* form = document.GetAcroForm(true, PoDoFo::ePdfAcroFormDefaultAppearance_None);
    form->GetObject()->GetDictionary().AddKey("SigFlags", PoDoFo::PdfVariant(PoDoFo::pdf_int64{3}));
    auto* widget = page->CreateAnnotation(PoDoFo::ePdfAnnotation_Widget, {57, 60, 230, 56});
    widget->GetObject()->GetDictionary().RemoveKey("M");
    PoDoFo::PdfSignatureField field{widget, form, &document, false};
    field.SetFieldName(PoDoFo::PdfString("Signature1"));
    PoDoFo::PdfXObject appearance{{0, 0, 230, 56}, &document};
    PoDoFo::PdfPainter painter;
    painter.SetPage(&appearance);
    painter.FinishPage();
    field.SetAppearanceStream(&appearance);
    PoDoFo::PdfRefCountedBuffer buffer;
    PoDoFo::PdfOutputDevice out{&buffer};
    document.SetWriteMode(PoDoFo::ePdfWriteMode_Clean);
    document.Write(&out);
    const ByteView bytes = view({buffer.GetBuffer(), buffer.GetSize()});
    return {bytes.begin(), bytes.end()};
}

inline signing::Pin right_pin() { return signing::Pin{std::string{"4711-kettu"}}; }

/// A person with a key, and what a verifier must trust to believe this person.
struct SomeSigner {
    signing::DemoIdentity identity;
    signing::Signer signer;

    explicit SomeSigner(signing::KeyKind kind = signing::KeyKind::p256, Instant made_at = some_day)
        : identity{signing::make_demo_identity(
              PersonalText{"Väinö Mallikas"}, right_pin(), [made_at] { return made_at; }, kind)},
          signer{signing::open_pkcs12(ByteView{identity.pkcs12}, right_pin())} {}

    [[nodiscard]] Bytes signed_letter() const { return signing::sign(small_letter(), signer, some_day); }
    [[nodiscard]] signing::Verdict verdict(ByteView file) const {
        return signing::verify(file, {identity.root, some_day, {}});
    }
};

/// One for the whole program: keys are slow to make.
inline const SomeSigner& some_signer() {
    static const SomeSigner signer;
    return signer;
}

}  // namespace arkki::test
