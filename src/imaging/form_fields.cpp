#include "imaging/form_fields.hpp"

#include <cmath>
#include <set>

#include "base/error.hpp"
#include "imaging/limits.hpp"
#include "imaging/wire.hpp"

namespace arkki::imaging {
namespace {

constexpr std::uint32_t magic = 0x31565241;  // "ARV1"
constexpr double far = 1e6;                  ///< no page is so large

void require(bool truth) {
    if (!truth) throw BadBytes{};
}

double number(WireReader& wire) {
    const auto value = static_cast<double>(wire.f32());
    require(std::abs(value) <= far);
    return value;
}

FormName name_of(WireReader& wire) {
    const auto name = form_named(wire.text(limits::code_bytes));
    require(name.has_value());
    return *name;
}

FieldRead field_of(WireReader& wire, int width, int height) {
    FieldRead field;
    field.name = wire.text(limits::field_name_bytes);
    field.kind = wire.choice(FieldKind::signature);
    field.box = {wire.i32(), wire.i32(), wire.i32(), wire.i32()};
    const auto& box = field.box;
    require(box.x >= 0 && box.y >= 0 && box.width >= 1 && box.height >= 1);
    require(box.x <= width && box.y <= height && box.width <= width - box.x && box.height <= height - box.y);
    field.value = PersonalText{wire.text(limits::field_value_bytes)};
    field.confidence = wire.f32();
    field.ink = wire.f32();
    require(field.confidence >= 0 && field.confidence <= 100 && field.ink >= 0 && field.ink <= 1);
    require(field.kind < FieldKind::check || field.value.empty());
    return field;
}

/// Names as a template may have them, none twice: asked of the one place that knows.
void require_good_names(const FormRead& form) {
    FormTemplate shape{form.name, {}};
    for (const auto& field : form.fields) shape.fields.push_back({field.name, field.kind, {0, 0, 100, 100}});
    try {
        check(shape);
    } catch (const Error&) {
        throw BadBytes{};
    }
}

}  // namespace

std::string_view code(FormOutcome outcome) noexcept {
    static constexpr std::array<std::string_view, 4> codes{"read", "unknown_form", "no_marks", "bad_fit"};
    return codes.at(static_cast<std::size_t>(outcome));
}

Bytes pack(const FormRead& form) {
    WireWriter wire;
    wire.u32(magic).text(text_of(form.name)).u8(static_cast<std::uint8_t>(form.outcome)).i32(form.marks);
    wire.f32(form.residual);
    for (const double value : {form.to_page.a, form.to_page.b, form.to_page.dx, form.to_page.dy})
        wire.f32(static_cast<float>(value));
    wire.u32(static_cast<std::uint32_t>(form.fields.size()));
    for (const auto& field : form.fields) {
        wire.text(field.name).u8(static_cast<std::uint8_t>(field.kind));
        wire.i32(field.box.x).i32(field.box.y).i32(field.box.width).i32(field.box.height);
        wire.text(field.value.reveal()).f32(field.confidence).f32(field.ink);
    }
    return wire.take();
}

FormRead checked_fields(ByteView bytes, int width, int height) {
    require(bytes.size() <= limits::fields_bytes);
    WireReader wire{bytes};
    require(wire.u32() == magic);
    FormRead form;
    form.name = name_of(wire);
    form.outcome = wire.choice(FormOutcome::bad_fit);
    form.marks = wire.i32();
    require(form.marks >= 0 && form.marks <= 4);
    form.residual = wire.f32();
    require(form.residual >= 0 && form.residual <= static_cast<float>(far));
    form.to_page = {number(wire), number(wire), number(wire), number(wire)};
    const auto count = wire.u32();
    require(count <= limits::form_fields && (count == 0 || form.outcome == FormOutcome::read));
    for (std::uint32_t i = 0; i < count; ++i) form.fields.push_back(field_of(wire, width, height));
    wire.finish();
    require_good_names(form);
    return form;
}

FormRead unpack_fields(ByteView bytes) try {
    return checked_fields(bytes, static_cast<int>(limits::side), static_cast<int>(limits::side));
} catch (const BadBytes&) {
    throw Error{Fault::corrupt, "fields.bad"};
}

}  // namespace arkki::imaging
