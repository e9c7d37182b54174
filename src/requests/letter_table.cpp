#include "requests/letter_table.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace arkki::requests {
namespace {

constexpr std::string_view internal = "controller.name controller.address letter.place letter.date";
constexpr std::string_view to_subject =
    "controller.name controller.address letter.place letter.date case.number subject.name subject.address";
constexpr std::string_view to_party =
    "controller.name controller.address letter.place letter.date case.number party.name party.address";

constexpr std::string_view nothing;
constexpr std::string_view annexes = "attachments.any? attachments.rows[title]";
constexpr std::string_view signature = "controller.name signer.name signer.title letter.esigned? letter.verify_code";
constexpr std::string_view to_others =
    "contact.name contact.phone contact.email case.number"
    " signer.name signer.title letter.esigned? letter.verify_code attachments.any? attachments.rows[title]";
constexpr std::string_view extract =
    "contact.name contact.phone contact.email case.number sa.name sa.post sa.web"
    " signer.name signer.title letter.esigned? letter.verify_code";
/// Ends with the short word on complaints.
constexpr std::string_view notice =
    "contact.name contact.phone contact.email case.number sa.name sa.post sa.web"
    " signer.name signer.title letter.esigned? letter.verify_code attachments.any? attachments.rows[title]";
/// Refuses something, or may: says to whom a complaint goes and how, and names the court (art. 12(4), 77, 79).
constexpr std::string_view decision =
    "contact.name contact.phone contact.email case.number"
    " sa.name sa.visit sa.post sa.phone sa.email sa.web remedy.court_text"
    " signer.name signer.title letter.esigned? letter.verify_code attachments.any? attachments.rows[title]";

constexpr std::string_view footer =
    "controller.name controller.business_id controller.phone controller.email letter.id page.number page.count"
    " letter.verify_code";

/// To the data subject: what was asked, and what was given.
std::vector<LetterKind> replies() {
    return {
        {"acknowledgement", Signing::contact, to_subject,
         "case.received_date case.channel_text case.right_text register.name request.items[text]"
         " case.due_date delivery.text need_info? restricted_meanwhile?",
         notice},
        {"information-request", Signing::contact, to_subject,
         "case.received_date case.right_text need_identity? identity.doubt_reason"
         " identity.methods[text] need_spec_rectify? need_spec_access? need_mandate? info.reply_by",
         notice},
        {"extension", Signing::contact, to_subject,
         "case.right_text case.received_date extension.reasons[text] case.extended_due_date"
         " partial_reply?",
         notice},
        {"access-reply", Signing::contact, to_subject,
         "case.received_date register.name data.as_of data.rows[label value source recorded retention]"
         " docs.rows[title date pages annex_no sha256 removed? removed] purposes.rows[purpose basis] categories[text]"
         " recipients.rows[name what when ground] retention.rows[what period] sources.rows[what from]"
         " transfers.rows[country recipient safeguard] automated.used? automated.text"
         " consultations.shown? consultations.rows[date purpose] withheld.any? withheld.rows[what"
         " reason rule] withheld.s34?",
         decision},
        {"access-no-data", Signing::contact, to_subject,
         "register.name case.retention_text",
         notice},
        {"rectification", Signing::contact, to_subject,
         "case.received_date register.name changes.rows[label old new done_date] paper_note?"
         " notified.any? notified.rows[name date] not_notified.rows[name reason] restriction_ended?"
         " restriction.lift_date partly_refused?",
         notice},
    };
}

/// Refusals; and the notice to others.
std::vector<LetterKind> decisions() {
    return {
        {"party-notice", Signing::contact, to_party,
         "k.rectify? k.erase? k.restrict? party.is_recipient? party.given_date party.is_source?"
         " subject.name subject.shared_ref? subject.shared_ref changes.rows[label old new done_date]"
         " erased.date erased.what restriction.from_date restriction.scope",
         to_others},
        {"refusal-certificate", Signing::responsible, to_subject,
         "controller.business_id register.name case.received_date case.channel_text refused.all?"
         " refused.rows[no claimed wanted finding reason rule] supplement? dispute_note?"
         " restriction_ends? restriction.lift_date",
         decision},
        {"refusal", Signing::responsible, to_subject,
         "refused.all? case.right_text case.received_date refused.rows[no claimed reason finding rule]"
         " granted.any? granted.text withheld.s34?",
         decision},
        {"erasure-refusal", Signing::responsible, to_subject,
         "case.received_date kept.rows[what reason rule until] b.invoice? invoice.no invoice.due"
         " b.collection? collection.agent b.law? law_text b.contactperson? subject.organisation"
         " erased.any? erased.rows[what date] marketing_stopped?",
         decision},
    };
}

/// What is held still, stopped, handed over or gone; and what it costs.
std::vector<LetterKind> measures() {
    return {
        {"restriction", Signing::contact, to_subject,
         "register.name restriction.from_date restriction.scope restriction.ground_text paper?"
         " restriction.until_text notified.any?",
         notice},
        {"restriction-lifting", Signing::contact, to_subject,
         "restriction.notice_date restriction.scope restriction.lift_date restriction.lift_reason",
         notice},
        {"marketing-ban", Signing::contact, to_subject,
         "ban.from_date register.name ban.scopes[text] ban.stop_by ban.forwarded?",
         notice},
        {"objection-decision", Signing::responsible, to_subject,
         "case.received_date objection.purpose upheld? objection.from_date erased.any?"
         " objection.compelling? objection.compelling.reasons objection.claims?"
         " objection.claims.reasons objection.balancing",
         decision},
        {"portability", Signing::contact, to_subject,
         "case.received_date package.files[name format sha256] direct? direct.recipient direct.date",
         notice},
        {"erasure", Signing::contact, to_subject,
         "case.received_date erased.rows[what where how date] paper? destruction.no backups?"
         " backups.expire notified.any? kept.any? kept.rows[what reason rule until] case.retention_text",
         decision},
        {"fee-notice", Signing::responsible, to_subject,
         "case.received_date u.unfounded? u.excessive? fee.reasons fee.charge? fee.amount fee.basis",
         decision},
    };
}

/// About the log, and within the house.
std::vector<LetterKind> papers() {
    return {
        {"destruction-certificate", Signing::two_persons, internal,
         "destruction.no register.name destruction.ground_text destruction.approved_by"
         " destruction.approved_date items.rows[id class dates pages ground] items.count items.pages"
         " destruction.method destruction.level destruction.place destruction.date"
         " destruction.contractor? destruction.contractor destruction.contractor_ref"
         " destruction.executor destruction.witness letter.esigned? letter.verify_code",
         annexes},
        {"confidentiality-commitment", Signing::by_hand, internal,
         "user.name user.employer register.name commitment.version commitment.sha256",
         nothing},
        {"log-extract", Signing::contact, to_subject,
         "case.received_date register.name period.from period.to pruned.any? pruned.years"
         " pruned.before names.shown? looks.rows[moment act purpose role name kind recipient]"
         " looks.any? appearances.rows[moment purpose role] appearances.any? reviews.rows[moment act"
         " role] reviews.any? evidence.any? evidence.count evidence.size",
         extract},
        {"month-certificate", Signing::contact, internal,
         "register.name month.text letter.id warnings[text] verified.ok? verified.size verified.moment"
         " verified.version month.first_seq month.last_seq month.entries verified.problems"
         " verified.first_problem verified.root first.any? first.moment first.channels first.origin"
         " first.size first.root last.any? last.moment last.channels last.origin last.size last.root"
         " acts.rows[act count] findings.rows[rule all justified misuse unclear open] findings.any?"
         " judges.rows[name count] sample.any? sample.count sample.size sample.root sample.rows[seq i"
         " state]",
         signature},
        {"checkpoint", Signing::contact, internal,
         "register.name checkpoint.count checkpoint.moment checkpoint.origin checkpoint.size"
         " checkpoint.root checkpoint.vkey",
         signature},
        {"staff-notice", Signing::nobody, internal,
         "register.name keeping.free_text keeping.rest confirm.text contact.name contact.phone"
         " contact.email",
         nothing},
    };
}

}  // namespace

std::string_view code(Signing signing) noexcept {
    static constexpr std::string_view codes[]{"contact", "responsible", "two_persons", "by_hand", "nobody"};
    return codes[static_cast<std::size_t>(signing)];
}

const std::vector<LetterKind>& letter_table() {
    static const auto table = [] {
        auto all = replies();
        for (const auto& more : {decisions(), measures(), papers()}) all.insert(all.end(), more.begin(), more.end());
        return all;
    }();
    return table;
}

const LetterKind& letter_kind(std::string_view kind) {
    const auto& table = letter_table();
    const auto found = std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.kind == kind; });
    if (found == table.end()) throw Error{Fault::not_found, "letter.unknown_kind", std::string{kind}, "kind"};
    return *found;
}

lang::LetterDictionary letter_dictionary() {
    lang::LetterDictionary dictionary;
    for (const auto& [kind, signing, opening, own, ending] : letter_table()) {
        std::string names;
        for (const auto part : {opening, own, ending}) names += std::string{part} + " ";
        dictionary.emplace(kind, lang::LetterNames{names});
    }
    dictionary.emplace("footer", lang::LetterNames{footer});
    return dictionary;
}

}  // namespace arkki::requests
