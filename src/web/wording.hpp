#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/desk.hpp"
#include "archive/document.hpp"
#include "lang/dates.hpp"
#include "lang/value.hpp"
#include "web/form_view.hpp"

/// How days, sizes, places and names are said on pages.
namespace arkki::web {

[[nodiscard]] std::string day_text(const Words& words, Day day);
[[nodiscard]] std::string moment_text(const Words& words, const access::Desk& desk, Instant at);
/// "340 kB", "1,2 MB"
[[nodiscard]] std::string size_text(const Words& words, std::int64_t bytes);
/// "48 211", with a narrow no-break space
[[nodiscard]] std::string number_text(std::int64_t number);
/// The line that says this view is in the log: a message with {moment} and {purpose}.
[[nodiscard]] std::string logged_text(const Words& words, const access::Desk& desk, std::string_view key);
[[nodiscard]] std::string series_text(const Words& words, archive::Series series);
/// "correction request, document 812"
[[nodiscard]] std::string document_text(const Words& words, archive::Series series, DocumentId document);
[[nodiscard]] std::string path_of(DocumentId document);
[[nodiscard]] std::string path_of(CustomerId customer);
[[nodiscard]] std::string path_of(RequestId request);

/// Options whose texts are the messages `prefix + code`.
template <class Codes>
[[nodiscard]] std::vector<Option> options_of(const Words& words, const std::string& prefix, const Codes& codes) {
    std::vector<Option> options;
    for (const auto& code : codes) options.push_back({std::string{code}, words(prefix + std::string{code})});
    return options;
}
[[nodiscard]] std::vector<Option> series_options(const Words& words);
/// fi, sv, en in the reader's words; with "" for "not known" if wanted.
[[nodiscard]] std::vector<Option> language_options(const Words& words, bool unknown);

/// For partials/place: where a paper stands and who has it.
[[nodiscard]] lang::Value place_value(const Words& words, const access::Desk& desk, std::optional<UnitId> unit);

/// A customer's name, logged; only the number where the access list shows no cards; "" for none.
[[nodiscard]] std::string name_of(const access::Desk& desk, std::optional<CustomerId> customer);
/// The same for several, in one line of the log.
[[nodiscard]] std::map<CustomerId, std::string> names_of(const access::Desk& desk,
                                                         const std::vector<CustomerId>& customers);

/// Customers a clerk may choose from, each with what tells them apart, and "none of these"; logged, also when
/// there is none. Empty if there is nobody to choose.
[[nodiscard]] std::vector<Option> customer_options(const Words& words, const access::Desk& desk,
                                                   const std::vector<CustomerId>& found, const PersonalText& query);

}  // namespace arkki::web
