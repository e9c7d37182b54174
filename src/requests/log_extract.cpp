#include "requests/log_extract.hpp"

#include <algorithm>
#include <charconv>

#include "access/people.hpp"
#include "access/purposes.hpp"
#include "archive/archive.hpp"
#include "audit/query.hpp"
#include "lang/dates.hpp"
#include "requests/rows.hpp"

namespace arkki::requests {
namespace {

using lang::Value;

std::string arg(const audit::Event& event, std::string_view key) {
    for (const auto& [name, value] : event.args)
        if (name == key) return value;
    return {};
}

/// The type of the document an entry is about; "" for other things and for a document that is gone.
std::string series_of(db::Read& read, const std::string& object) {
    constexpr std::string_view kind = "document:";
    if (!object.starts_with(kind)) return {};
    std::int64_t id = 0;
    std::from_chars(object.data() + kind.size(), object.data() + object.size(), id);
    return archive::facts(read, DocumentId{id}).series;
}

bool same_piece_of_work(const Look& one, const Look& other) {
    using std::chrono::floor;
    using std::chrono::minutes;
    return floor<minutes>(one.at) == floor<minutes>(other.at) && one.action == other.action &&
           one.purpose == other.purpose && one.role == other.role && one.actor == other.actor &&
           one.series == other.series && one.recipient == other.recipient;
}

void take(std::vector<Look>& looks, Look look) {
    const bool known =
        !looks.empty() && std::any_of(looks.rbegin(), looks.rbegin() + std::min<std::ptrdiff_t>(8, std::ssize(looks)),
                                      [&](const Look& one) { return same_piece_of_work(one, look); });
    if (!known) looks.push_back(std::move(look));
}

bool is_review(const std::string& action) {
    return action.starts_with("log.") || action == "name.shown" || action == "names.disclosed";
}

bool is_list(const std::string& action) { return action == "search.page" || action == "list.page"; }

/// All entries about the person, newest first, slice by slice.
std::vector<audit::Entry> entries_about(db::Read& read, CustomerId subject, Instant to) {
    audit::Filter filter;
    filter.subject = subject;
    filter.to = to;
    filter.result = "allowed";
    std::vector<audit::Entry> all;
    std::optional<EventId> before;
    for (bool more = true; more;) {
        auto page = audit::entries(read, filter, before, 1'000);
        more = page.size() == 1'000;
        if (more) before = page.back().seq;
        std::move(page.begin(), page.end(), std::back_inserter(all));
    }
    return all;
}

/// Words for the codes of one row.
struct Words {
    db::Read& read;
    const lang::Catalogue& catalogue;
    Language language;
    const WallClock& wall_clock;

    [[nodiscard]] std::string moment(Instant at) const { return lang::format_moment(language, wall_clock(at)); }
    [[nodiscard]] std::string word(const std::string& prefix, const std::string& code) const {
        if (code.empty()) return "–";
        return catalogue.has(language, prefix + code) ? catalogue.text(language, prefix + code) : code;
    }
    [[nodiscard]] std::string purpose(const std::string& code) const {
        return access::purpose_text(read, code, language).value_or(code.empty() ? "–" : code);
    }
};

Value rows_of(const std::vector<Look>& looks, bool names, const Words& words) {
    Value rows = Value::list();
    for (const auto& one : looks) {
        Value row{{"moment", words.moment(one.at)},
                  {"act", words.word("log.act.", one.action)},
                  {"purpose", words.purpose(one.purpose)},
                  {"role", words.word("role.", one.role)},
                  {"kind", words.word("series.", one.series)},
                  {"recipient", one.recipient.empty() ? "–" : one.recipient}};
        const auto name = names ? access::name_of(words.read, one.actor).reveal() : std::string{};
        row.set("name", name.empty() ? "–" : name);
        rows.add(std::move(row));
    }
    return rows;
}

}  // namespace

LogExtract log_extract(db::Read& read, CustomerId subject, Instant to) {
    LogExtract extract;
    extract.to = to;
    auto entries = entries_about(read, subject, to);
    for (auto it = entries.rbegin(); it != entries.rend(); ++it) {
        const auto& event = it->event;
        if (it->pruned.find('C') != std::string::npos) continue;
        Look look{it->seq,
                  it->at,
                  event.action,
                  event.purpose,
                  event.role,
                  series_of(read, event.object),
                  arg(event, "recipient"),
                  event.actor};
        take(is_review(event.action) ? extract.reviews
             : is_list(event.action) ? extract.appearances
                                     : extract.looks,
             std::move(look));
    }
    // Entries are erased from the oldest on; the founding entry says nothing of anybody.
    extract.from = read.row<Instant>("SELECT ts FROM audit_entry WHERE seq > 0 AND com_s IS NULL ORDER BY seq LIMIT 1");
    const auto erased = read.row<std::int64_t>(
        "SELECT seq FROM audit_entry WHERE seq > 0 AND com_s IS NOT NULL"
        " ORDER BY seq LIMIT 1");
    if (erased) extract.erased_until = extract.from.value_or(to);
    return extract;
}

std::vector<EventId> entries_of(db::Read& read, CustomerId subject, Instant to) {
    std::vector<EventId> seqs;
    for (const auto& entry : entries_about(read, subject, to)) seqs.push_back(entry.seq);
    std::reverse(seqs.begin(), seqs.end());
    return seqs;
}

std::optional<RequestId> newest_extract_request(db::Read& read, CustomerId subject) {
    return read.one<std::optional<RequestId>>(
        "SELECT max(r.id) FROM request r JOIN request_case c ON c.id = r.request_case WHERE c.subject = :subject AND"
        " r.kind = 'log_extract'",
        {{"subject", subject}});
}

bool names_disclosed(db::Read& read, RequestId request) {
    audit::Filter filter;
    filter.object = "request:" + std::to_string(request.value());
    filter.action = "names.disclosed";
    filter.result = "allowed";
    return !audit::entries(read, filter, {}, 1).empty();
}

void disclose_names(const access::Desk& desk, RequestId request, const PersonalText& reason) {
    const auto about = desk.database().read([&](db::Read& read) { return load(read, request); });
    desk.require("names.disclose", "request:" + std::to_string(request.value()));
    if (about.kind != Kind::log_extract || about.answered_on) throw Error{Fault::conflict, "extract.wrong_kind"};
    if (trimmed(reason.reveal()).empty()) throw Error{Fault::invalid, "extract.no_reason", {}, "reason"};
    auto event = event_of(desk, "names.disclosed", about);
    event.case_ref = event.object;
    event.reason = reason;
    desk.log().append(event);
}

void add_extract(Value& value, db::Read& read, const LogExtract& extract, bool names, int months,
                 const lang::Catalogue& catalogue, Language language, const WallClock& wall_clock) {
    const Words words{read, catalogue, language, wall_clock};
    const auto day = [&](Instant at) { return lang::format_day(language, wall_clock(at).day); };
    value.set("period.from", day(extract.from.value_or(extract.to))).set("period.to", day(extract.to));
    value.set("pruned.any", extract.erased_until.has_value())
        .set("pruned.years", months / 12)
        .set("pruned.before", day(extract.erased_until.value_or(extract.to)));
    value.set("names.shown", names)
        .set("looks.any", !extract.looks.empty())
        .set("looks.rows", rows_of(extract.looks, names, words))
        .set("appearances.any", !extract.appearances.empty())
        .set("appearances.rows", rows_of(extract.appearances, false, words))
        .set("reviews.any", !extract.reviews.empty())
        .set("reviews.rows", rows_of(extract.reviews, false, words));
}

Value consultation_rows(db::Read& read, const LogExtract& extract, Language language, const WallClock& wall_clock) {
    Value rows = Value::list();
    for (const auto& one : extract.looks)
        rows.add({{"date", lang::format_moment(language, wall_clock(one.at))},
                  {"purpose", access::purpose_text(read, one.purpose, language).value_or("–")}});
    return rows;
}

}  // namespace arkki::requests
