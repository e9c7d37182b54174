#include <chrono>

#include "audit/patterns.hpp"
#include "base/error.hpp"

namespace arkki::audit {
namespace {

/// A watch that was told of: it stays to know who took the thing, and is not told again.
constexpr Instant told = Instant::max();

std::string rule_of(const std::string& kind) {
    return kind == "glass" ? "glass" : kind == "seal" ? "log" : "originals";
}
std::string part_of(const std::string& kind) {
    return kind == "glass" ? "unreviewed" : kind == "seal" ? "no_seal" : kind == "place" ? "opened" : "overdue";
}

/// A break-glass is known by its own number, the basis of its entries ("glass:3"), else by what it opened.
std::string glass_name(const Seen& seen) {
    return seen.event.basis.starts_with("glass:") ? seen.event.basis : seen.event.object;
}

/// The end of the day in `due=2026-09-30`; nothing if it is no day. Not exact to the hour: a loan is counted in days.
std::optional<Instant> end_of(const std::string& due) {
    try {
        return Instant{std::chrono::sys_days{day_from_iso(due)} + std::chrono::days{1}};
    } catch (const Error&) {
        return std::nullopt;
    }
}

PersonId holder_of(const Seen& seen) {
    std::string holder = seen.arg("holder");
    if (holder.starts_with("person:")) holder.erase(0, 7);
    const bool number = !holder.empty() && holder.size() < 18 && holder.find_first_not_of("0123456789") == holder.npos;
    return number ? PersonId{std::stoll(holder)} : seen.event.actor;
}

}  // namespace

Watches::Watches(db::Read& read, const Surroundings& surroundings) : surroundings_{surroundings} {
    for (auto& [kind, name, seq, actor, until] :
         read.rows<std::string, std::string, std::int64_t, std::int64_t, Instant>(
             "SELECT kind, name, seq, actor, until FROM audit_watch"))
        watches_[{std::move(kind), std::move(name)}] = {seq, actor, until};
    for (const auto& [actor, at] : read.rows<std::int64_t, Instant>("SELECT actor, ts FROM audit_last_act"))
        last_acts_[actor] = at;
}

void Watches::open(const std::string& kind, const std::string& name, const Seen& seen, PersonId actor, Instant until) {
    if (name.empty()) return;
    watches_[{kind, name}] = {seen.entry.seq.value(), actor.value(), until};
    changed_.insert({kind, name});
}

void Watches::close(const std::string& kind, const std::string& name) {
    if (watches_.erase({kind, name}) > 0) changed_.insert({kind, name});
}

void Watches::see(const Seen& seen, Notices& out) {
    expire(seen.entry.at, out);
    if (!seen.allowed) return;
    const auto& limits = surroundings_.thresholds;
    if (seen.is("glass.broken"))
        open("glass", glass_name(seen), seen, seen.event.actor, seen.entry.at + std::chrono::days{limits.glass_days});
    if (seen.is("glass.reviewed")) close("glass", glass_name(seen));
    if (seen.is("log.created") || seen.is("log.anchored"))
        open("seal", "outside", seen, PersonId{0}, seen.entry.at + std::chrono::hours{limits.seal_hours});
    originals(seen, out);
    places(seen);
    dormant(seen, out);
}

void Watches::originals(const Seen& seen, Notices& out) {
    const bool back = seen.is("original.in");
    if (!back && !seen.is("original.out") && !seen.is("original.handed") && !seen.is("original.missing")) return;
    const auto loan = watches_.find({"original", seen.event.object});
    if (back && loan != watches_.end() && seen.person && loan->second.actor != seen.actor()) {
        auto noticed = seen.notice("originals", "other_hand");
        noticed.other = PersonId{loan->second.actor};
        noticed.from = std::min(noticed.from, noticed.to);
        out.push_back(std::move(noticed));
    }
    const auto due = end_of(seen.arg("due"));
    if (back || seen.is("original.missing"))
        close("original", seen.event.object);
    else if (due || seen.is("original.out"))
        open("original", seen.event.object, seen, holder_of(seen), due.value_or(told));
}

/// A place is opened to take something out: a loan by the same person within minutes is the reason for it.
void Watches::places(const Seen& seen) {
    const std::string by = "/" + std::to_string(seen.actor());
    if (seen.is("place.opened"))
        open("place", seen.event.object + by, seen, seen.event.actor,
             seen.entry.at + std::chrono::minutes{surroundings_.thresholds.opened_minutes});
    if (!seen.is("original.out") && !seen.is("original.in")) return;
    std::vector<Key> ended;
    for (const auto& [key, watch] : watches_)
        if (key.first == "place" && watch.actor == seen.actor()) ended.push_back(key);
    for (const auto& key : ended) close(key.first, key.second);
}

void Watches::dormant(const Seen& seen, Notices& out) {
    if (!seen.person) return;
    const auto last = last_acts_.find(seen.actor());
    if (last != last_acts_.end() &&
        seen.entry.at - last->second > std::chrono::days{surroundings_.thresholds.dormant_days}) {
        auto noticed = seen.notice("dormant", "silence");
        noticed.from = last->second;
        noticed.amount = std::chrono::floor<std::chrono::days>(seen.entry.at - last->second).count();
        out.push_back(std::move(noticed));
    }
    last_acts_[seen.actor()] = seen.entry.at;
    acted_.insert(seen.actor());
}

void Watches::expire(Instant now, Notices& out) {
    for (auto it = watches_.begin(); it != watches_.end();) {
        auto& [key, watch] = *it;
        if (watch.until >= now) {
            ++it;
            continue;
        }
        const std::string object = key.first == "place" ? key.second.substr(0, key.second.find('/')) : key.second;
        out.push_back({rule_of(key.first), part_of(key.first), key.first + ":" + std::to_string(watch.seq),
                       EventId{watch.seq}, watch.until, watch.until, PersonId{watch.actor}, PersonId{0}, std::nullopt,
                       object.find(':') == object.npos ? std::string{} : object, 1});
        changed_.insert(key);
        watch.until = told;
        it = key.first == "original" ? std::next(it) : watches_.erase(it);
    }
}

void Watches::save(db::Write& write) const {
    for (const auto& [kind, name] : changed_) {
        write.run("DELETE FROM audit_watch WHERE kind = :kind AND name = :name", {{"kind", kind}, {"name", name}});
        const auto found = watches_.find({kind, name});
        if (found == watches_.end()) continue;
        write.run("INSERT INTO audit_watch (kind, name, seq, actor, until) VALUES (:kind, :name, :seq, :actor, :until)",
                  {{"kind", kind},
                   {"name", name},
                   {"seq", found->second.seq},
                   {"actor", found->second.actor},
                   {"until", found->second.until}});
    }
    for (const auto actor : acted_)
        write.run(
            "INSERT INTO audit_last_act (actor, ts) VALUES (:actor, :ts) ON CONFLICT (actor) DO UPDATE SET ts ="
            " excluded.ts",
            {{"actor", actor}, {"ts", last_acts_.at(actor)}});
}

void Watches::saved() {
    changed_.clear();
    acted_.clear();
}

}  // namespace arkki::audit
