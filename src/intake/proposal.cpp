#include "intake/proposal.hpp"

#include <map>
#include <set>

#include "register/customers.hpp"

namespace arkki::intake {
namespace {

constexpr std::string_view prefix = "ARKKI:F:";

std::optional<archive::Series> series_of(std::string_view form) {
    static const std::map<std::string_view, archive::Series> forms{{"contact", archive::Series::contact},
                                                                   {"access", archive::Series::access_request},
                                                                   {"rectify", archive::Series::correction_request},
                                                                   {"order", archive::Series::order}};
    const auto found = forms.find(form);
    return found == forms.end() ? std::nullopt : std::optional{found->second};
}

}  // namespace

std::optional<Proposal> meaning_of(std::string_view code) {
    if (!code.starts_with(prefix)) return std::nullopt;
    code.remove_prefix(prefix.size());
    const auto form_end = code.find(':');
    const auto language_end = code.find(':', form_end + 1);
    if (form_end == std::string_view::npos || language_end == std::string_view::npos) return std::nullopt;
    const auto series = series_of(code.substr(0, form_end));
    const auto language = code.substr(form_end + 1, language_end - form_end - 1);
    if (!series || (language != "fi" && language != "sv" && language != "en")) return std::nullopt;
    return Proposal{*series, std::string{language}, {}};
}

Proposal propose(const access::Desk& desk, const std::vector<archive::StoredPage>& pages) {
    Proposal proposal;
    std::set<std::string> keys;
    for (const auto& page : pages) {
        keys.insert(page.name_keys.begin(), page.name_keys.end());
        for (const auto& code : page.codes)
            if (const auto meaning = meaning_of(code.text.reveal())) {
                proposal.series = meaning->series;
                proposal.language = meaning->language;
            }
    }
    const auto customers = desk.database().read([&](db::Read& read) {
        return customers::named(read, {keys.begin(), keys.end()});
    });
    if (customers.size() == 1) proposal.customer = customers.front();
    return proposal;
}

}  // namespace arkki::intake
