#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "lang/catalogue.hpp"
#include "lang/value.hpp"

namespace arkki::lang {

/// The HTML pages: templates/pages/*.html with partials of templates/pages/partials/*.html.
///
/// For the authors of pages:
/// - `{{name}}` prints a text, escaped for HTML text and double-quoted attributes. Nothing prints unescaped.
/// - `{{#name}}...{{/name}}` is shown for a true bool, once with the fields of an object, for each row of a list, and
/// for
///   a text that is not empty; `{{^name}}...{{/name}}` for false, an empty list and an empty text.
/// - `{{> head}}` puts partials/head.html in.
/// - A **plain name belongs to the row or object you are in**; a **dotted name** (`page.token`) is looked up outwards
/// from
///   there. So a forgotten field of a row never takes the page's by accident: put what rows need from outside into an
///   object.
/// - `{{.}}` is the row itself where rows are texts.
/// - `{{t.inbox.title}}` prints the message `inbox.title` in the page's language. The message's `{count}` takes the
/// value
///   `count` found at that place, as `{{count}}` would.
/// - `{{language}}` is `fi`, `sv` or `en`.
/// - A name without a value, a message or a partial that does not exist are errors, never a blank.
/// - Refused when the service starts: `{{{x}}}`, `{{&x}}`, `{{! comments }}`, changed delimiters, unclosed sections.
///
/// Safe to use from several threads.
class Pages {
public:
    /// Reads and checks every template.
    /// @throws Error{Fault::corrupt, "template.bad"}  naming the file and what is wrong
    Pages(const std::filesystem::path& folder, const Catalogue& catalogue);
    ~Pages();
    Pages(Pages&&) noexcept;

    /// The page `<name>.html`. `catalogue` must outlive this object.
    /// @throws Error{Fault::corrupt, "template.missing_key"}  with the name that has no value
    [[nodiscard]] std::string render(std::string_view name, Language language, const Value& value) const;

private:
    struct Shelf;
    std::unique_ptr<const Shelf> shelf_;
};

}  // namespace arkki::lang
