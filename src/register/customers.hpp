#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/desk.hpp"
#include "access/guard.hpp"
#include "base/text.hpp"

/// The register of customers. (`register` is a word of C++, hence the name of the namespace.)
namespace arkki::customers {

/// The data items of the privacy notice, in its order.
inline constexpr std::array<std::string_view, 8> data{"name",  "organisation", "email", "postal_address",
                                                      "phone", "www",          "ip",    "earlier_orders"};
/// Where a value came from: the customer, or somebody else who is then named.
inline constexpr std::array<std::string_view, 5> sources{"registration", "customer_notice", "update_service",
                                                         "subcontractor", "digital_source"};

/// A value about to be recorded.
struct NewValue {
    std::string datum;
    PersonalText value;
    std::string source = "registration";
    std::string source_name = {};  ///< who told us, if not the customer
    std::optional<DocumentId> document = {};
};

/// A value as it stands, with where it came from.
struct Datum {
    std::string datum;
    PersonalText value;
    std::string source, source_name;
    Day recorded_on;
    std::optional<DocumentId> document;
};

/// All that is known of a customer today.
struct Card {
    CustomerId id{0};
    std::string number;
    Day since;
    std::optional<Day> ended_on;
    std::vector<Datum> data;  ///< in the notice's order, empty ones left out

    /// The value of a datum, empty if it is not known.
    [[nodiscard]] PersonalText value(std::string_view datum) const;
};

/// One line of a list: what tells customers of one name apart.
struct Line {
    CustomerId id{0};
    std::string number;
    PersonalText name, postal_address;
    bool ended;
};

/// Whether a value can be recorded: the register keeps one line of at most 2,000 bytes, control characters left out.
/// @throws Error{Fault::invalid, "customer.no_name" | "customer.bad_datum" | "customer.bad_source" |
///         "customer.no_source_name" | "customer.bad_value"}  with the field
void check(const NewValue& value);

/// The cards of the register. Cheap: built on a desk.
class Cards {
public:
    explicit Cards(const access::Desk& desk) : desk_{desk} {}

    /// @throws as `check`, and Error{Fault::invalid, "customer.no_name"} if there is no name
    CustomerId add(const std::vector<NewValue>& values, Day since) const;
    /// Records values; the older ones stay as history. The log names the fields, never the values. What stands there
    /// already is not recorded again; if nothing is new, nothing is written.
    /// @throws as `check`
    void amend(const access::Grant<access::AmendCard>& grant, const std::vector<NewValue>& values) const;
    /// The customership ended: from here the ten years are counted.
    /// @throws Error{Fault::invalid, "customer.bad_end"}  before it began
    /// @throws Error{Fault::conflict, "customer.ended_already"}
    void end(const access::Grant<access::AmendCard>& grant, Day last_day) const;

    [[nodiscard]] Card card(const access::Grant<access::ViewCard>& grant) const;
    /// Earlier values too, newest first within a datum.
    [[nodiscard]] std::vector<Datum> history(const access::Grant<access::ViewCard>& grant) const;

    /// Customers whose name has a word that begins so (accents and capitals do not matter), or whose number this is.
    /// None for a text without letters and digits, and none for a session that the access list shows no cards. At most
    /// 200.
    [[nodiscard]] std::vector<CustomerId> find(const PersonalText& words, int limit) const;
    /// Those of the ids that exist, if the access list shows this session cards; else none. Ids that come from an
    /// address or a document go through here before they are shown.
    [[nodiscard]] std::vector<CustomerId> permitted(const std::vector<CustomerId>& ids) const;
    [[nodiscard]] std::vector<Line> lines(const access::Shown<CustomerId>& shown) const;

private:
    const access::Desk& desk_;
};

/// Records one corrected value inside somebody else's transaction, with its line in the log.
audit::Receipt correct(db::Write& write, audit::Appender& appender, const access::Desk& desk, CustomerId customer,
                       const NewValue& value);

/// Records what a paper says of a customer inside somebody else's transaction, with one line in the log; values whose
/// text stands already are left out.
/// @returns nothing if nothing is new
/// @throws as `check`
std::optional<audit::Receipt> take_over(db::Write& write, audit::Appender& appender, const access::Desk& desk,
                                        CustomerId customer, const std::vector<NewValue>& values);

/// Whether the access list lets this session read customers' cards.
[[nodiscard]] bool may_read_cards(db::Read& read, const access::Desk& desk);

/// The customers whose name today has one of these search keys (lang::search_key).
[[nodiscard]] std::vector<CustomerId> named(db::Read& read, const std::vector<std::string>& search_keys);

/// A customer's number for a page that may show no name.
[[nodiscard]] std::string number_of(db::Read& read, CustomerId customer);

/// The customer with exactly this number, in any case of letters.
[[nodiscard]] std::optional<CustomerId> by_number(db::Read& read, std::string number);

/// What the Guard must know of a card.
[[nodiscard]] access::Facts facts(db::Read& read, CustomerId customer);

}  // namespace arkki::customers
