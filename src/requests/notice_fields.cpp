#include "requests/notice_fields.hpp"

#include "lang/dates.hpp"

namespace arkki::requests {
namespace {

using lang::Value;

/// A letter's language, its catalogue and what was answered.
struct Writing {
    const Answers& answers;
    const Material& material;
    const lang::Catalogue& catalogue;

    [[nodiscard]] std::string words(const std::string& key, const lang::Arguments& arguments = {}) const {
        return catalogue.text(material.request.language, key, arguments);
    }
    [[nodiscard]] std::string on(Day day) const { return lang::format_day(material.request.language, day); }
    [[nodiscard]] std::string day(std::string_view name) const { return on(answers.day(name)); }
    [[nodiscard]] std::string text(std::string_view name) const { return answers.text(name).reveal(); }
    [[nodiscard]] std::string phrase(const std::string& phrases, std::string_view name) const {
        return words(phrases + answers.code(name));
    }
    /// Rows of one text each.
    [[nodiscard]] Value phrases(const std::string& phrases, std::string_view name) const {
        Value rows = Value::list();
        for (const auto& code : answers.codes(name)) rows.add({{"text", words(phrases + code)}});
        return rows;
    }
};

void acknowledge(Value& value, const Writing& writing) {
    const auto& request = writing.material.request;
    Value items = Value::list();
    for (const auto& item : request.items) {
        const auto datum = writing.words("datum." + item.datum);
        items.add({{"text", item.wanted_value.empty()
                                ? datum
                                : writing.words("letter.item_wanted",
                                                {{"datum", datum}, {"wanted", item.wanted_value.reveal()}})}});
    }
    value.set("request.items", items)
        .set("case.due_date", writing.on(request.dates.safe))
        .set("delivery.text", writing.phrase("phrase.delivery.", "delivery"))
        .set("need_info", writing.answers.yes("need_info"))
        .set("restricted_meanwhile", writing.answers.yes("restricted_meanwhile"));
}

void ask_for_information(Value& value, const Writing& writing) {
    value.set("need_identity", writing.answers.yes("doubt"))
        .set("identity.doubt_reason", writing.text("doubt"))
        .set("identity.methods", writing.phrases("phrase.identity.", "methods"))
        .set("need_spec_rectify", writing.answers.yes("spec_rectify"))
        .set("need_spec_access", writing.answers.yes("spec_access"))
        .set("need_mandate", writing.answers.yes("mandate"))
        .set("info.reply_by", writing.day("reply_by"));
}

void extend(Value& value, const Writing& writing) {
    value.set("extension.reasons", writing.phrases("phrase.extension.", "reasons"))
        .set("case.extended_due_date", writing.on(writing.material.request.dates.ext_safe))
        .set("partial_reply", writing.answers.yes("partial_reply"));
}

void tell_of_fee(Value& value, const Writing& writing) {
    const bool excessive = writing.answers.code("ground") == "excessive";
    value.set("u.unfounded", !excessive)
        .set("u.excessive", excessive)
        .set("fee.reasons", writing.text("reasons"))
        .set("fee.charge", writing.answers.yes("amount"))
        .set("fee.amount", writing.text("amount"))
        .set("fee.basis", writing.text("basis"));
}

void confirm_ban(Value& value, const Writing& writing) {
    value.set("ban.from_date", writing.on(writing.material.today))
        .set("ban.scopes", writing.phrases("phrase.ban.", "scopes"))
        .set("ban.stop_by", writing.day("stop_by"))
        .set("ban.forwarded", writing.answers.yes("forwarded"));
}

void tell_of_restriction(Value& value, const Writing& writing) {
    const auto until = writing.answers.code("until");
    value.set("restriction.from_date", writing.on(writing.material.today))
        .set("restriction.scope", writing.text("scope"))
        .set("restriction.ground_text", writing.phrase("phrase.restriction_ground.", "ground"))
        .set("restriction.until_text",
             writing.words("phrase.restriction_until." + until,
                           until == "date" ? lang::Arguments{{"date", writing.day("until_day")}} : lang::Arguments{}))
        .set("paper", writing.answers.yes("paper"))
        .set("notified.any", writing.answers.yes("notified"));
}

void tell_of_lifting(Value& value, const Writing& writing) {
    value.set("restriction.notice_date", writing.day("notice_day"))
        .set("restriction.scope", writing.text("scope"))
        .set("restriction.lift_date", writing.day("lift_day"))
        .set("restriction.lift_reason", writing.phrase("phrase.restriction_lift.", "lift_reason"));
}

/// Art. 19: only what this party got or gave.
void tell_party(Value& value, const Writing& writing) {
    const auto what = writing.answers.code("what");
    const bool recipient = writing.answers.code("relation") == "recipient";
    const auto& material = writing.material;
    Value changes = Value::list();
    for (const auto& item : material.request.items)
        if (item.outcome == ItemOutcome::corrected)
            changes.add({{"label", writing.words("datum." + item.datum)},
                         {"old", item.old_value.empty() ? writing.words("letter.no_value") : item.old_value.reveal()},
                         {"new", item.wanted_value.reveal()},
                         {"done_date", writing.on(material.request.answered_on.value_or(material.today))}});
    value.set("party.name", writing.text("party_name"))
        .set("party.address", Value::lines(writing.text("party_address")))
        .set("party.is_recipient", recipient)
        .set("party.is_source", !recipient)
        .set("party.given_date", writing.day("given_day"))
        .set("subject.shared_ref", Value::or_false(writing.text("shared_ref")))
        .set("k.rectify", what == "rectify")
        .set("k.erase", what == "erase")
        .set("k.restrict", what == "restrict")
        .set("changes.rows", changes)
        .set("erased.date", writing.on(material.today))
        .set("erased.what", writing.text("scope"))
        .set("restriction.from_date", writing.on(material.today))
        .set("restriction.scope", writing.text("scope"));
}

}  // namespace

lang::Value notice_fields(const std::string& kind, const Answers& answers, const Material& material,
                          const lang::Catalogue& catalogue) {
    using Write = void (*)(Value&, const Writing&);
    static const std::map<std::string, Write, std::less<>> writers{{"acknowledgement", acknowledge},
                                                                   {"information-request", ask_for_information},
                                                                   {"extension", extend},
                                                                   {"fee-notice", tell_of_fee},
                                                                   {"marketing-ban", confirm_ban},
                                                                   {"restriction", tell_of_restriction},
                                                                   {"restriction-lifting", tell_of_lifting},
                                                                   {"party-notice", tell_party}};
    Value value = letter_fields(kind, material, catalogue);
    writers.at(kind)(value, {answers, material, catalogue});
    return value;
}

}  // namespace arkki::requests
