#include "service/month_certificate.hpp"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <algorithm>
#include <sstream>

#include "access/people.hpp"
#include "lang/dates.hpp"
#include "lang/numbers.hpp"
#include "service/night_work.hpp"
#include "service/papers.hpp"
#include "service/review.hpp"

namespace arkki::service {
namespace {

using lang::Value;

/// The words of one certificate.
struct Words {
    Office& office;
    Language language;
    [[nodiscard]] std::string operator()(const std::string& key, const lang::Arguments& arguments = {}) const {
        return office.catalogue().text(language, key, arguments);
    }
    [[nodiscard]] std::string moment(Instant at) const {
        return lang::format_moment(language, office.world().wall_clock(at));
    }
    [[nodiscard]] std::string name(PersonId person) const {
        return office.database().read([&](db::Read& read) { return access::name_of(read, person).reveal(); });
    }
};

Value checkpoint_fields(const MonthCheckpoint& one, const Words& words) {
    std::string channels;
    for (const auto& channel : one.channels)
        channels += (channels.empty() ? "" : ", ") + words("certificate.channel." + channel);
    if (channels.empty()) channels = words("certificate.no_channel");
    return {{"any", true},
            {"moment", words.moment(one.at)},
            {"channels", channels},
            {"origin", one.checkpoint.origin},
            {"size", std::to_string(one.checkpoint.size)},
            {"root", base64(one.checkpoint.root)}};
}

Value none() { return {{"any", false}}; }

std::vector<std::string> warnings_of(const MonthFacts& facts, const Words& words) {
    std::vector<std::string> warnings;
    if (!facts.both_roles.empty()) {
        std::string names;
        for (const auto person : facts.both_roles) names += (names.empty() ? "" : ", ") + words.name(person);
        warnings.push_back(words("certificate.same_human", {{"names", names}}));
    }
    if (!facts.verified.ok) warnings.push_back(words("certificate.not_verified"));
    const bool outside = std::any_of(facts.checkpoints.begin(), facts.checkpoints.end(),
                                     [](const MonthCheckpoint& one) { return !one.channels.empty(); });
    if (!outside) warnings.push_back(words("certificate.not_outside"));
    std::int64_t open = 0;
    for (const auto& one : facts.findings) open += one.open;
    if (open > 0) warnings.push_back(words("certificate.open_findings", {{"count", std::to_string(open)}}));
    if (!facts.ended) warnings.push_back(words("certificate.month_runs"));
    return warnings;
}

Value verified_fields(const MonthFacts& facts, const Words& words) {
    std::string problem = "-";
    if (!facts.verified.problems.empty()) {
        const auto& first = facts.verified.problems.front();
        problem = words(first.key, {{"seq", first.seq ? std::to_string(first.seq->value()) : "-"}});
    }
    return {{"ok", facts.verified.ok},
            {"size", std::to_string(facts.verified.size)},
            {"moment", words.moment(facts.verified_at)},
            {"version", ARKKI_VERSION},
            {"root", facts.verified.root},
            {"problems", std::to_string(facts.verified.problem_count)},
            {"first_problem", problem}};
}

void add_tables(Value& value, const MonthFacts& facts, const Words& words) {
    Value acts = Value::list();
    for (const auto& one : facts.acts)
        acts.add({{"act", act_text(words.office.catalogue(), words.language, one.action)}, {"count", one.count}});
    Value findings = Value::list();
    for (const auto& one : facts.findings)
        findings.add({{"rule", words("finding.rule." + one.rule)},
                      {"all", one.all()},
                      {"justified", one.justified},
                      {"misuse", one.misuse},
                      {"unclear", one.unclear},
                      {"open", one.open}});
    Value judges = Value::list();
    for (const auto& one : facts.judges) judges.add({{"name", words.name(one.person)}, {"count", one.verdicts}});
    value.set("acts.rows", acts).set("findings.rows", findings).set("judges.rows", judges);
    value.set("findings.any", !facts.findings.empty());
}

void add_sample(Value& value, const MonthFacts& facts, const Words& words) {
    value.set("sample.any", facts.draw.has_value());
    if (!facts.draw) return;
    Value rows = Value::list();
    for (const auto& one : facts.sample)
        rows.add({{"seq", one.seq.value()},
                  {"i", one.i},
                  {"state", words("finding.state." + std::string{audit::code(one.state)})}});
    value.set("sample.rows", rows)
        .set("sample.count", static_cast<std::int64_t>(facts.sample.size()))
        .set("sample.size", facts.draw->size)
        .set("sample.root", facts.draw->root);
}

Poco::JSON::Object json_of(const MonthCheckpoint& one) {
    Poco::JSON::Object object{Poco::JSON_PRESERVE_KEY_ORDER};
    object.set("size", one.checkpoint.size);
    object.set("root", base64(one.checkpoint.root));
    object.set("note", one.note);
    Poco::JSON::Array channels;
    for (const auto& channel : one.channels) channels.add(channel);
    object.set("channels", channels);
    return object;
}

/// The same for machines (docs/formats.md, "Monthly certificate").
std::string embedded_json(const MonthFacts& facts, const std::string& number) {
    Poco::JSON::Object object{Poco::JSON_PRESERVE_KEY_ORDER};
    object.set("format", "arkki-month-certificate");
    object.set("version", 1);
    object.set("certificate", number);
    object.set("month", facts.month.name);
    object.set("from_seq", facts.first_seq.value());
    object.set("to_seq", facts.last_seq.value());
    object.set("verified_at", iso(facts.verified_at));
    object.set("verified_ok", facts.verified.ok);
    object.set("size", facts.verified.size);
    object.set("root", facts.verified.root);
    Poco::JSON::Array checkpoints;
    for (const auto& one : facts.checkpoints) checkpoints.add(json_of(one));
    object.set("checkpoints", checkpoints);
    Poco::JSON::Array sample;
    for (const auto& one : facts.sample) sample.add(one.seq.value());
    object.set("sample", sample);
    std::ostringstream text;
    object.stringify(text);
    return text.str();
}

/// "1.11.2026–30.11.2026"
std::string days_of(const audit::Month& month, const Words& words) {
    const auto day = [&](Instant at) { return words.office.world().wall_clock(at).day; };
    return lang::format_day(words.language, day(month.from)) + "–" +
           lang::format_day(words.language, day(month.to - std::chrono::hours{1}));
}

Paper paper_of(const MonthFacts& facts, const Words& words) {
    Paper paper{"month-certificate", "L-" + facts.month.name, words.language, {}, {}};
    paper.embedded_json = embedded_json(facts, paper.number);
    paper.warnings = warnings_of(facts, words);
    Value& value = paper.fields;
    Value warnings = Value::list();
    for (const auto& text : paper.warnings) warnings.add({{"text", text}});
    const auto& points = facts.checkpoints;
    value.set("warnings", warnings)
        .set("month.text", days_of(facts.month, words))
        .set("month.first_seq", facts.first_seq.value())
        .set("month.last_seq", facts.last_seq.value())
        .set("month.entries", facts.entries)
        .set("verified", verified_fields(facts, words))
        .set("first", points.empty() ? none() : checkpoint_fields(points.front(), words))
        .set("last", points.size() < 2 ? none() : checkpoint_fields(points.back(), words));
    add_tables(value, facts, words);
    add_sample(value, facts, words);
    for (const auto& one : points)
        paper.codes.push_back(
            {one.checkpoint.origin + "\n" + std::to_string(one.checkpoint.size) + "\n" + base64(one.checkpoint.root),
             one.note});
    return paper;
}

}  // namespace

Certificate month_certificate(Office& office, const access::Desk& desk, const std::string& month, Language language,
                              const signing::Signer* signer) {
    desk.require("log.export");
    Certificate certificate;
    certificate.facts = month_facts(office, desk, month);
    const auto paper = paper_of(certificate.facts, {office, language});
    certificate.number = paper.number;
    certificate.pdf = make_paper(office, desk, paper, signer);
    certificate.sha256 = hex(sha256(certificate.pdf));
    certificate.is_signed = signer != nullptr;
    auto event = desk.event("log.exported");
    event.object = "paper:" + certificate.number;
    event.sha256 = certificate.sha256;
    event.args = {{"kind", "month-certificate"},
                  {"month", month},
                  {"signed", certificate.is_signed ? "1" : "0"},
                  {"version", ARKKI_VERSION}};
    office.log().append(event);
    return certificate;
}

}  // namespace arkki::service
