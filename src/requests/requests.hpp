#pragma once
#include <optional>
#include <string>
#include <vector>

#include "access/desk.hpp"
#include "base/text.hpp"
#include "requests/deadline.hpp"
#include "requests/kinds.hpp"

namespace arkki::requests {

/// One datum somebody asks about: what stands there, what should stand there, and why.
struct NewItem {
    std::string datum;  ///< code of a data item of the register: "phone", "postal_address", ...
    PersonalText old_value, wanted_value, ground;
};

/// A letter as it came.
struct NewRequest {
    Kind kind = Kind::access;
    CustomerId subject;
    Day received_on;
    Language language = Language::fi;
    std::string channel = "letter";      ///< letter | email | phone | visit
    std::string signature = "none";      ///< handwritten | electronic | none | not_needed; recorded, never a gate
    std::optional<DocumentId> document;  ///< the scanned letter
    std::vector<NewItem> items;          ///< at least one for a rectification
};

struct Opened {
    RequestId request;
    CaseId case_id;
    std::string number;  ///< of the case: "2026-0042"
    Deadlines dates;
};

struct Item {
    int number;
    std::string datum;
    PersonalText old_value, wanted_value, ground;
    ItemOutcome outcome;
    std::string reason;    ///< R1..R12 of a refusal
    PersonalText finding;  ///< the facts that were checked
    std::string law_text;
};

struct IdentityCheck {
    std::string method, result;
    Instant checked_at;
    PersonId checked_by{0};
};

struct Step {
    State from, to;
    Instant at;
    PersonId by{0};
};

/// A letter of ours that was signed; it can never be changed.
struct IssuedLetter {
    LetterId id{0};
    std::string number, kind;
    Day dated_on;
    std::string level, sha256;
    std::int64_t size;
    PersonId signer{0};
};

/// All there is to see of a request.
struct Overview {
    RequestId id{0};
    CaseId case_id{0};
    std::string number;
    Kind kind;
    State state;
    CustomerId subject{0};
    Language language;
    std::string channel, signature, identity;
    std::optional<DocumentId> document;
    Day received_on;
    Deadlines dates;
    std::optional<Outcome> outcome;
    std::optional<Day> answered_on;
    std::vector<Item> items;
    std::vector<IdentityCheck> checks;
    std::vector<Step> steps;
    std::vector<IssuedLetter> letters;
};

/// One line of the list; no name.
struct Line {
    RequestId id{0};
    std::string number;
    Kind kind;
    State state;
    CustomerId subject{0};
    Day received_on, safe_on, last_on;
    bool answered;
};

/// What the responsible person decides of one item.
struct ItemDecision {
    int number;
    ItemOutcome outcome;
    std::string reason;    ///< of a refusal; one of `reasons_for`
    PersonalText finding;  ///< of a refusal: the facts, never empty
    std::string law_text;  ///< for R12: act and section
};

struct Decision {
    Outcome outcome;
    std::vector<ItemDecision> items;
};
/// What the outcomes of the items make of the whole request.
[[nodiscard]] Outcome outcome_of(const std::vector<ItemDecision>& items);

/// Data-subject requests from receipt to decision. Letters: letters.hpp.
class Requests {
public:
    Requests(const access::Desk& desk, const lang::Holidays& holidays, const DeadlinePolicy& policy)
        : desk_{desk}, holidays_{holidays}, policy_{policy} {}

    /// @throws Error{Fault::invalid, "request.received_in_future" | "request.no_items" | "request.bad_item" |
    ///         "request.item_without_wish" | "request.bad_text" | "request.identity_code" | "request.bad_channel" |
    ///         "request.bad_signature"}  with the field, and as customers::check for a value that is asked for
    /// @throws Error{Fault::not_found, "customer.unknown" | "document.unknown"}
    Opened open(const NewRequest& request) const;

    /// Records how somebody made sure who asks; the request goes to work.
    /// @throws Error{Fault::invalid, "request.bad_method", field "method"}, Error{Fault::conflict, "request.answered"}
    void identify(const access::Grant<access::WorkOnRequest>& grant, const std::string& method, bool proved = true,
                  const PersonalText& note = {}) const;

    /// The responsible person decides; the request then waits for the signature. May be decided anew until signed.
    /// @throws Error{Fault::invalid, "request.no_reason" | "request.bad_reason" | "request.no_finding" |
    ///         "request.bad_text" | "request.identity_code" | "request.items_left" | "request.bad_item" |
    ///         "request.outcome_does_not_fit"}, Error{Fault::conflict, "request.identity_not_proved" |
    ///         "request.answered"}
    void decide(const access::Grant<access::Decide>& grant, const Decision& decision) const;

    [[nodiscard]] Overview show(const access::Grant<access::ViewRequest>& grant) const;
    [[nodiscard]] Overview show(const access::Grant<access::Decide>& grant) const;
    /// Open ones by their safe day, then answered ones, newest first.
    [[nodiscard]] std::vector<RequestId> list(int limit) const;
    [[nodiscard]] std::vector<Line> lines(const access::Shown<RequestId>& shown) const;

private:
    const access::Desk& desk_;
    const lang::Holidays& holidays_;
    DeadlinePolicy policy_;
};

/// For the Guard: whose request it is.
[[nodiscard]] access::Facts facts(db::Read& read, RequestId id);
/// What explains an act on a customer's data: "request:7" while a request of his is open, else "none".
[[nodiscard]] std::string explanation(db::Read& read, CustomerId subject);

}  // namespace arkki::requests
