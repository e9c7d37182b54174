#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "access/desk.hpp"
#include "archive/drawn_form.hpp"
#include "archive/form_definition.hpp"
#include "imaging/sealed_file.hpp"

namespace arkki::archive {

/// One line of the list of drawn forms.
struct DrawnLine {
    imaging::FormName name;
    std::string title;
    int edition{};
    std::size_t fields{};
    Day made_on;
};

/// All forms Arkki knows: its own, made once, and those that were drawn. Safe to use from several threads.
class FormShelf {
public:
    /// @throws as `form_definitions`
    explicit FormShelf(const std::filesystem::path& folder) : own_{form_definitions(folder)} {}

    [[nodiscard]] const std::vector<FormDefinition>& own() const noexcept { return own_; }
    /// @throws Error{Fault::not_found, "form.unknown"}
    [[nodiscard]] const FormDefinition& own(std::string_view code) const;
    /// What the reader needs: our own forms in all languages, and the newest edition of each drawn one.
    [[nodiscard]] std::vector<imaging::FormTemplate> templates(db::Read& read) const;
    /// The same, packed, as it goes to the reader.
    [[nodiscard]] imaging::SealedFile sealed(db::Database& database) const;
    /// What people call a field: in the reader's language for our own forms, as it was drawn for others.
    [[nodiscard]] std::string label(db::Read& read, const imaging::FormName& form, const std::string& field,
                                    Language language) const;
    /// Title of a form; its code if nobody knows it.
    [[nodiscard]] std::string title(db::Read& read, const imaging::FormName& form, Language language) const;
    [[nodiscard]] std::vector<DrawnLine> drawn(const access::Desk& desk) const;
    /// The newest edition; nothing if none was drawn.
    [[nodiscard]] std::optional<DrawnForm> drawn(db::Read& read, const imaging::FormName& form) const;

    /// Saves a new edition.
    /// @throws Error{Fault::conflict, "form.ours"}  our own forms are not drawn anew
    /// @throws Error{Fault::invalid, "form.no_title" | "form.no_fields"}, and as imaging::check
    void save(const access::Desk& desk, const DrawnForm& form) const;

private:
    std::vector<FormDefinition> own_;
};

}  // namespace arkki::archive
