#pragma once
#include <string>
#include <vector>

#include "access/desk.hpp"
#include "lang/catalogue.hpp"
#include "pdf/label_sheet.hpp"

namespace arkki::service {

/// Labels for places and units, and the sheets that part and place a stack, as PDF. They hold numbers, kinds and shelf
/// codes: nothing of a person.
class PrintedSheets {
public:
    PrintedSheets(const access::Desk& desk, const lang::Catalogue& catalogue, pdf::Resources resources)
        : desk_{desk}, catalogue_{catalogue}, resources_{std::move(resources)} {}

    /// How labels are put on their sheet.
    struct Layout {
        std::string stock = "L7160";
        int first = 1;                            ///< label of the first sheet to begin with
        double right = 0, down = 0, scale = 1;    ///< millimetres; for printers that slip or shrink
        bool test = false;                        ///< outlines and a rule instead
    };
    /// Labels of these places and units, by shelf code ("K2-H3-M07") or digits.
    /// @throws Error{Fault::not_found, "place.unknown"}, Error{Fault::invalid, "label.too_many"}
    /// @throws as pdf::label_sheet
    [[nodiscard]] Bytes labels(const std::vector<std::string>& codes, const Layout& layout, Language language) const;

    /// A sheet that begins a document (`separator`), says the place of what follows (`place`, with its code), that there is
    /// none (`no-place`), or its type (`type`, with the code of a series): words in all three languages.
    /// @throws Error{Fault::invalid, "sheet.unknown" | "series.unknown" | "sheet.bad_copies"}
    /// @throws Error{Fault::not_found, "place.unknown"}
    [[nodiscard]] Bytes sheet(const std::string& kind, const std::string& argument, int copies) const;

private:
    [[nodiscard]] pdf::LabelText label_of(const std::string& code, Language language) const;

    const access::Desk& desk_;
    const lang::Catalogue& catalogue_;
    pdf::Resources resources_;
};

}  // namespace arkki::service
