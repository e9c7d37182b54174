#include "web/rights_view.hpp"

#include <array>

#include "archive/document.hpp"
#include "service/rights.hpp"
#include "web/wording.hpp"

namespace arkki::web {

using lang::Value;

std::string where_text(const Words& in, db::Read& read, const access::Entry& entry) {
    const std::string origin{entry.origin()};
    if (origin == "register" || origin == "series") return in("rights.everywhere");
    const auto words = service::words_of(read, {entry.path, entry.unit, entry.document});
    return in("rights.origin." + origin, {{"where", words}});
}

std::string types_text(const Words& in, const std::string& series) {
    if (series.empty()) return in("admin.all_types");
    return in(series == "card" ? "admin.cards" : "series." + series);
}

std::vector<Option> type_options(const Words& in) {
    std::vector<Option> options{{"", in("admin.all_types")}, {"card", in("admin.cards")}};
    for (auto& option : series_options(in)) options.push_back(std::move(option));
    return options;
}

std::vector<Option> act_options(const Words& in) {
    return options_of(in, "admin.may.",
                      std::array<std::string_view, 6>{"read", "copy", "print", "maintain", "take", "dispose"});
}

Value reader_rows(const Words& in, const access::Desk& desk, const access::Target& target) {
    Value rows = Value::list();
    desk.database().read([&](db::Read& read) {
        const auto rights = access::rights_on(read, target, access::AsOf{desk.today()});
        std::optional<PersonId> last;
        for (const auto& right : rights) {
            if (right.act != "read" || last == right.person) continue;
            const auto may = [&](std::string_view act) {
                return std::any_of(rights.begin(), rights.end(), [&](const access::Entry& other) {
                    return other.person == right.person && other.act == act;
                });
            };
            if (target.unconfirmed && !may("maintain")) continue;
            last = right.person;
            std::string origin = where_text(in, read, right);
            if (!right.series.empty()) origin += ", " + types_text(in, right.series);
            rows.add({{"name", right.name.reveal()}, {"may_take", may("take")}, {"origin", origin}});
        }
        if (!last) rows.add({{"name", in("document.nobody")}, {"may_take", false}, {"origin", ""}});
    });
    return rows;
}

}  // namespace arkki::web
