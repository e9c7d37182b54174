#include "web/wording.hpp"

#include <array>
#include <cstdio>

#include "access/people.hpp"
#include "access/purposes.hpp"
#include "custody/places.hpp"
#include "custody/units.hpp"
#include "register/customers.hpp"

namespace arkki::web {

using lang::Value;

std::string day_text(const Words& words, Day day) { return lang::format_day(words.language, day); }

std::string moment_text(const Words& words, const access::Desk& desk, Instant at) {
    return lang::format_moment(words.language, desk.wall_clock()(at));
}

std::string size_text(const Words& words, std::int64_t bytes) {
    static constexpr std::int64_t mega = 1'000'000;
    if (bytes < mega) return std::to_string((bytes + 999) / 1'000) + " kB";
    const std::int64_t tenths = (bytes + mega / 20) / (mega / 10);
    const char* const point = words.language == Language::en ? "." : ",";
    return std::to_string(tenths / 10) + point + std::to_string(tenths % 10) + " MB";
}

std::string number_text(std::int64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3 && digits[at - 4] != '-';) {
        at -= 3;
        digits.insert(at, "\u202f");
    }
    return digits;
}

std::string logged_text(const Words& words, const access::Desk& desk, std::string_view key) {
    const auto purpose = desk.database().read(
        [&](db::Read& read) { return access::purpose_text(read, desk.session().purpose, words.language); });
    return words(
        key, {{"moment", moment_text(words, desk, desk.now())}, {"purpose", purpose.value_or(desk.session().purpose)}});
}

std::string series_text(const Words& words, archive::Series series) {
    return words("series." + std::string{archive::code(series)});
}

std::string document_text(const Words& words, archive::Series series, DocumentId document) {
    return words("document.title",
                 {{"type", series_text(words, series)}, {"number", std::to_string(document.value())}});
}

std::string path_of(DocumentId document) { return "/documents/" + std::to_string(document.value()); }
std::string path_of(CustomerId customer) { return "/customers/" + std::to_string(customer.value()); }
std::string path_of(RequestId request) { return "/requests/" + std::to_string(request.value()); }

std::vector<Option> series_options(const Words& words) {
    std::vector<std::string_view> codes;
    for (const auto series : archive::all_series()) codes.push_back(archive::code(series));
    return options_of(words, "series.", codes);
}

std::vector<Option> language_options(const Words& words, bool unknown) {
    auto options = options_of(words, "language.in_words.", std::array{"fi", "sv", "en"});
    if (unknown) options.push_back({"", words("language.not_known")});
    return options;
}

Value place_value(const Words& words, const access::Desk& desk, std::optional<UnitId> id) {
    return desk.database().read([&](db::Read& read) -> Value {
        const auto unit = id ? custody::unit_of(read, *id) : std::nullopt;
        if (!unit || unit->code.empty())
            return {{"code", ""}, {"name", ""}, {"locked", false}, {"fire", ""}, {"holder", ""}};
        const auto place = custody::find_place(read, unit->place_code);
        std::string holder;
        if (unit->holder && unit->due)
            holder = words("place.holder", {{"name", access::name_of(read, *unit->holder).reveal()},
                                            {"day", day_text(words, *unit->due)}});
        return {{"code", unit->code},
                {"name", place ? place->name : ""},
                {"locked", unit->locked},
                {"fire", unit->fire_class},
                {"holder", holder}};
    });
}

std::string name_of(const access::Desk& desk, std::optional<CustomerId> customer) {
    if (!customer) return {};
    return names_of(desk, {*customer}).at(*customer);
}

std::map<CustomerId, std::string> names_of(const access::Desk& desk, const std::vector<CustomerId>& customers) {
    std::map<CustomerId, std::string> names;
    desk.database().read([&](db::Read& read) {
        for (const auto id : customers) names.emplace(id, customers::number_of(read, id));
    });
    const customers::Cards cards{desk};
    const auto permitted = cards.permitted(customers);
    if (permitted.empty()) return names;
    for (const auto& line : cards.lines(desk.show(permitted))) names.at(line.id) = line.name.reveal();
    return names;
}

std::vector<Option> customer_options(const Words& words, const access::Desk& desk, const std::vector<CustomerId>& found,
                                     const PersonalText& query) {
    std::vector<Option> options;
    const customers::Cards cards{desk};
    for (const auto& line : cards.lines(desk.show(cards.permitted(found), query)))
        options.push_back({std::to_string(line.id.value()), line.name.reveal(),
                           line.number + (line.postal_address.empty() ? "" : ", " + line.postal_address.reveal())});
    if (!options.empty()) options.push_back({"0", words("filing.no_customer")});
    return options;
}

}  // namespace arkki::web
