#include "custody/places.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "custody/label_code.hpp"
#include "custody/words.hpp"

namespace arkki::custody {
namespace {

constexpr std::array<std::string_view, 4> kinds{"site", "room", "cabinet", "shelf"};
constexpr std::array<std::string_view, 4> lock_types{"none", "key", "code", "card"};
constexpr std::array<std::string_view, 3> lock_states{"ok", "key_lost", "broken"};
constexpr std::array<std::string_view, 2> bases{"certified", "declared"};

constexpr const char* columns =
    "SELECT id, kind, parent, code, name, path, lock_type, lock_state, own_fire_class, own_fire_basis, locked,"
    " fire_class, fire_basis, storage_grade, is_open, label FROM place_now";

std::vector<Place> places(db::Read& read, const std::string& condition, const db::Parameters& parameters = {}) {
    std::vector<Place> found;
    for (const auto& [id, kind, parent, code, name, path, lock, lock_state, own_class, own_basis, locked, fire_class,
                      basis, grade, open, label] :
         read.rows<PlaceId, std::string, std::optional<PlaceId>, std::string, std::string, std::string, std::string,
                   std::string, std::string, std::string, bool, std::string, std::string, bool, bool, std::int64_t>(
             columns + condition, parameters)) {
        found.push_back({id,
                         place_kind_from(kind),
                         parent,
                         code,
                         name,
                         path,
                         {lock_type_from(lock), lock_state_from(lock_state), own_class, fire_basis_from(own_basis)},
                         locked,
                         fire_class,
                         basis == "certified",
                         grade,
                         open,
                         label_code({LabelType::place, label})});
    }
    return found;
}

std::optional<Place> first(std::vector<Place> found) {
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

/// Depth first: each place before what stands in it, siblings by code.
std::vector<Place> in_order(std::vector<Place> all) {
    std::sort(all.begin(), all.end(), [](const Place& left, const Place& right) { return left.code < right.code; });
    std::multimap<std::int64_t, const Place*> children;  // 0: the sites
    for (const auto& place : all) children.emplace(place.parent ? place.parent->value() : 0, &place);
    std::vector<Place> ordered;
    const auto visit = [&](const auto& self, std::int64_t parent) -> void {
        const auto [begin, end] = children.equal_range(parent);
        for (auto child = begin; child != end; ++child) {
            ordered.push_back(*child->second);
            self(self, child->second->id.value());
        }
    };
    visit(visit, 0);
    return ordered;
}

void check(const Protection& protection) {
    if (!is_short_text(protection.fire_class, 60))
        throw Error{Fault::invalid, "custody.fire_class_bad", {}, "fire_class"};
}

void check(db::Read& read, const NewPlace& place) {
    if (place.code.empty() || !is_short_text(place.code, 40))
        throw Error{Fault::invalid, "custody.code_bad", {}, "code"};
    if (!is_short_text(place.name, 120)) throw Error{Fault::invalid, "custody.name_too_long", {}, "name"};
    check(place.protection);
    if ((place.kind == PlaceKind::site) == place.parent.has_value())
        throw Error{Fault::invalid, "custody.place_rank", {}, "parent"};
    if (!place.parent) return;
    const auto parent = place_of(read, *place.parent);
    if (!parent) throw Error{Fault::not_found, "place.unknown", {}, "parent"};
    if (parent->kind >= place.kind) throw Error{Fault::invalid, "custody.place_rank", {}, "parent"};
}

void insert_state(db::Write& write, const access::Desk& desk, PlaceId place, const Protection& protection,
                  const std::string& reason) {
    const auto last = write.row<std::int64_t, Instant>(
        "SELECT s.seq, s.since FROM place_state s WHERE s.place = :place"
        " AND NOT EXISTS (SELECT 1 FROM place_state n WHERE n.prev = s.seq)",
        {{"place", place}});
    const auto previous = last ? std::optional{std::get<0>(*last)} : std::nullopt;
    // A clock set back must not stop the work: time never runs backwards in a history.
    const Instant since = last ? std::max(desk.now(), std::get<1>(*last)) : desk.now();
    write.run(
        "INSERT INTO place_state (place, prev, lock_type, lock_state, fire_class, fire_basis, is_open, since,"
        " actor, reason) VALUES (:place, :prev, :lock, :state, :fire, :basis, 1, :since, :actor, :reason)",
        {{"place", place},
         {"prev", previous},
         {"lock", code(protection.lock)},
         {"state", code(protection.lock_state)},
         {"fire", protection.fire_class},
         {"basis", code(protection.fire_basis)},
         {"since", since},
         {"actor", desk.session().actor},
         {"reason", reason}});
}

audit::Event event_on(const access::Desk& desk, std::string_view action, PlaceId place, const Protection& protection) {
    audit::Event event = desk.event(action);
    event.object = "place:" + std::to_string(place.value());
    event.args = {{"lock", std::string{code(protection.lock)}},
                  {"lock_state", std::string{code(protection.lock_state)}},
                  {"fire", protection.fire_class.empty() ? "none" : std::string{code(protection.fire_basis)}}};
    return event;
}

}  // namespace

std::string_view code(PlaceKind kind) noexcept { return word_of(kinds, kind); }
std::string_view code(LockType type) noexcept { return word_of(lock_types, type); }
std::string_view code(LockState state) noexcept { return word_of(lock_states, state); }
std::string_view code(FireBasis basis) noexcept { return word_of(bases, basis); }
PlaceKind place_kind_from(std::string_view code) { return value_of<PlaceKind>(kinds, code, "custody.place_kind"); }
LockType lock_type_from(std::string_view code) { return value_of<LockType>(lock_types, code, "custody.lock_type"); }
LockState lock_state_from(std::string_view code) {
    return value_of<LockState>(lock_states, code, "custody.lock_state");
}
FireBasis fire_basis_from(std::string_view code) { return value_of<FireBasis>(bases, code, "custody.fire_basis"); }

PlaceId Places::add(const NewPlace& place) {
    desk_.require("place.change");
    PlaceId id{0};
    desk_.log().change([&](db::Write& write, audit::Appender& log) {
        check(write, place);
        id = write.one<PlaceId>(
            "INSERT INTO place (kind, parent, code, name) VALUES (:kind, :parent, :code, :name) RETURNING id",
            {{"kind", code(place.kind)}, {"parent", place.parent}, {"code", place.code}, {"name", place.name}});
        write.run("INSERT INTO label (place, since, actor) VALUES (:place, :since, :actor)",
                  {{"place", id}, {"since", desk_.now()}, {"actor", desk_.session().actor}});
        insert_state(write, desk_, id, place.protection, "new");
        return log.append(event_on(desk_, "place.added", id, place.protection));
    });
    return id;
}

void Places::protect(PlaceId place, const Protection& protection, const std::string& reason) {
    desk_.require("place.change", "place:" + std::to_string(place.value()));
    check(protection);
    if (trimmed(reason).empty() || !is_short_text(reason, 500))
        throw Error{Fault::invalid, "custody.reason_missing", {}, "reason"};
    desk_.log().change([&](db::Write& write, audit::Appender& log) {
        if (!place_of(write, place)) throw Error{Fault::not_found, "place.unknown"};
        insert_state(write, desk_, place, protection, reason);
        audit::Event event = event_on(desk_, "place.changed", place, protection);
        event.reason = PersonalText{reason};
        return log.append(event);
    });
}

std::vector<Place> Places::list() const {
    return desk_.database().read([](db::Read& read) { return in_order(places(read, "")); });
}

Place Places::show(PlaceId place) const {
    auto found = desk_.database().read([&](db::Read& read) { return place_of(read, place); });
    if (!found) throw Error{Fault::not_found, "place.unknown"};
    return std::move(*found);
}

std::optional<Place> Places::find(std::string_view code) const {
    return desk_.database().read([&](db::Read& read) { return find_place(read, code); });
}

std::optional<Place> place_of(db::Read& read, PlaceId place) {
    return first(places(read, " WHERE id = :place", {{"place", place}}));
}

std::optional<Place> find_place(db::Read& read, std::string_view code) {
    const std::string text{trimmed(code)};
    if (!is_short_text(text, 64)) return std::nullopt;
    if (auto named = first(places(read, " WHERE code = :code", {{"code", text}}))) return named;
    const auto label = read_label_code(text);
    if (!label || label->type != LabelType::place) return std::nullopt;
    const auto labelled = read.row<std::optional<PlaceId>>("SELECT place FROM label WHERE id = :label",
                                                           {{"label", label->number}});
    return labelled && *labelled ? place_of(read, **labelled) : std::nullopt;
}

}  // namespace arkki::custody
