// What may be meant while somebody types into the search: only what he may see anyway. Words of pages are never among it:
// they might stand on a page he may not see.
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <algorithm>
#include <sstream>

#include "archive/kept_searches.hpp"
#include "custody/places.hpp"
#include "lang/text.hpp"
#include "register/customers.hpp"
#include "web/lobby.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

constexpr std::size_t most = 8;
constexpr std::size_t shortest = 2, shortest_name = 3;  ///< letters of the piece being typed

/// What stands there already, and the piece at its end that is still being typed, without its field.
struct Typed {
    std::string before, piece;
};

Typed typed_in(const std::string& text) {
    const auto blank = text.find_last_of(" \t");
    const std::size_t at = blank == std::string::npos ? 0 : blank + 1;
    Typed typed{text.substr(0, at), text.substr(at)};
    if (const auto colon = typed.piece.find(':'); colon != std::string::npos) typed.piece.erase(0, colon + 1);
    std::erase(typed.piece, '"');
    return typed;
}

class Suggestions {
public:
    Suggestions(const Words& in, std::string text) : in_{in}, text_{std::move(text)}, typed_{typed_in(text_)} {}

    void add_own(const std::vector<archive::KeptSearch>& searches) {
        for (const auto& search : searches)
            if (begins(search.query.reveal(), text_)) add(search.query.reveal());
    }
    void add_types() {
        for (const auto series : archive::all_series()) add_field("search.field.type", series_text(in_, series));
    }
    void add_places(const std::vector<custody::Place>& places) {
        for (const auto& place : places)
            if (place.open) add_field("search.field.place", place.code);
    }
    void add_customer(const std::string& name) { add(typed_.before + field("search.field.customer", name)); }

    [[nodiscard]] const std::string& piece() const { return typed_.piece; }
    [[nodiscard]] bool full() const { return texts_.size() >= most; }
    [[nodiscard]] std::string json_text() const {
        Poco::JSON::Array texts;
        for (const auto& text : texts_) texts.add(text);
        Poco::JSON::Object object;
        object.set("suggestions", texts);
        std::ostringstream out;
        object.stringify(out);
        return out.str();
    }

private:
    static bool begins(const std::string& whole, const std::string& with) {
        return lang::search_key(whole).starts_with(lang::search_key(with));
    }
    [[nodiscard]] std::string field(const std::string& key, const std::string& value) const {
        const bool blanks = value.find(' ') != std::string::npos;
        return in_(key) + ":" + (blanks ? "\"" + value + "\"" : value);
    }
    void add_field(const std::string& key, const std::string& value) {
        if (begins(value, typed_.piece)) add(typed_.before + field(key, value));
    }
    void add(std::string text) {
        if (!full() && !text.empty() && std::find(texts_.begin(), texts_.end(), text) == texts_.end())
            texts_.push_back(std::move(text));
    }
    const Words& in_;
    std::string text_;
    Typed typed_;
    std::vector<std::string> texts_;
};

/// By the register's own rules of looking up; the names shown are in the log before they are shown.
void add_customers(Suggestions& suggestions, const access::Desk& desk) {
    if (suggestions.full() || code_points(suggestions.piece()) < shortest_name) return;
    const customers::Cards cards{desk};
    const PersonalText words{suggestions.piece()};
    const auto found = cards.find(words, 5);
    if (found.empty()) return;
    for (const auto& line : cards.lines(desk.show(found, words))) suggestions.add_customer(line.name.reveal());
}

Reply suggest(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const Words in = lobby.press.words(request);
    Suggestions suggestions{in, request.form.text("q")};
    if (code_points(suggestions.piece()) >= shortest) {
        const archive::KeptSearches own{desk};
        suggestions.add_own(own.saved());
        suggestions.add_own(own.recent());
        suggestions.add_types();
        suggestions.add_places(custody::Places{desk}.list());
        add_customers(suggestions, desk);
    }
    return json(suggestions.json_text());
}

}  // namespace

void add_search_suggestions(Table& table) { table.add("POST", "/search/suggestions", staff, suggest); }

}  // namespace arkki::web
