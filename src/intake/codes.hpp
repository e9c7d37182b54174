#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "archive/document.hpp"
#include "custody/label_code.hpp"

namespace arkki::intake {

/// What a sheet of ours tells the service to do with the sheets that follow it: the number of a label of kind 9.
enum class Command {
    new_document = 1,   ///< the next sheet begins a document
    place_follows = 2,  ///< and the paper stands at the place whose label is on this sheet
    place_ends = 3,     ///< and its place is not known: the tray of received paper
    contact_follows = 11,
    access_request_follows = 12,
    correction_request_follows = 13,
    order_follows = 14,
    letter_follows = 15,
    other_follows = 16,
};
/// Nothing for a number no version of ours has printed.
[[nodiscard]] std::optional<Command> command_of(std::int64_t number) noexcept;
/// The type of what follows, if the command says one.
[[nodiscard]] std::optional<archive::Series> type_of(Command command) noexcept;

/// What the QR code on a form of ours says: `ARKKI:F:<form>:<language>:<version>`, on later pages with `:<page>` behind.
struct FormMark {
    std::string form;
    archive::Series series = archive::Series::other;
    std::string language;  ///< fi, sv, en
    std::string version;
    int page = 1;

    /// Whether both are pages of one form.
    [[nodiscard]] bool same_form(const FormMark& other) const {
        return form == other.form && language == other.language && version == other.version;
    }
    friend bool operator==(const FormMark&, const FormMark&) = default;
};

/// A code of nobody we know: kept as text for people, never acted upon.
struct Foreign {
    friend bool operator==(const Foreign&, const Foreign&) = default;
};

using Meaning = std::variant<Foreign, custody::LabelNumber, FormMark>;

/// What a code on paper means: twelve digits with valid check digits are a label of ours, `ARKKI:F:` a form of ours, all
/// else is foreign, our own prefix with something wrong behind it too.
[[nodiscard]] Meaning meaning_of_code(std::string_view code);

}  // namespace arkki::intake
