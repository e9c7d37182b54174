#include "service/demonstration.hpp"

#include <Poco/Dynamic/Var.h>
#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>

#include "access/access_list.hpp"
#include "access/people.hpp"
#include "custody/places.hpp"
#include "custody/units.hpp"
#include "register/customers.hpp"
#include "register/profile.hpp"
#include "service/newcomers.hpp"
#include "signing/identity.hpp"

namespace arkki::service {
namespace {

using Object = Poco::JSON::Object;
using Array = Poco::JSON::Array;

Object::Ptr read(const std::filesystem::path& file) {
    std::ifstream in{file};
    std::ostringstream text;
    text << in.rdbuf();
    try {
        return Poco::JSON::Parser{}.parse(text.str()).extract<Object::Ptr>();
    } catch (const Poco::Exception& fault) {
        throw Error{Fault::invalid, "demo.bad_file", fault.displayText()};
    }
}

std::string text(const Object& object, const std::string& name) { return object.optValue<std::string>(name, ""); }

customers::Fields fields_of(const Object& object) {
    customers::Fields fields;
    for (const auto& [name, value] : object) fields[name] = value.convert<std::string>();
    return fields;
}

/// One call for each object of an array of the file.
template <class Act>
void each(const Object& file, const std::string& name, Act&& act) {
    const auto array = file.getArray(name);
    for (std::size_t i = 0; array && i < array->size(); ++i) act(*array->getObject(static_cast<unsigned>(i)));
}

void fill(const access::Desk& desk, const Object& file) {
    for (const auto& [language, fields] : *file.getObject("profile"))
        customers::set_profile(desk, language, fields_of(*fields.extract<Object::Ptr>()));
    for (const auto& [list, languages] : *file.getObject("lists"))
        for (const auto& [language, rows] : *languages.extract<Object::Ptr>()) {
            std::vector<customers::Fields> table;
            const auto array = rows.extract<Array::Ptr>();
            for (std::size_t i = 0; i < array->size(); ++i)
                table.push_back(fields_of(*array->getObject(static_cast<unsigned>(i))));
            customers::set_profile_list(desk, list, language_from(language), table);
        }
}

void make_places(Office& office, const Object& file) {
    const auto desk = office.machine_desk("maintenance");
    custody::Places places{desk};
    each(file, "places", [&](const Object& row) {
        custody::NewPlace place;
        place.kind = custody::place_kind_from(text(row, "kind"));
        if (const auto parent = places.find(text(row, "parent"))) place.parent = parent->id;
        place.code = text(row, "code");
        place.name = text(row, "name");
        place.protection.lock = custody::lock_type_from(text(row, "lock"));
        place.protection.fire_class = text(row, "fire_class");
        place.protection.fire_basis = custody::fire_basis_from(text(row, "fire_basis"));
        places.add(place);
    });
    custody::Units units{desk};
    each(file, "units", [&](const Object& row) {
        const auto place = places.find(text(row, "place"));
        if (!place) throw Error{Fault::invalid, "demo.bad_file", "units"};
        units.add({custody::unit_kind_from(text(row, "kind")), text(row, "mark"), {place->id, {}}});
    });
}

void give_key(Office& office, const Newcomer& newcomer, Credential& credential) {
    std::string digits;
    for (const auto byte : random_bytes(office.world().randomness, 6)) digits += static_cast<char>('0' + byte % 10);
    credential.pin = PersonalText{digits};
    const auto identity =
        signing::make_demo_identity(newcomer.name, signing::Pin{std::move(digits)}, office.world().clock);
    const auto file = office.settings().data / "keys" / (newcomer.user + ".p12");
    write_private(file, identity.pkcs12);
    write_private(office.settings().roots(), view(identity.root));
    credential.key = file.string();
}

std::vector<Credential> take_on_people(Office& office, const Object& file) {
    std::vector<Credential> credentials;
    const auto witness = add_outsider(office, "todistaja", PersonalText{text(file, "witness")});
    each(file, "people", [&](const Object& row) {
        Newcomer newcomer{text(row, "user"), PersonalText{text(row, "name")}, PersonalText{text(row, "title")}, {}};
        const auto roles = row.getArray("roles");
        for (std::size_t i = 0; i < roles->size(); ++i)
            newcomer.roles.push_back(roles->getElement<std::string>(static_cast<unsigned>(i)));
        auto credential = take_on(office, newcomer, witness, access::Chosen::by_owner);
        if (credential.role == "responsible") give_key(office, newcomer, credential);
        credentials.push_back(std::move(credential));
    });
    return credentials;
}

void fill_access_list(Office& office, const Object& file) {
    const auto desk = office.machine_desk("maintenance");
    access::AccessList list{desk};
    each(file, "access", [&](const Object& row) {
        const auto person = access::People{desk}.by_user_name(text(row, "user"));
        const auto acts = row.getArray("acts");
        for (std::size_t i = 0; person && i < acts->size(); ++i)
            list.grant({*person,
                        acts->getElement<std::string>(static_cast<unsigned>(i)),
                        text(row, "path"),
                        text(row, "series"),
                        desk.today(),
                        {},
                        PersonalText{text(file, "access_reason")}});
    });
}

void add_customers(Office& office, const Object& file) {
    const auto desk = office.machine_desk("maintenance");
    const customers::Cards cards{desk};
    each(file, "customers", [&](const Object& row) {
        std::vector<customers::NewValue> values;
        for (const auto& datum : customers::data)
            if (const auto value = text(row, std::string{datum}); !value.empty())
                values.push_back({std::string{datum}, PersonalText{value}});
        static_cast<void>(cards.add(values, day_from_iso(text(row, "since"))));
    });
}

}  // namespace

std::vector<Credential> demonstration(Office& office) {
    const auto file = read(office.settings().home / "config" / "demo.json");
    try {
        const auto desk = office.machine_desk("maintenance");
        fill(desk, *file);
        customers::set_profile(desk, "", {{"sa.checked_on", iso(desk.today())}});
        make_places(office, *file);
        auto credentials = take_on_people(office, *file);
        fill_access_list(office, *file);
        add_customers(office, *file);
        write_private(office.settings().intake_place_file(), view(text(*file, "intake_place")));
        return credentials;
    } catch (const Poco::Exception& fault) {
        throw Error{Fault::invalid, "demo.bad_file", fault.displayText()};
    }
}

void fill_profile(const access::Desk& desk, const std::filesystem::path& file) {
    try {
        fill(desk, *read(file));
    } catch (const Poco::Exception& fault) {
        throw Error{Fault::invalid, "demo.bad_file", fault.displayText()};
    }
}

}  // namespace arkki::service
