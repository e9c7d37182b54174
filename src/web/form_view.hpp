#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "lang/catalogue.hpp"
#include "lang/value.hpp"
#include "web/fields.hpp"

namespace arkki::web {

/// The messages in one reader's language.
struct Words {
    const lang::Catalogue& catalogue;
    Language language;

    [[nodiscard]] std::string operator()(std::string_view key, const lang::Arguments& arguments = {}) const {
        return catalogue.text(language, key, arguments);
    }
    [[nodiscard]] std::string count(std::string_view key, std::int64_t number) const {
        return catalogue.counted(language, key, number);
    }
};

/// What is wrong with a posted form: the message of `key` beside the field and in the summary on top.
struct FieldProblem {
    std::string field;  ///< "" for the form as a whole
    std::string key;
};

/// One thing to choose.
struct Option {
    std::string value;
    std::string text;
    std::string hint = {};
};

/// How one field looks; all but the label may stay empty. Texts are in the reader's language already.
struct FieldLook {
    std::string label;
    std::string value = {};  ///< what stands in it if nothing was posted
    std::string hint = {};
    std::string proposed = {};  ///< "Proposed by Arkki": the value is not a person's
    std::string type = "text";
    std::string autocomplete = "off";
    bool required = false;
    bool narrow = false;
};

/// The values of the field partials (templates/pages/partials/field*.html): what was typed comes back, what is wrong
/// stands beside it.
class FormView {
public:
    FormView(Words words, const Fields& posted, std::vector<FieldProblem> problems = {})
        : words_{words}, posted_{posted}, problems_{std::move(problems)} {}

    /// For `field` and `field_lines`. A password never comes back.
    [[nodiscard]] lang::Value text(const std::string& id, const FieldLook& look) const;
    /// For `field_select` and `field_choice`; `look.value` is the one chosen.
    [[nodiscard]] lang::Value choice(const std::string& id, const std::vector<Option>& options,
                                     const FieldLook& look) const;
    /// The message beside a field, "" if nothing is wrong with it.
    [[nodiscard]] std::string problem(std::string_view id) const;
    [[nodiscard]] const std::vector<FieldProblem>& problems() const noexcept { return problems_; }

private:
    [[nodiscard]] lang::Value field(const std::string& id, const FieldLook& look) const;
    [[nodiscard]] std::string value_of(const std::string& id, const FieldLook& look) const;

    Words words_;
    const Fields& posted_;
    std::vector<FieldProblem> problems_;
};

}  // namespace arkki::web
