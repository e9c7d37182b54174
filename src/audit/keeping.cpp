#include "audit/keeping.hpp"

#include <algorithm>
#include <charconv>

#include "audit/row.hpp"
#include "base/error.hpp"

namespace arkki::audit {
namespace {

std::int64_t number_in(std::string_view lines, std::string_view key, std::int64_t otherwise) {
    const auto text = arg_in(lines, key);
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    return fault == std::errc{} && end == text.data() + text.size() && !text.empty() ? number : otherwise;
}

}  // namespace

Instant oldest_kept(Instant now, int months) {
    const Day today{std::chrono::floor<std::chrono::days>(now)};
    return Instant{std::chrono::sys_days{add_months(today, -months)}};
}

bool is_about_keeping(std::string_view action) {
    return action == "log.pruned" || action == "log.restored" || action == "log.held" || action == "log.released";
}

std::string_view arg_in(std::string_view lines, std::string_view key) {
    while (!lines.empty()) {
        const auto line = lines.substr(0, lines.find('\n'));
        if (line.size() > key.size() && line.starts_with(key) && line[key.size()] == '=')
            return line.substr(key.size() + 1);
        lines.remove_prefix(std::min(lines.size(), line.size() + 1));
    }
    return {};
}

std::optional<Instant> instant_from_iso(std::string_view text) {
    if (text.size() != 27) return std::nullopt;
    const auto part = [&](std::size_t at, std::size_t length) {
        int value = 0;
        const char* const end = text.data() + at + length;
        return std::from_chars(text.data() + at, end, value).ptr == end ? value : -1;
    };
    try {
        const auto instant = Instant{std::chrono::sys_days{day_from_iso(text.substr(0, 10))}} +
                             std::chrono::hours{part(11, 2)} + std::chrono::minutes{part(14, 2)} +
                             std::chrono::seconds{part(17, 2)} + std::chrono::microseconds{part(20, 6)};
        if (iso(instant) == text) return instant;  // one spelling only
    } catch (const Error&) {
    }
    return std::nullopt;
}

Prunings::Prunings(db::Read& read, std::int64_t from) {
    read.each(
        "SELECT seq, ts, action, args FROM audit_entry WHERE action IN "
        "('log.pruned', 'log.restored', 'log.held', 'log.released') AND seq >= :from ORDER BY seq",
        {{"from", from}}, {db::Kind::integer, db::Kind::integer, db::Kind::text, db::Kind::text}, [&](db::RowView row) {
            take(row[0].integer, instant_from_microseconds(row[1].integer), std::string{row[2].text},
                 std::string{row[3].text});
        });
}

void Prunings::take(std::int64_t seq, Instant at, const std::string& action, const std::string& args) {
    ++known_;
    const std::int64_t from = number_in(args, "from", 0);
    const std::int64_t to = number_in(args, "to", -1);
    const std::string hold{arg_in(args, "hold")};
    if (action == "log.pruned") {
        // Without a readable day nothing is covered.
        const auto before = instant_from_iso(arg_in(args, "before")).value_or(Instant::min());
        covers_.push_back({seq, at, from, to, before, std::string{arg_in(args, "groups")}});
    } else if (action == "log.restored") {
        restored_.push_back({seq, from, to});
    } else if (action == "log.held") {
        holds_.emplace(hold, Span{seq, from, to});  // the first of a number counts
    } else {
        releases_.emplace_back(hold, seq);
        const auto held = holds_.find(hold);
        if (held != holds_.end() && held->second.released < 0) held->second.released = seq;
    }
}

void Prunings::add(const Prunings& later) {
    known_ += later.known_;
    covers_.insert(covers_.end(), later.covers_.begin(), later.covers_.end());
    restored_.insert(restored_.end(), later.restored_.begin(), later.restored_.end());
    holds_.insert(later.holds_.begin(), later.holds_.end());
    for (const auto& [hold, seq] : later.releases_) {
        const auto held = holds_.find(hold);
        if (held != holds_.end() && held->second.released < 0) held->second.released = seq;
    }
}

bool Prunings::is_held(std::int64_t seq, std::int64_t by) const {
    return std::any_of(holds_.begin(), holds_.end(), [&](const auto& hold) {
        const Span& span = hold.second;
        return span.from <= seq && seq <= span.to && span.seq < by && (span.released < 0 || span.released > by);
    });
}

const char* Prunings::fault(std::int64_t seq, Instant at, std::size_t group, const Keeping& minimum,
                            std::size_t& hint) const {
    const char* worst = "pruned";
    const auto judge = [&](const Cover& cover) {
        if (seq < cover.from || seq > cover.to || seq >= cover.seq) return false;
        if (cover.groups.find(group_letters[group]) == std::string::npos) return false;
        if (at >= cover.before || cover.before > oldest_kept(cover.at, minimum.months(group)))
            worst = "early";
        else if (is_held(seq, cover.seq))
            worst = "held";
        else
            return true;
        return false;
    };
    if (hint < covers_.size() && judge(covers_[hint])) return nullptr;
    for (std::size_t i = 0; i < covers_.size(); ++i)
        if (judge(covers_[i])) {
            hint = i;
            return nullptr;
        }
    const auto was_restored = [&](const Span& span) { return span.from <= seq && seq <= span.to && seq < span.seq; };
    return std::any_of(restored_.begin(), restored_.end(), was_restored) ? nullptr : worst;
}

}  // namespace arkki::audit
