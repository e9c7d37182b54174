#pragma once
#include <optional>
#include <string>
#include <vector>

#include "access/desk.hpp"
#include "lang/catalogue.hpp"
#include "lang/value.hpp"

/// "Who has looked at my data": the access log as the person concerned may see it.
/// @see GDPR art. 15; CJEU C-579/21: dates and purposes belong to the person, names of staff only if essential
namespace arkki::requests {

/// One consultation. Pages of one document looked at within a minute are one.
struct Look {
    EventId seq{0};  ///< of the first entry
    Instant at;
    std::string action, purpose, role;
    std::string series;     ///< type code of the document; "" if it was none, or is gone
    std::string recipient;  ///< to whom it was disclosed; "" if to nobody
    PersonId actor{0};
};

struct LogExtract {
    std::optional<Instant> from;          ///< of the first entry that can still be read
    Instant to;                           ///< before
    std::vector<Look> looks;              ///< opened, copied, taken, disclosed
    std::vector<Look> appearances;        ///< in lists and search results
    std::vector<Look> reviews;            ///< of the log itself
    std::optional<Instant> erased_until;  ///< what older entries said is gone
};

/// Oldest first; acts that were refused showed nothing and are not in it. Whoever calls has logged the reading.
[[nodiscard]] LogExtract log_extract(db::Read& read, CustomerId subject, Instant to);

/// The sequence numbers behind all rows, for the evidence.
[[nodiscard]] std::vector<EventId> entries_of(db::Read& read, CustomerId subject, Instant to);

/// The newest request of a customer for an extract.
[[nodiscard]] std::optional<RequestId> newest_extract_request(db::Read& read, CustomerId subject);

/// Whether the responsible person decided, with reasons, that this extract names the staff ("names.disclosed").
[[nodiscard]] bool names_disclosed(db::Read& read, RequestId request);
/// Decides so. Only while the request is open; each decision stands in the log.
/// @throws Error{Fault::invalid, "extract.no_reason", "reason"}, Error{Fault::conflict, "extract.wrong_kind"}
void disclose_names(const access::Desk& desk, RequestId request, const PersonalText& reason);

/// Fills in the tables of the template log-extract: period, looks, appearances, reviews, names.
/// @param months  how long the log keeps what its entries say
void add_extract(lang::Value& value, db::Read& read, const LogExtract& extract, bool names, int months,
                 const lang::Catalogue& catalogue, Language language, const WallClock& wall_clock);

/// When and why, for the annex of an access reply: rows with `date` and `purpose`.
[[nodiscard]] lang::Value consultation_rows(db::Read& read, const LogExtract& extract, Language language,
                                            const WallClock& wall_clock);

}  // namespace arkki::requests
