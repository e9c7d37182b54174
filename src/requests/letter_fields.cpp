#include "requests/letter_fields.hpp"

#include <Poco/JSON/Object.h>

#include <algorithm>
#include <sstream>

#include "lang/dates.hpp"

namespace arkki::requests {
namespace {

using lang::Value;

struct Words {
    const lang::Catalogue& catalogue;
    Language language;
    [[nodiscard]] std::string operator()(const std::string& key, const lang::Arguments& arguments = {}) const {
        return catalogue.text(language, key, arguments);
    }
    [[nodiscard]] std::string count(const std::string& key, std::int64_t number) const {
        return catalogue.counted(language, key, number);
    }
    [[nodiscard]] std::string day(Day day) const { return lang::format_day(language, day); }
};

/// How often each ground is named.
std::map<std::string, std::int64_t> counted(const std::vector<std::string>& grounds) {
    std::map<std::string, std::int64_t> counts;
    for (const auto& ground : grounds) ++counts[ground];
    return counts;
}

/// A postal address is written on one line in the register; in the window the post code begins a new one.
std::string address_lines(const PersonalText& address) {
    std::string lines = address.reveal();
    for (std::size_t cut = lines.find(", "); cut != std::string::npos; cut = lines.find(", ", cut))
        lines.replace(cut, 2, "\n");
    return lines;
}

void add_head(Value& value, const Material& material, const Words& words) {
    for (const auto& [key, text] : material.profile.fields) value.set(key, text);
    const Overview& request = material.request;
    value.set("subject.name", material.card.value("name").reveal())
        .set("subject.address", Value::lines(address_lines(material.card.value("postal_address"))))
        .set("signer.name", material.signer_name)
        .set("signer.title", material.signer_title)
        .set("letter.id", material.letter_number)
        .set("letter.date", words.day(material.today))
        .set("letter.verify_code", material.verify_code)
        .set("letter.esigned", true)
        .set("attachments.any", false)
        .set("attachments.rows", Value::list())
        .set("case.number", request.number)
        .set("case.received_date", words.day(request.received_on))
        .set("case.channel_text", words("phrase.channel." + request.channel))
        .set("case.right_text", words("phrase.right." + std::string{code(request.kind)}))
        .set("case.retention_text", words("phrase.retention.three_years"));
}

void add_attachments(Value& value, const std::vector<std::string>& titles) {
    Value rows = Value::list();
    for (const auto& title : titles) rows.add({{"title", title}});
    value.set("attachments.any", !titles.empty()).set("attachments.rows", rows);
}

std::string wish(const Item& item, const Words& words) {
    return item.ground.empty() ? item.wanted_value.reveal()
                               : words("letter.wish_because",
                                       {{"wanted", item.wanted_value.reveal()}, {"ground", item.ground.reveal()}});
}

std::string claim(const Item& item, const Words& words) {
    const std::string name = words("datum." + item.datum);
    return item.old_value.empty() ? name
                                  : words("letter.datum_now", {{"datum", name}, {"value", item.old_value.reveal()}});
}

std::string reason(const Item& item, const Words& words) {
    return words("reason." + item.reason,
                 item.reason == "R7" ? lang::Arguments{{"law_text", item.law_text}} : lang::Arguments{});
}

bool refused(const Item& item) { return item.outcome == ItemOutcome::refused || item.outcome == ItemOutcome::withheld; }

void add_refusal(Value& value, const Material& material, const Words& words) {
    Value rows = Value::list();
    int number = 0;
    bool s34 = false;
    for (const auto& item : material.request.items) {
        if (!refused(item)) continue;
        s34 = s34 || item.reason == "R6";
        rows.add({{"no", ++number},
                  {"claimed", claim(item, words)},
                  {"wanted", wish(item, words)},
                  {"finding", item.finding.reveal()},
                  {"reason", reason(item, words)},
                  {"rule", words("reason.rule." + item.reason)}});
    }
    value.set("refused.all", material.request.outcome == Outcome::refused).set("refused.rows", rows);
    // A note of dispute and the end of a restriction are said once they are kept in the register (design: 4.7, 4.9).
    value.set("supplement", false).set("dispute_note", false).set("restriction_ends", false);
    value.set("granted.any", false).set("withheld.s34", s34);
}

void add_rectification(Value& value, const Material& material, const Words& words) {
    Value rows = Value::list();
    for (const auto& item : material.request.items)
        if (item.outcome == ItemOutcome::corrected) {
            // What stood in the register, not what the letter believed to stand there.
            const auto old_value = material.card.value(item.datum);
            rows.add({{"label", words("datum." + item.datum)},
                      {"old", old_value.empty() ? words("letter.no_value") : old_value.reveal()},
                      {"new", item.wanted_value.reveal()},
                      {"done_date", words.day(material.today)}});
        }
    const bool partly = material.request.outcome == Outcome::partly;
    value.set("changes.rows", rows)
        .set("paper_note", false)
        .set("notified.any", false)
        .set("notified.rows", Value::list());
    value.set("not_notified.rows", Value::list()).set("restriction_ended", false).set("partly_refused", partly);
    if (partly) add_attachments(value, {words("letter.attachment.certificate")});
}

std::string source_of(const customers::Datum& datum, const Words& words) {
    const std::string source = words("source." + datum.source);
    return datum.source_name.empty() ? source : source + ": " + datum.source_name;
}

/// Whether the reply gives a datum: not if it is withheld, nor if only others were asked for.
bool given(const Overview& request, const std::string& datum) {
    const auto says = [&](const std::string& of, bool (*what)(const Item&)) {
        return std::any_of(request.items.begin(), request.items.end(),
                           [&](const Item& item) { return item.datum == of && what(item); });
    };
    constexpr auto supplied = [](const Item& item) { return item.outcome == ItemOutcome::supplied; };
    return !says(datum, refused) && (says("all", supplied) || says(datum, supplied));
}

void add_data(Value& value, const Material& material, const Words& words) {
    Value data = Value::list();
    for (const auto& datum : material.card.data) {
        if (!given(material.request, datum.datum)) continue;
        data.add({{"label", words("datum." + datum.datum)},
                  {"value", datum.value.reveal()},
                  {"source", source_of(datum, words)},
                  {"recorded", words.day(datum.recorded_on)},
                  {"retention", material.profile.text("retention.data")}});
    }
    value.set("data.as_of", words.day(material.today)).set("data.rows", data);
}

/// "2 places removed (ground)" for each ground, once.
std::string removed_text(const archive::RedactedCopy& copy, const Words& words) {
    std::string text;
    for (const auto& [ground, count] : counted(copy.grounds))
        text += (text.empty() ? "" : "; ") + words.count("letter.removed", count) + ", " +
                words("redaction.ground." + ground + "_rule");
    return text;
}

/// The papers that are given, each with its digest and what is taken out of it.
void add_papers(Value& value, const Material& material, const Words& words) {
    Value documents = Value::list();
    std::vector<std::string> titles;
    for (const auto& annex : material.annexes) {
        if (!annex.withheld.empty()) continue;
        const std::string title = words("series." + std::string{archive::code(annex.paper.series)});
        const std::string number = std::to_string(titles.size() + 1);
        documents.add({{"title", title},
                       {"date", words.day(annex.paper.received_on)},
                       {"pages", annex.copy.pages},
                       {"annex_no", number},
                       {"sha256", annex.copy.sha256},
                       {"removed", Value::or_false(removed_text(annex.copy, words))}});
        titles.push_back(words("letter.attachment.numbered", {{"number", number}, {"title", title}}));
    }
    value.set("docs.rows", documents);
    add_attachments(value, titles);
}

/// Papers not given at all and places taken out of those that are, by ground and number.
void add_withheld_papers(Value& rows, bool& s34, const Material& material, const Words& words) {
    int number = 0;
    const auto add = [&](const std::string& what, const std::string& ground) {
        s34 = s34 || ground == "section_34";
        rows.add({{"what", what},
                  {"reason", words("redaction.ground." + ground)},
                  {"rule", words("redaction.ground." + ground + "_rule")}});
    };
    std::vector<std::string> whole;
    for (const auto& annex : material.annexes) {
        if (!annex.withheld.empty()) {
            whole.push_back(annex.withheld);
            continue;
        }
        ++number;
        for (const auto& [ground, count] : counted(annex.copy.grounds))
            add(words("letter.annex_removed",
                      {{"number", std::to_string(number)}, {"removed", words.count("letter.removed", count)}}),
                ground);
    }
    for (const auto& [ground, count] : counted(whole)) add(words.count("letter.papers_withheld", count), ground);
}

/// Art. 15(4): what is not given, why, and what can be done about it.
void add_withheld(Value& value, const Material& material, const Words& words) {
    const Overview& request = material.request;
    Value rows = Value::list();
    bool s34 = false;
    for (const auto& item : request.items) {
        if (!refused(item)) continue;
        s34 = s34 || item.reason == "R6";
        rows.add({{"what", words("datum." + item.datum)},
                  {"reason", reason(item, words) + " " + item.finding.reveal()},
                  {"rule", words("reason.rule." + item.reason)}});
    }
    add_withheld_papers(rows, s34, material, words);
    value.set("withheld.any", !rows.rows()->empty()).set("withheld.s34", s34).set("withheld.rows", rows);
}

Value rows_of(const customers::Profile& profile, const std::string& list) {
    Value rows = Value::list();
    const auto found = profile.lists.find(list);
    if (found == profile.lists.end()) return rows;
    for (const auto& fields : found->second) {
        Value row;
        for (const auto& [name, text] : fields) row.set(name, text);
        rows.add(row);
    }
    return rows;
}

/// Art. 15(1)(a)-(h) and (2): what the register says of itself. A missing answer is an error of the profile, no blank.
void add_access(Value& value, const Material& material, const Words& words) {
    add_data(value, material, words);
    add_papers(value, material, words);
    for (const auto* list : {"purposes", "retention", "sources"})
        if (!material.profile.lists.contains(list)) throw Error{Fault::conflict, "profile.missing", list};
    value.set("purposes.rows", rows_of(material.profile, "purposes"))
        .set("categories", rows_of(material.profile, "categories"));
    value.set("recipients.rows", rows_of(material.profile, "recipients"));
    value.set("retention.rows", rows_of(material.profile, "retention"))
        .set("sources.rows", rows_of(material.profile, "sources"));
    value.set("transfers.rows", rows_of(material.profile, "transfers"));
    value.set("automated.used", material.profile.fields.contains("automated.text"));
    const Value* const consultations = material.extract.find("consultations");
    value.set("consultations", consultations != nullptr ? *consultations : Value{{"shown", false}});
    add_withheld(value, material, words);
}

}  // namespace

lang::Value letter_fields(const std::string& kind, const Material& material, const lang::Catalogue& catalogue) {
    const Words words{catalogue, material.request.language};
    Value value = kind == "log-extract" ? material.extract : Value{};
    add_head(value, material, words);
    if (kind == "refusal-certificate" || kind == "refusal") add_refusal(value, material, words);
    if (kind == "rectification") add_rectification(value, material, words);
    if (kind == "access-reply") add_access(value, material, words);
    return value;
}

namespace {

/// As the letter lists them.
Poco::JSON::Array attachments_of(const std::string& kind, const Material& material) {
    Poco::JSON::Array attachments;
    if (kind != "access-reply") return attachments;
    int number = 0;
    for (const auto& annex : material.annexes) {
        if (!annex.withheld.empty()) continue;
        Poco::JSON::Object attachment{Poco::JSON_PRESERVE_KEY_ORDER};
        attachment.set("annex", ++number);
        attachment.set("sha256", annex.copy.sha256);
        attachments.add(attachment);
    }
    return attachments;
}

}  // namespace

std::string embedded_json(const std::string& kind, const Material& material) {
    Poco::JSON::Array grounds;
    for (const auto& item : material.request.items)
        if (refused(item)) grounds.add(item.reason);
    Poco::JSON::Object letter{Poco::JSON_PRESERVE_KEY_ORDER};
    letter.set("format", "arkki-letter");
    letter.set("version", 1);
    letter.set("letter", material.letter_number);
    letter.set("kind", kind);
    letter.set("language", std::string{code(material.request.language)});
    letter.set("case", material.request.number);
    letter.set("date", iso(material.today));
    letter.set("decision", material.request.outcome ? std::string{code(*material.request.outcome)} : "");
    letter.set("grounds", grounds);
    letter.set("attachments", attachments_of(kind, material));
    std::ostringstream text;
    letter.stringify(text);
    return text.str();
}

}  // namespace arkki::requests
