#include "web/form_view.hpp"

namespace arkki::web {

lang::Value FormView::text(const std::string& id, const FieldLook& look) const {
    lang::Value value = field(id, look);
    value.set("value", look.type == "password" ? "" : value_of(id, look));
    return value;
}

lang::Value FormView::choice(const std::string& id, const std::vector<Option>& options, const FieldLook& look) const {
    const std::string chosen = value_of(id, look);
    lang::Value rows = lang::Value::list();
    for (const auto& option : options)
        rows.add({{"id", id + "-" + option.value}, {"name", id}, {"value", option.value}, {"text", option.text},
                  {"hint", option.hint}, {"chosen", option.value == chosen}});
    lang::Value value = field(id, look);
    value.set("options", std::move(rows));
    return value;
}

std::string FormView::problem(std::string_view id) const {
    for (const auto& problem : problems_)
        if (problem.field == id) return words_(problem.key);
    return {};
}

lang::Value FormView::field(const std::string& id, const FieldLook& look) const {
    const std::string wrong = problem(id);
    std::string described_by = look.hint.empty() ? "" : id + "-hint";
    if (!wrong.empty()) described_by += (described_by.empty() ? "" : " ") + id + "-problem";
    return {{"id", id}, {"label", look.label}, {"hint", look.hint}, {"problem", wrong},
            {"described_by", described_by}, {"proposed", look.proposed}, {"type", look.type},
            {"autocomplete", look.autocomplete}, {"required", look.required}, {"short", look.narrow}};
}

std::string FormView::value_of(const std::string& id, const FieldLook& look) const {
    return posted_.has(id) ? posted_.text(id) : look.value;
}

}  // namespace arkki::web
