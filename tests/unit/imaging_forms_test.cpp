// Templates of forms and what was read from them: what goes to the child and what comes back.
#include <boost/test/unit_test.hpp>

#include <limits>

#include "base/error.hpp"
#include "imaging/form_fields.hpp"
#include "imaging/form_template.hpp"
#include "imaging/wire.hpp"

using namespace arkki;
using namespace arkki::imaging;

namespace {

FormTemplate contact() {
    return {{"contact", Language::sv, 2},
            {{"name", FieldKind::name, {236, 700, 1200, 100}}, {"no_list", FieldKind::check, {236, 900, 54, 54}}}};
}

FormRead read_contact() {
    FormRead form{{"contact", Language::sv, 2}, FormOutcome::read, 4, 0.19f, {0.667, 0.01, -3, 8}, {}};
    form.fields.push_back({"name", FieldKind::name, {10, 20, 300, 40}, PersonalText{"Åsa Påhittad"}, 96, 0.03f});
    form.fields.push_back({"no_list", FieldKind::check, {10, 80, 20, 20}, {}, 0, 0.2f});
    return form;
}

/// The key of what is refused, "" if nothing is.
std::string refusal(const FormTemplate& form) {
    try {
        check(form);
        return {};
    } catch (const Error& error) {
        return error.key();
    }
}

FormTemplate with_field(const FormField& field) {
    auto form = contact();
    form.fields.push_back(field);
    return form;
}

bool is_void(const FormRead& form, int width = 1000, int height = 1000) {
    try {
        static_cast<void>(checked_fields(pack(form), width, height));
        return false;
    } catch (const BadBytes&) {
        return true;
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_code_that_is_no_form_of_ours_names_none) {
    for (const char* text : {"", "ARKKI:F:", "ARKKI:F:contact:fi", "ARKKI:F:contact:de:1", "ARKKI:F:Contact:fi:1",
                             "ARKKI:F:contact:fi:0", "ARKKI:F:contact:fi:10000", "ARKKI:F:contact:fi:1x",
                             "ARKKI:F:contact:fi:-1", "ARKKI:F:../x:fi:1", "arkki:f:contact:fi:1", "https://example.org",
                             "ARKKI:F:aaaaaaaaaaaaaaaaaaaaaaaaa:fi:1"})
        BOOST_TEST(!form_named(text), text);
}

BOOST_AUTO_TEST_CASE(a_form_is_named_by_its_code_and_the_code_by_the_form) {
    const FormName name{"meter-reading", Language::en, 12};
    BOOST_TEST(text_of(name) == "ARKKI:F:meter-reading:en:12");
    BOOST_TEST((form_named(text_of(name)) == name));
    BOOST_TEST((form_named("ARKKI:F:contact:fi:3:000127") == FormName{"contact", Language::fi, 3}));
}

BOOST_AUTO_TEST_CASE(a_template_with_a_bad_field_is_refused) {
    BOOST_TEST(refusal(contact()).empty());
    BOOST_TEST(refusal(with_field({"name", FieldKind::text, {0, 0, 50, 50}})) == "form.same_field");
    for (const char* name : {"", "Name", "1st", "with blank", "ä", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
        BOOST_TEST(refusal(with_field({name, FieldKind::text, {0, 0, 50, 50}})) == "form.bad_field", name);
    constexpr int huge = std::numeric_limits<int>::max();
    for (const Box box : {Box{-1, 0, 50, 50}, Box{0, 0, 11, 50}, Box{0, 0, 50, 0}, Box{2440, 0, 50, 50},
                          Box{0, 3480, 50, 50}, Box{0, 0, huge, 50}, Box{huge, huge, huge, huge}})
        BOOST_TEST(refusal(with_field({"x", FieldKind::text, box})) == "form.bad_box");
    auto version = contact(), code = contact(), many = contact();
    version.name.version = 10'000;
    code.name.code = "x:y";
    for (std::size_t i = 0; i < limits::form_fields; ++i)
        many.fields.push_back({"f" + std::to_string(i), FieldKind::text, {0, 0, 50, 50}});
    BOOST_TEST(refusal(version) == "form.bad_version");
    BOOST_TEST(refusal(code) == "form.bad_code");
    BOOST_TEST(refusal(many) == "form.too_many_fields");
}

BOOST_AUTO_TEST_CASE(templates_come_out_of_the_bytes_as_they_went_in) {
    auto other = contact();
    other.name.language = Language::fi;
    const std::vector<FormTemplate> forms{contact(), other};
    BOOST_TEST((unpack_forms(pack(forms)) == forms));
    BOOST_TEST(unpack_forms(pack(std::vector<FormTemplate>{})).empty());
}

BOOST_AUTO_TEST_CASE(cut_or_changed_template_bytes_are_refused_or_good_never_worse) {
    const auto bytes = pack({contact(), contact()});
    for (std::size_t size = 0; size < bytes.size(); ++size)
        BOOST_CHECK_THROW(unpack_forms(ByteView{bytes}.first(size)), BadBytes);
    for (std::size_t at = 0; at < bytes.size(); ++at)
        for (const std::uint8_t value : {0x00, 0x7f, 0x80, 0xff}) {
            auto changed = bytes;
            changed[at] = value;
            try {
                for (const auto& form : unpack_forms(changed)) check(form);
            } catch (const BadBytes&) {
            }
        }
    const std::vector<FormTemplate> many(limits::forms + 1, contact());
    BOOST_CHECK_THROW(static_cast<void>(pack(many)), Error);
}

BOOST_AUTO_TEST_CASE(fields_come_out_of_the_bytes_as_they_went_in) {
    const auto read = checked_fields(pack(read_contact()), 1000, 1000);
    BOOST_TEST((read.name == read_contact().name));
    BOOST_TEST((read.fields == read_contact().fields));
    BOOST_TEST((unpack_fields(pack(read_contact())).fields == read.fields));
    BOOST_CHECK_THROW(unpack_fields(Bytes{1, 2, 3}), Error);
}

BOOST_AUTO_TEST_CASE(what_a_lying_child_says_of_fields_is_void) {
    BOOST_TEST(!is_void(read_contact()));
    BOOST_TEST(is_void(read_contact(), 309, 1000));
    BOOST_TEST(is_void(read_contact(), 1000, 59));
    const auto lie = [](const auto& change) {
        auto form = read_contact();
        change(form);
        return is_void(form);
    };
    BOOST_TEST(lie([](auto& form) { form.marks = 5; }));
    BOOST_TEST(lie([](auto& form) { form.residual = -1; }));
    BOOST_TEST(lie([](auto& form) { form.residual = std::numeric_limits<float>::quiet_NaN(); }));
    BOOST_TEST(lie([](auto& form) { form.to_page.dx = 1e30; }));
    BOOST_TEST(lie([](auto& form) { form.outcome = FormOutcome::no_marks; }));
    BOOST_TEST(lie([](auto& form) { form.fields[0].confidence = 101; }));
    BOOST_TEST(lie([](auto& form) { form.fields[0].ink = 1.5f; }));
    BOOST_TEST(lie([](auto& form) { form.fields[0].name = "no_list"; }));
    BOOST_TEST(lie([](auto& form) { form.fields[0].name = "<b>"; }));
    BOOST_TEST(lie([](auto& form) { form.fields[0].box.x = -1; }));
    BOOST_TEST(lie([](auto& form) { form.fields[0].value = PersonalText{"\xff"}; }));
    BOOST_TEST(lie([](auto& form) { form.fields[0].value = PersonalText{std::string(2001, 'a')}; }));
    BOOST_TEST(lie([](auto& form) { form.fields[1].value = PersonalText{"a tick box says nothing"}; }));
    BOOST_TEST(lie([](auto& form) { form.fields.resize(limits::form_fields + 1, form.fields[0]); }));
}
