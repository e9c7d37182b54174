#include "audit/patterns.hpp"

#include <algorithm>
#include <array>

namespace arkki::audit {
namespace {

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// The codes of `flag=surname,address` arguments.
std::vector<std::string> flags_of(const Seen& seen) {
    std::vector<std::string> flags;
    for (const auto& [key, value] : seen.event.args) {
        if (key != "flag") continue;
        for (std::size_t begin = 0; begin < value.size();) {
            const auto end = std::min(value.find(',', begin), value.size());
            flags.push_back(value.substr(begin, end - begin));
            begin = end + 1;
        }
    }
    return flags;
}

bool is_copy(const Seen& seen) {
    return one_of(seen.event.action, {"document.copy", "document.print", "card.copy", "card.print", "export.made",
                                      "labels.made", "disclosure.made"});
}

/// Reading, copying or taking what no order, request, loan or invoice explained at that time.
void no_relation(const Seen& seen, Notices& out) {
    if (!seen.person || !seen.allowed || seen.event.subjects.empty()) return;
    if (!seen.opening && !is_copy(seen) && !seen.is("original.take")) return;
    if (seen.arg("explained") == "none") out.push_back(seen.notice("no-relation", "unexplained", seen.mark_of_day()));
}

/// The rule a flag of the Guard belongs to; "" for none.
std::string rule_of_flag(const std::string& flag) {
    if (one_of(flag, {"surname", "address"})) return "family";
    if (one_of(flag, {"restricted", "hold", "ban", "closed"})) return "barred";
    return one_of(flag, {"own", "colleague", "due"}) ? flag : "";
}

/// What the Guard saw of the person and the record; a refused attempt counts too.
void flags(const Seen& seen, Notices& out) {
    if (!seen.person) return;
    for (const auto& flag : flags_of(seen))
        if (const auto rule = rule_of_flag(flag); !rule.empty())
            out.push_back(seen.notice(rule, flag, seen.mark_of_day() + ":" + flag));
}

void glass(const Seen& seen, Notices& out) {
    if (seen.is("glass.broken") && seen.allowed) out.push_back(seen.notice("glass", "broken"));
}

void off_hours(const Seen& seen, const Surroundings& around, Notices& out) {
    if (!seen.person || !seen.allowed || seen.is("session.ended") || seen.is("logout")) return;
    const bool absent = around.absent && around.absent(seen.event.actor, seen.local.day);
    const bool holiday = around.holiday && around.holiday(seen.local.day);
    const bool hour = seen.hour < around.thresholds.office_from || seen.hour >= around.thresholds.office_to;
    const char* const what = absent ? "absent" : holiday ? "holiday" : seen.weekday >= 5 ? "weekend" : "hour";
    if (absent || holiday || hour || seen.weekday >= 5)
        out.push_back(seen.notice("off-hours", what, std::to_string(seen.actor()) + ":" + seen.day));
}

void copies(const Seen& seen, Notices& out) {
    if (seen.person && seen.allowed && is_copy(seen) && seen.event.case_ref.empty())
        out.push_back(seen.notice("copies", "no_case", seen.mark_of_day()));
}

void lapsed(const Seen& seen, Notices& out) {
    if (seen.event.result != "denied" || !seen.person) return;
    const std::string mark = std::to_string(seen.actor()) + ":" + seen.day;
    if (seen.event.rule == "left") out.push_back(seen.notice("left", "left", mark));
    if (seen.event.rule == "no-commitment") out.push_back(seen.notice("commitment", "no_commitment", mark));
}

void originals(const Seen& seen, Notices& out) {
    if (!seen.person || !seen.allowed || !seen.event.case_ref.empty()) return;
    if (seen.is("original.take") || seen.is("original.out"))
        out.push_back(seen.notice("originals", "taken_without_case", seen.mark_of_day()));
}

void about_the_log(const Seen& seen, Notices& out) {
    const std::string day = std::to_string(seen.actor()) + ":" + seen.day;
    if (seen.person && seen.allowed) {
        // Everybody may see his own entries.
        const bool own = seen.arg("actor") == std::to_string(seen.actor()) && seen.event.role != "auditor";
        if (seen.is("log.read") && !own) out.push_back(seen.notice("log", "read", day + ":read"));
        if (seen.is("log.exported")) out.push_back(seen.notice("log", "exported"));
        if (seen.is("name.shown") || seen.is("names.disclosed")) out.push_back(seen.notice("log", "name_shown"));
    }
    if (seen.is("log.verified") && seen.event.result == "error") out.push_back(seen.notice("log", "verify_failed"));
    if (seen.is("service.started") && seen.arg("unclean") == "1") out.push_back(seen.notice("log", "restart_gap"));
    if (seen.is("clock.jumped")) out.push_back(seen.notice("log", "clock"));
}

void administration(const Seen& seen, Notices& out) {
    if (!seen.allowed) return;
    const auto& action = seen.event.action;
    const bool rights = one_of(action, {"role.changed", "list.granted", "list.ended"});
    if (rights && seen.person && seen.event.case_ref.empty()) out.push_back(seen.notice("admin", "rights"));
    // The machine writes what the set-up filled in, and what somebody changed in a file: only that is news.
    const bool settings = seen.is("config.changed") && (seen.person || seen.event.object.starts_with("policy:"));
    if (settings && seen.event.case_ref.empty()) out.push_back(seen.notice("admin", "settings"));
    const bool approval =
        rights || one_of(action, {"commitment.signed", "glass.reviewed", "disposal.approved", "list.approved"});
    const bool own = seen.arg("for") == "person:" + std::to_string(seen.actor()) ||
                     seen.event.object == "person:" + std::to_string(seen.actor()) || seen.arg("self") == "1";
    if (approval && own && seen.person) out.push_back(seen.notice("admin", "self_approval"));
}

}  // namespace

const std::vector<std::string_view>& opening_acts() {
    static const std::vector<std::string_view> acts{"card.view",        "document.view", "document.text",
                                                    "document.preview", "request.view",  "letter.view",
                                                    "letter.preview"};
    return acts;
}

Seen::Seen(const StoredEntry& row, const WallClock& wall_clock)
    : entry{row.entry},
      event{row.entry.event},
      local{wall_clock(entry.at)},
      hour{row.local_hour % 24},
      weekday{row.local_hour / 24},
      person{event.role != "machine" && event.actor.value() > 1},
      allowed{event.result == "allowed"},
      opening{allowed && std::find(opening_acts().begin(), opening_acts().end(), event.action) != opening_acts().end()},
      day{iso(local.day)} {}

std::string Seen::arg(std::string_view key) const {
    for (const auto& [name, value] : event.args)
        if (name == key) return value;
    return {};
}

Noticed Seen::notice(std::string_view rule, std::string_view what, std::string mark) const {
    Noticed noticed{std::string{rule}, std::string{what}, std::move(mark), entry.seq, entry.at, entry.at};
    if (noticed.mark.empty()) noticed.mark = std::to_string(entry.seq.value());
    if (person) noticed.actor = event.actor;
    if (!event.subjects.empty()) noticed.subject = event.subjects.front();
    noticed.object = event.object;
    return noticed;
}

std::string Seen::mark_of_day() const {
    const std::string whose = event.subjects.empty() ? event.object : std::to_string(event.subjects.front().value());
    return std::to_string(actor()) + ":" + whose + ":" + day;
}

std::string Seen::mark_of_hour() const {
    return std::to_string(actor()) + ":" + day + "T" + std::to_string(local.hour);
}

void look_at(const Seen& seen, const Surroundings& surroundings, Notices& out) {
    no_relation(seen, out);
    flags(seen, out);
    glass(seen, out);
    off_hours(seen, surroundings, out);
    copies(seen, out);
    lapsed(seen, out);
    originals(seen, out);
    about_the_log(seen, out);
    administration(seen, out);
}

}  // namespace arkki::audit
