#pragma once
#include <ctime>

#include "imaging/form_fields.hpp"
#include "imaging/reader/engines.hpp"
#include "imaging/reader/pix.hpp"

namespace arkki::imaging {

/// Reads single fields of a page that lies in template space.
///
/// Languages and letters follow the field: a Finnish name is read with all three languages, a telephone number with
/// digits only. Afterwards the engines are as they were.
class FieldReader {
public:
    FieldReader(Engines& engines, Language language, Pix* page);

    /// `box` stays that of the template.
    [[nodiscard]] FieldRead read(const FormField& field);

private:
    [[nodiscard]] FieldRead read_text(const FormField& field);
    [[nodiscard]] float tick_ink(const Box& box) const;
    [[nodiscard]] float signature_ink(const Box& box) const;
    void recognise(Pix* line, FieldRead& into);
    [[nodiscard]] tesseract::TessBaseAPI& engine_for(FieldKind kind);

    Engines& engines_;
    Language language_;
    Pix* page_;
    PixPtr binary_;
    std::clock_t give_up_;  ///< CPU time of this process
};

}  // namespace arkki::imaging
