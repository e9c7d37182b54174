#include "imaging/form_template.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "base/error.hpp"
#include "imaging/wire.hpp"

namespace arkki::imaging {
namespace {

constexpr std::uint32_t magic = 0x31465241;  // "ARF1"
constexpr std::string_view prefix = "ARKKI:F:";
constexpr std::size_t code_bytes = 24;
constexpr std::array<std::string_view, 10> kinds{"text", "name",   "phone", "email", "web",
                                                 "date", "number", "block", "check", "signature"};

bool is_small(char letter) { return letter >= 'a' && letter <= 'z'; }

/// Small letters and digits, with `joint` between them; a letter first.
bool is_word(std::string_view text, std::size_t longest, char joint) {
    return !text.empty() && text.size() <= longest && is_small(text.front()) && std::ranges::all_of(text, [&](char c) {
        return is_small(c) || (c >= '0' && c <= '9') || c == joint;
    });
}

[[noreturn]] void refuse(const char* key, const std::string& field) { throw Error{Fault::invalid, key, {}, field}; }

void check(const FormField& field) {
    if (!is_word(field.name, limits::field_name_bytes, '_')) refuse("form.bad_field", "name");
    const auto& box = field.box;
    const bool inside = box.x >= 0 && box.y >= 0 && box.x <= form_sheet::width && box.y <= form_sheet::height &&
                        box.width >= limits::least_field_side && box.height >= limits::least_field_side &&
                        box.width <= form_sheet::width - box.x && box.height <= form_sheet::height - box.y;
    if (!inside) refuse("form.bad_box", field.name);
}

std::string_view cut_at_colon(std::string_view& rest) {
    const auto end = std::min(rest.find(':'), rest.size());
    const auto part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return part;
}

FormTemplate unpack_form(WireReader& wire) {
    FormTemplate form;
    form.name.code = wire.text(code_bytes);
    form.name.language = wire.choice(Language::en);
    form.name.version = wire.i32();
    const auto count = wire.u32();
    if (count > limits::form_fields) throw BadBytes{};
    for (std::uint32_t i = 0; i < count; ++i) {
        FormField field;
        field.name = wire.text(limits::field_name_bytes);
        field.kind = wire.choice(FieldKind::signature);
        field.box = {wire.i32(), wire.i32(), wire.i32(), wire.i32()};
        form.fields.push_back(std::move(field));
    }
    return form;
}

}  // namespace

std::string_view code(FieldKind kind) noexcept { return kinds.at(static_cast<std::size_t>(kind)); }

FieldKind field_kind_from(std::string_view code) {
    const auto found = std::ranges::find(kinds, code);
    if (found == kinds.end()) refuse("form.bad_kind", "kind");
    return static_cast<FieldKind>(found - kinds.begin());
}

std::string text_of(const FormName& name) {
    return std::string{prefix} + name.code + ":" + std::string{code(name.language)} + ":" +
           std::to_string(name.version);
}

std::optional<FormName> form_named(std::string_view text) {
    if (!text.starts_with(prefix)) return std::nullopt;
    text.remove_prefix(prefix.size());
    FormName name;
    name.code = cut_at_colon(text);
    const auto language = cut_at_colon(text);
    const auto version = cut_at_colon(text);  // what follows is the number of a numbered sheet
    if (!is_word(name.code, code_bytes, '-')) return std::nullopt;
    if (language != "fi" && language != "sv" && language != "en") return std::nullopt;
    name.language = language_from(language);
    const auto [end, fault] = std::from_chars(version.data(), version.data() + version.size(), name.version);
    const bool whole = fault == std::errc{} && end == version.data() + version.size();
    if (!whole || name.version < 1 || name.version > limits::form_version) return std::nullopt;
    return name;
}

void check(const FormTemplate& form) {
    if (!is_word(form.name.code, code_bytes, '-')) refuse("form.bad_code", "code");
    if (form.name.version < 1 || form.name.version > limits::form_version) refuse("form.bad_version", "version");
    if (form.fields.size() > limits::form_fields) refuse("form.too_many_fields", "fields");
    std::set<std::string_view> names;
    for (const auto& field : form.fields) {
        check(field);
        if (!names.insert(field.name).second) refuse("form.same_field", field.name);
    }
}

Bytes pack(const std::vector<FormTemplate>& forms) {
    if (forms.size() > limits::forms) refuse("form.too_many", "forms");
    WireWriter wire;
    wire.u32(magic).u32(static_cast<std::uint32_t>(forms.size()));
    for (const auto& form : forms) {
        check(form);
        wire.text(form.name.code).u8(static_cast<std::uint8_t>(form.name.language)).i32(form.name.version);
        wire.u32(static_cast<std::uint32_t>(form.fields.size()));
        for (const auto& field : form.fields) {
            wire.text(field.name).u8(static_cast<std::uint8_t>(field.kind));
            wire.i32(field.box.x).i32(field.box.y).i32(field.box.width).i32(field.box.height);
        }
    }
    return wire.take();
}

std::vector<FormTemplate> unpack_forms(ByteView bytes) {
    WireReader wire{bytes};
    if (wire.u32() != magic) throw BadBytes{};
    const auto count = wire.u32();
    if (count > limits::forms) throw BadBytes{};
    std::vector<FormTemplate> forms;
    for (std::uint32_t i = 0; i < count; ++i) {
        forms.push_back(unpack_form(wire));
        try {
            check(forms.back());
        } catch (const Error&) {
            throw BadBytes{};
        }
    }
    wire.finish();
    return forms;
}

}  // namespace arkki::imaging
