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

/// Two further months at most, told with the reason within the first (GDPR art. 12(3)); once.
struct NewExtension {
    std::string reason;        ///< complexity | number
    PersonalText explanation;  ///< never empty
    Day told_on;               ///< the day the notice left
    Day until;                 ///< the new day we promise: after the safe day, at most three months from receipt
};
struct Extension {
    NewExtension what;
    Day last;  ///< the law's last day for `until`
    PersonId by{0};
};

/// From our question to the answer the person owes us. Moves no day; `grey` only says what the law may allow.
struct Pause {
    std::string why;  ///< identity (art. 12(6)) | scope (recital 63)
    Day asked_on;
    std::optional<Day> answered_on;
    std::optional<Day> grey;  ///< the last day as all pauses so far would move it; counted when the answer came
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
    std::optional<Extension> extension;
    std::vector<Pause> pauses;
    std::string holidays;  ///< version of the file they were counted with
    std::string rule;      ///< by which the days were counted; "" for requests from before it was kept

    /// The day that lists, letters, reminders and programs are told, as stored.
    [[nodiscard]] Day answer_by() const { return extension ? extension->what.until : dates.safe; }
    /// The law's last day for it, as stored.
    [[nodiscard]] Day last_day() const { return extension ? extension->last : dates.last; }
};

/// The questions that may stop the clock of a request now: identity, scope; none while one is open or once answered.
[[nodiscard]] std::vector<std::string_view> questions_that_stop(const Overview& request);

/// One line of the list; no name.
struct Line {
    RequestId id{0};
    std::string number;
    Kind kind;
    State state;
    CustomerId subject{0};
    Day received_on, safe_on, last_on;  ///< in force: of the extension, if there is one
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

    /// The responsible person's notice that it takes longer; the days stay, these are added.
    /// @throws Error{Fault::invalid, "request.bad_extension_reason" | "request.no_explanation" |
    ///         "request.extension_early" | "request.told_in_future" | "request.extension_days" | "request.bad_text" |
    ///         "request.identity_code"},
    ///         Error{Fault::conflict, "request.extended_already" | "request.extension_late" | "request.answered"}
    void extend(const access::Grant<access::Decide>& grant, const NewExtension& extension) const;

    /// The person was asked something without which we cannot go on; and has answered.
    /// @throws Error{Fault::invalid, "request.pause_without_ground" | "request.pause_days"},
    ///         Error{Fault::conflict, "request.paused_already" | "request.not_paused" | "request.answered"}
    void pause(const access::Grant<access::WorkOnRequest>& grant, const std::string& why, Day asked_on) const;
    void resume(const access::Grant<access::WorkOnRequest>& grant, Day answered_on) const;

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
