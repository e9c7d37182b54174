#pragma once
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "requests/requests.hpp"

/// The several rights of one case, where was searched for each, and what was decided.
namespace arkki::requests {

/// A right the person exercises besides the one that opened the case.
struct NewRight {
    Kind kind = Kind::access;
    Day received_on;             ///< the letter's day, or a later one: then it has days of its own
    std::vector<NewItem> items;  ///< at least one for a rectification
};

/// A new request in the case of the one granted, with its own clock.
/// @throws Error{Fault::invalid, "day.bad" | "request.received_in_future" | "request.receipt_before_the_letter"} and as
///         Requests::open of its items; Error{Fault::conflict, "request.asked_already"} while one of the same kind is open
RequestId add_right(const access::Desk& desk, const access::Grant<access::WorkOnRequest>& grant, const NewRight& right,
                    const lang::Holidays& holidays, const DeadlinePolicy& policy);

/// All requests of a case, in the order they came.
[[nodiscard]] std::vector<RequestId> of_case(db::Read& read, CaseId id);

/// Where a person's data may lie: the index, the read text, paper without pictures, systems elsewhere.
inline constexpr std::array<std::string_view, 4> search_places{"index", "text", "paper", "external"};

/// The last search of one place.
struct Search {
    std::string place;
    std::string result;  ///< found | nothing
    Instant at;
    PersonId by{0};
};
/// Records that a place was searched; the last record of a place counts.
/// @throws Error{Fault::invalid, "request.bad_place"}, Error{Fault::conflict, "request.answered"}
void record_search(const access::Desk& desk, const access::Grant<access::WorkOnRequest>& grant, const std::string& place,
                   bool found);
[[nodiscard]] std::vector<Search> searches(db::Read& read, RequestId id);
/// Whether every place was searched and nothing was found: only then may a letter say that nothing is held.
[[nodiscard]] bool searched_in_vain(const std::vector<Search>& searches);

/// What was decided, told by a letter, and stays.
struct Decided {
    Outcome outcome;
    PersonId preparer{0}, signer{0};
    std::string letter_sha256;
    Day answered_on;
};
[[nodiscard]] std::vector<Decided> decisions(db::Read& read, RequestId id);
/// Within the transaction that keeps the signed letter, before the request enters its outcome.
void keep_decision(db::Write& write, const access::Desk& desk, RequestId id, Outcome outcome,
                   const std::string& letter_sha256);

/// Who has to do something next.
enum class Waits { person, staff, responsible, nobody };
[[nodiscard]] Waits waits_for(const Overview& request);
[[nodiscard]] std::string_view code(Waits waits) noexcept;

}  // namespace arkki::requests
