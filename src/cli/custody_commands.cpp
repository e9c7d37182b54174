#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "archive/archive.hpp"
#include "cli/context.hpp"
#include "custody/places.hpp"
#include "custody/units.hpp"

namespace arkki::cli {
namespace {

struct PlaceOptions {
    std::string kind, code, name, parent, lock = "none", fire_class, fire_basis = "declared";
};

Poco::JSON::Object in_json(const custody::Place& place) {
    auto answer = line();
    answer.set("place", place.code);
    answer.set("kind", std::string{code(place.kind)});
    answer.set("name", place.name);
    answer.set("locked", place.locked);
    answer.set("fire_class", place.fire_class);
    answer.set("storage_grade", place.storage_grade);
    answer.set("label", place.label);
    return answer;
}

std::string in_text(const custody::Place& place) {
    return place.code + "\t" + std::string{code(place.kind)} + "\t" + (place.locked ? "locked" : "open") + "\t" +
           place.fire_class;
}

void add_place(Context& context, const PlaceOptions& options) {
    const auto& desk = context.desk();
    custody::Places places{desk};
    custody::NewPlace place{custody::place_kind_from(options.kind), {}, options.code, options.name, {}};
    if (!options.parent.empty()) {
        const auto parent = places.find(options.parent);
        if (!parent) throw Error{Fault::not_found, "place.unknown", {}, "parent"};
        place.parent = parent->id;
    }
    place.protection = {custody::lock_type_from(options.lock), custody::LockState::ok, options.fire_class,
                        custody::fire_basis_from(options.fire_basis)};
    const auto made = places.show(places.add(place));
    context.say(in_json(made), in_text(made));
}

custody::Unit unit_named(const access::Desk& desk, const std::string& code) {
    const auto unit = custody::Units{desk}.find(code);
    if (!unit) throw Error{Fault::not_found, "unit.unknown", {}, "unit"};
    return *unit;
}

void show_unit(const Context& context, const custody::Unit& unit) {
    auto answer = line();
    answer.set("unit", unit.id.value());
    answer.set("code", unit.code);
    answer.set("kind", std::string{code(unit.kind)});
    answer.set("state", std::string{code(unit.state)});
    answer.set("locked", unit.locked);
    answer.set("fire_class", unit.fire_class);
    answer.set("storage_grade", unit.storage_grade);
    answer.set("label", unit.label);
    answer.set("due", unit.due ? iso(*unit.due) : "");
    context.say(answer, unit.code + "\t" + std::string{code(unit.state)} + "\t" + unit.fire_class);
}

void add_places(CLI::App& app, Context& context) {
    auto* const place = app.add_subcommand("place", "where paper stands");
    place->require_subcommand(1);
    auto* const adding = place->add_subcommand("add", "a new place");
    auto options = std::make_shared<PlaceOptions>();
    adding->add_option("--kind", options->kind, "site, room, cabinet or shelf")->required();
    adding->add_option("--code", options->code)->required();
    adding->add_option("--name", options->name);
    adding->add_option("--parent", options->parent, "code of the place around it");
    adding->add_option("--lock", options->lock, "none, key, code or card");
    adding->add_option("--fire-class", options->fire_class);
    adding->add_option("--fire-basis", options->fire_basis, "certified or declared");
    adding->callback([&context, options] { add_place(context, *options); });
    place->add_subcommand("list", "all places")->callback([&context] {
        for (const auto& row : custody::Places{context.desk()}.list()) context.say(in_json(row), in_text(row));
    });
    auto* const showing = place->add_subcommand("show", "one place");
    auto code = std::make_shared<std::string>();
    showing->add_option("code", *code)->required();
    showing->callback([&context, code] {
        const auto found = custody::Places{context.desk()}.find(*code);
        if (!found) throw Error{Fault::not_found, "place.unknown"};
        context.say(in_json(*found), in_text(*found));
    });
}

struct UnitOptions {
    std::string code, kind = "binder", mark, place, due, reason;
};

using UnitAct = std::function<void(Context&, const UnitOptions&)>;

void add_unit_command(CLI::App& unit, Context& context, const std::string& name, const std::string& help,
                      const UnitAct& act) {
    auto* const command = unit.add_subcommand(name, help);
    auto options = std::make_shared<UnitOptions>();
    if (name == "add") {
        command->add_option("--kind", options->kind, "box, binder, folder or sheet");
        command->add_option("--mark", options->mark, "what stands on its spine");
    } else {
        command->add_option("unit", options->code, "code such as K2-H3-M07, or the label's digits")->required();
    }
    if (name == "add" || name == "move") command->add_option("--place", options->place, "code of a place")->required();
    if (name == "checkout") command->add_option("--due", options->due, "last day, YYYY-MM-DD");
    command->add_option("--reason", options->reason);
    command->callback([&context, options, act] { act(context, *options); });
}

custody::Home home_at(const access::Desk& desk, const std::string& code) {
    const auto place = custody::Places{desk}.find(code);
    if (!place) throw Error{Fault::not_found, "place.unknown", {}, "place"};
    return {place->id, {}};
}

}  // namespace

void add_custody(CLI::App& app, Context& context) {
    add_places(app, context);
    auto* const unit = app.add_subcommand("unit", "binders and what else holds paper");
    unit->require_subcommand(1);
    add_unit_command(*unit, context, "add", "a new unit", [](Context& here, const UnitOptions& options) {
        custody::Units units{here.desk()};
        show_unit(here, units.show(units.add({custody::unit_kind_from(options.kind), options.mark,
                                              home_at(here.desk(), options.place)})));
    });
    add_unit_command(*unit, context, "show", "where it is", [](Context& here, const UnitOptions& options) {
        show_unit(here, unit_named(here.desk(), options.code));
    });
    add_unit_command(*unit, context, "checkout", "take it out", [](Context& here, const UnitOptions& options) {
        const auto& desk = here.desk();
        const auto id = unit_named(desk, options.code).id;
        const Day due = options.due.empty() ? add_days(desk.today(), 14) : day_from_iso(options.due);
        custody::Units{desk}.checkout(desk.open<access::TakeOriginal>(id), desk.session().actor, due, options.reason);
        show_unit(here, custody::Units{desk}.show(id));
    });
    add_unit_command(*unit, context, "return", "bring it back", [](Context& here, const UnitOptions& options) {
        const auto& desk = here.desk();
        custody::Units units{desk};
        const auto id = unit_named(desk, options.code).id;
        units.take_back(desk.open<access::MoveUnit>(id), options.reason);
        show_unit(here, units.show(id));
    });
    add_unit_command(*unit, context, "move", "give it a new home", [](Context& here, const UnitOptions& options) {
        const auto& desk = here.desk();
        custody::Units units{desk};
        const auto id = unit_named(desk, options.code).id;
        units.move(desk.open<access::MoveUnit>(id), home_at(desk, options.place), options.reason, archive::follow_unit);
        show_unit(here, units.show(id));
    });
}

}  // namespace arkki::cli
