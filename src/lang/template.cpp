#include "lang/template.hpp"

#include <deque>
#include <kainjow/mustache.hpp>

#include "base/error.hpp"
#include "lang/letter_names.hpp"
#include "lang/template_source.hpp"
#include "lang/text.hpp"

namespace arkki::lang {

namespace {

namespace mustache = kainjow::mustache;

[[noreturn]] void missing(const std::string& name) { throw Error{Fault::corrupt, "template.missing_key", name}; }

std::string clean(const std::string& name, const std::string& text, bool several_lines) {
    try {
        std::string cleaned = several_lines ? clean_lines(text) : clean_text(text);
        if (holds_identity_code(cleaned)) throw Error{Fault::invalid, "letter.identity_code"};
        return cleaned;
    } catch (const Error& error) {
        throw Error{error.fault(), error.key(), name};
    }
}

/// A value with a mark behind it if any of it runs to the left: a case number after an Arabic name would else be printed
/// with its halves exchanged (Unicode Annex 9, W2 and N1).
std::string closed(const std::string& text) {
    static constexpr std::string_view left_to_right_mark{"\u200e"};
    return runs_to_the_left(text) ? text + std::string{left_to_right_mark} : text;
}

/// Line ends of a `lines` value travel as U+2028 through mustache; the escapes turn them into line breaks.
std::string with_line_separators(const std::string& text, bool letter) {
    std::string out;
    for (std::size_t at = 0;;) {
        const auto end = text.find('\n', at);
        const auto line = text.substr(at, end == std::string::npos ? end : end - at);
        out += letter ? closed(line) : line;
        if (end == std::string::npos) return out;
        out += "\u2028";
        at = end + 1;
    }
}

mustache::data data_of(const std::string& name, const Value& value, Dialect dialect) {
    const bool letter = dialect == Dialect::letter;
    if (const auto* yes = value.yes()) return mustache::data{*yes};
    if (const auto* text = value.text()) return mustache::data{letter ? closed(clean(name, *text, false)) : *text};
    if (const auto* lines = value.several_lines())
        return mustache::data{with_line_separators(letter ? clean(name, lines->text, true) : lines->text, letter)};
    if (const auto* rows = value.rows()) {
        mustache::list list;
        for (const auto& row : *rows) list.push_back(data_of(name, row, dialect));
        return mustache::data{list};
    }
    mustache::object object;
    for (const auto& [field, inner] : *value.fields())
        object.emplace(field, data_of(name.empty() ? field : name + "." + field, inner, dialect));
    return mustache::data{object};
}

/// Looks names up as `Pages` describes and throws where kainjow's own context would print nothing.
class Strict : public mustache::basic_context<std::string> {
public:
    Strict(const mustache::data& root, Dialect dialect, const Template::BuiltIn& built_in)
        : dialect_{dialect}, built_in_{built_in}, inside_{&root} {}

    void push(const mustache::data* data) override { inside_.push_back(data); }
    void pop() override { inside_.pop_back(); }
    const mustache::data* get_partial(const std::string& name) const override { missing(name); }

    const mustache::data* get(const std::string& name) const override {
        if (!name.empty() && name.front() == printed_mark) return printed(name.substr(1));
        const auto* found = value_of(name);
        const bool empty = found->is_string() && found->string_value().empty();
        if (empty && dialect_ == Dialect::letter) missing(name);
        return empty ? &no_ : found;
    }

private:
    const mustache::data* printed(const std::string& name) const {
        if (built_in_) {
            const auto text =
                built_in_(name, [this](const std::string& inner) { return value_of(inner)->string_value(); });
            if (text) return &made_.emplace_back(*text);
        }
        const auto* found = value_of(name);
        if (!found->is_string()) missing(name);
        if (found->string_value().empty() && dialect_ == Dialect::letter) missing(name);
        return found;
    }

    const mustache::data* value_of(const std::string& name) const {
        if (name == ".") return inside_.back();
        const auto dot = name.find('.');
        const auto* found = nearest(name.substr(0, dot), dot == std::string::npos);
        for (auto at = dot; found != nullptr && at != std::string::npos;) {
            const auto next = name.find('.', at + 1);
            const auto part = name.substr(at + 1, next == std::string::npos ? next : next - at - 1);
            found = found->is_object() ? found->get(part) : nullptr;
            at = next;
        }
        if (found == nullptr) missing(name);
        return found;
    }

    /// A plain name belongs to the innermost object; the first part of a dotted one is looked for outwards.
    const mustache::data* nearest(const std::string& name, bool innermost_only) const {
        for (auto place = inside_.rbegin(); place != inside_.rend(); ++place) {
            if (!(*place)->is_object()) continue;
            const auto* found = (*place)->get(name);
            if (found != nullptr || innermost_only) return found;
        }
        return nullptr;
    }

    Dialect dialect_;
    const Template::BuiltIn& built_in_;
    std::vector<const mustache::data*> inside_;
    mutable std::deque<mustache::data> made_;  // printed texts must outlive the call of get()
    mustache::data no_{false};
};

}  // namespace

Template::Template(const std::string& file, const std::string& text, const Partials& partials, Dialect dialect,
                   const LetterNames* names)
    : dialect_{dialect} {
    auto assembled = assemble(file, text, partials, dialect);
    if (names != nullptr) names->check(assembled);
    const mustache::mustache parsed{assembled.text};
    if (!parsed.is_valid()) throw Error{Fault::corrupt, "template.bad", file + ": " + parsed.error_message()};
    text_ = std::move(assembled.text);
    printed_names_ = std::move(assembled.printed_names);
}

std::string Template::render(const Value& value, const BuiltIn& built_in) const {
    mustache::mustache parsed{text_};
    parsed.set_custom_escape([this](const std::string& text) {
        return dialect_ == Dialect::letter ? markdown_escape(text) : html_escape(text);
    });
    const auto data = data_of({}, value, dialect_);
    Strict context{data, dialect_, built_in};
    return parsed.render(context);
}

}  // namespace arkki::lang
