#include <podofo/podofo.h>

#include "pdf/conformance_parts.hpp"

namespace arkki::pdf {
namespace {

using namespace PoDoFo;

bool has_form_element(PdfMemDocument& document, PdfObject& widget) {
    for (auto* object : document.GetObjects()) {
        if (!object->IsDictionary()) continue;
        PdfObject* kind = object->GetIndirectKey("S");
        PdfObject* link = object->GetIndirectKey("K");
        if (!kind || !kind->IsName() || kind->GetName() != PdfName("Form") || !link || !link->IsDictionary()) continue;
        const auto* target = link->GetDictionary().GetKey("Obj");
        if (target && target->IsReference() && target->GetReference() == widget.Reference()) return true;
    }
    return false;
}

std::int64_t number_in(PdfObject& object, const char* key, std::int64_t otherwise) {
    PdfObject* value = object.GetIndirectKey(key);
    return value && value->IsNumber() ? value->GetNumber() : otherwise;
}

void check_widget(PdfMemDocument& document, PdfObject& page, PdfObject& widget, Problems& found) {
    const auto problem = [&](const char* text) {
        found.push_back("object " + std::to_string(widget.Reference().ObjectNumber()) + ": " + text);
    };
    constexpr std::int64_t print = 4, hidden_and_so_on = 1 | 2 | 32;  // Invisible, Hidden, NoView
    const auto flags = number_in(widget, "F", 0);
    if (!(flags & print) || (flags & hidden_and_so_on)) problem("field is not printed (6.3.2)");
    PdfObject* appearance = widget.GetIndirectKey("AP");
    PdfObject* normal = appearance ? appearance->GetIndirectKey("N") : nullptr;
    if (!normal || !normal->HasStream()) problem("field without appearance (6.3.3)");
    if (!widget.GetDictionary().HasKey("TU")) problem("field without a text for screen readers (UA 7.18)");
    if (widget.GetDictionary().HasKey("M")) problem("field with the time of day");
    if (number_in(widget, "StructParent", -1) < 0 || !has_form_element(document, widget))
        problem("field not tagged (UA 7.18)");
    PdfObject* kind = widget.GetIndirectKey("FT");
    if (!kind || !kind->IsName() || kind->GetName() != PdfName("Sig")) problem("a field that is no signature");
    PdfObject* tabs = page.GetIndirectKey("Tabs");
    if (!tabs || !tabs->IsName() || tabs->GetName() != PdfName("S")) problem("page without tab order (UA 7.18)");
}

}  // namespace

Problems field_problems(PdfMemDocument& document) {
    Problems found;
    bool any = false;
    for (int i = 0; i < document.GetPageCount(); ++i) {
        PdfPage* page = document.GetPage(i);
        for (int k = 0; k < page->GetNumAnnots(); ++k) {
            any = true;
            check_widget(document, *page->GetObject(), *page->GetAnnotation(k)->GetObject(), found);
        }
    }
    PdfObject* form = document.GetCatalog()->GetIndirectKey("AcroForm");
    if (any && (!form || number_in(*form, "SigFlags", 0) != 3)) found.push_back("form: SigFlags is not 3");
    return found;
}

}  // namespace arkki::pdf
