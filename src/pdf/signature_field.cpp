#include "pdf/signature_field.hpp"

#include <algorithm>

#include <podofo/podofo.h>

#include "pdf/document_parts.hpp"
#include "pdf/measure.hpp"

namespace arkki::pdf {
namespace {

using namespace PoDoFo;

constexpr auto print_and_locked =
    static_cast<EPdfAnnotationFlags>(ePdfAnnotationFlags_Print | ePdfAnnotationFlags_Locked);

/// The structure element that holds the whole letter.
PdfObject* document_element(PdfMemDocument& document, PdfObject* root) {
    PdfObject* kids = root->GetIndirectKey("K");
    while (kids->IsArray()) kids = document.GetObjects().GetObject(kids->GetArray()[0].GetReference());
    return kids;
}

/// Puts the element that stands for the field behind the parent tree's last key, which the pages use.
pdf_int64 enter_in_parent_tree(PdfObject* root, const PdfReference& element) {
    PdfObject* tree = root->GetIndirectKey("ParentTree");
    PdfArray numbers = tree->GetIndirectKey("Nums")->GetArray();
    pdf_int64 next = 0;
    for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) next = std::max(next, numbers[i].GetNumber() + 1);
    numbers.push_back(PdfVariant(next));
    numbers.push_back(element);
    tree->GetDictionary().AddKey("Nums", numbers);
    root->GetDictionary().AddKey("ParentTreeNextKey", PdfVariant(next + 1));
    return next;
}

void tag(PdfMemDocument& document, PdfObject* page, PdfObject* widget, const std::string& label) {
    PdfObject* root = document.GetCatalog()->GetIndirectKey("StructTreeRoot");
    PdfObject* whole = document_element(document, root);
    PdfObject* element = document.GetObjects().CreateObject("StructElem");
    auto& keys = element->GetDictionary();
    keys.AddKey("S", PdfName("Form"));
    keys.AddKey("P", whole->Reference());
    keys.AddKey("Pg", page->Reference());
    keys.AddKey("Alt", text_string(label));
    PdfDictionary link;
    link.AddKey("Type", PdfName("OBJR"));
    link.AddKey("Obj", widget->Reference());
    keys.AddKey("K", link);

    PdfObject* kids = whole->GetIndirectKey("K");
    PdfArray all;
    if (kids->IsArray())
        all = kids->GetArray();
    else
        all.push_back(*whole->GetDictionary().GetKey("K"));
    all.push_back(element->Reference());
    whole->GetDictionary().AddKey("K", all);
    widget->GetDictionary().AddKey("StructParent", PdfVariant(enter_in_parent_tree(root, element->Reference())));
}

}  // namespace

void add_signature_field(PdfMemDocument& document, const SignatureArea& place, const std::string& name,
                         const std::string& label) {
    const auto& [left, top, right, bottom] = place.area;
    PdfAcroForm* form = document.GetAcroForm(true, ePdfAcroFormDefaultAppearance_None);
    // From the start: a change from 1 to 3 in a later revision counts as tampering.
    form->GetObject()->GetDictionary().AddKey("SigFlags", PdfVariant(pdf_int64{3}));
    PdfPage* page = document.GetPage(static_cast<int>(place.page));
    auto* annotation = page->CreateAnnotation(ePdfAnnotation_Widget,
                                              PdfRect{left, sheet::height - bottom, right - left, bottom - top});
    annotation->SetFlags(print_and_locked);
    PdfSignatureField field{annotation, form, &document, false};
    field.SetFieldName(PdfString{name});
    auto& widget = annotation->GetObject()->GetDictionary();
    widget.RemoveKey("M");  // PoDoFo writes the wall clock
    widget.AddKey("TU", text_string(label));
    // The block's own text is what is seen; the painter is needed although it paints nothing, else /N is no stream.
    PdfXObject nothing{PdfRect{0, 0, right - left, bottom - top}, &document};
    PdfPainter painter;
    painter.SetPage(&nothing);
    painter.FinishPage();
    field.SetAppearanceStream(&nothing);
    page->GetObject()->GetDictionary().AddKey("Tabs", PdfName("S"));
    tag(document, page->GetObject(), annotation->GetObject(), label);
}

}  // namespace arkki::pdf
