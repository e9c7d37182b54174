#include "service/printed_form.hpp"

#include <algorithm>

#include "archive/form_shelf.hpp"
#include "base/error.hpp"
#include "pdf/form.hpp"
#include "register/profile.hpp"

namespace arkki::service {
namespace {

/// Empty while nobody has filled in the profile: the form prints all the same.
std::string field(const customers::Profile& profile, const std::string& key) {
    const auto found = profile.fields.find(key);
    return found == profile.fields.end() ? "" : found->second;
}

std::string joined(std::string one, const std::string& other) {
    if (!one.empty() && !other.empty()) one += " · ";
    return one + other;
}

Day today(const Office& office) { return office.world().wall_clock(office.world().clock()).day; }

}  // namespace

Bytes printed_form(Office& office, std::string_view code, Language language) {
    const auto& form = office.forms().own(code);
    const auto profile =
        office.database().read([&](db::Read& read) { return customers::profile(read, language); });
    const archive::FormSender sender{field(profile, "controller.name"), field(profile, "controller.address"),
                                     joined(field(profile, "controller.phone"), field(profile, "controller.email"))};
    return pdf::compose(archive::lay_out(form, language, sender, today(office)).print, office.resources());
}

Bytes marks_sheet(Office& office, const imaging::FormName& name) {
    imaging::check(imaging::FormTemplate{name, {}});
    const auto& own = office.forms().own();
    if (std::ranges::find(own, name.code, &archive::FormDefinition::code) != own.end())
        throw Error{Fault::conflict, "form.ours", {}, "code"};
    const auto title = office.catalogue().text(name.language, "forms.marks_title", {{"code", name.code}});
    return pdf::compose(archive::marks_only(name, title, today(office)), office.resources());
}

}  // namespace arkki::service
