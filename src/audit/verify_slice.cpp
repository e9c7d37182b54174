#include "audit/verify_slice.hpp"

#include <algorithm>
#include <array>

#include "audit/row.hpp"
#include "base/base64.hpp"

namespace arkki::audit {
namespace {

bool says(std::string_view base64, const Digest& digest) {
    std::array<char, 44> expected{};
    encode_base64(digest, expected.data());
    return base64 == std::string_view{expected.data(), expected.size()};
}

class SliceCheck {
public:
    SliceCheck(db::Read& read, const SliceContext& context, std::int64_t from, std::int64_t to)
        : read_{read}, context_{context}, later_{read, context.end} {
        slice_.from = from;
        slice_.to = to;
        slice_.next = from;
        if (later_.size() > 0) {
            all_ = context.prunings;
            all_.add(later_);
        }
        wanted_ = std::upper_bound(context.sizes.begin(), context.sizes.end(), static_cast<std::uint64_t>(from));
    }

    Slice run() {
        each_entry(read_, slice_.from, slice_.to, [this](const EntryView& entry) { check(entry); });
        compare_nodes();
        slice_.nodes = completed_.size();
        return std::move(slice_);
    }

private:
    void check(const EntryView& entry);
    void check_moment(const EntryView& entry);
    void check_pruned(const EntryView& entry);
    void note_kind(const EntryView& entry);
    void grow(const EntryView& entry, const std::optional<Digest>& leaf);
    void compare_nodes();
    void report(std::optional<std::int64_t> seq, const char* what) { slice_.problems.report(seq, what); }

    db::Read& read_;
    const SliceContext& context_;
    Prunings later_;  ///< written since the check began; the entries they erased are seen erased
    Prunings all_;
    Slice slice_;
    EntryHasher hasher_;
    std::vector<std::uint64_t>::const_iterator wanted_;
    std::vector<tlog::Node> completed_;
    std::array<std::size_t, 4> hints_{};
    std::int64_t hour_known_for_ = std::numeric_limits<std::int64_t>::min();
    int hour_ = 0;
};

void SliceCheck::check(const EntryView& entry) {
    if (!slice_.first) {
        slice_.first = entry.seq;
        slice_.whole = entry.seq == slice_.from;
    } else if (entry.seq != slice_.next) {
        report(slice_.next, "missing");
        slice_.whole = false;
    }
    slice_.next = entry.seq + 1;
    const auto leaf = hasher_.leaf(entry);
    const bool holds = leaf && says(entry.leaf, *leaf);
    if (!holds) report(entry.seq, "entry");
    check_moment(entry);
    check_pruned(entry);
    note_kind(entry);
    for (const std::int64_t subject : hasher_.subjects()) slice_.subjects.add(subject, entry.seq, context_.secret);
    if (slice_.whole) grow(entry, holds ? leaf : std::nullopt);
}

void SliceCheck::check_moment(const EntryView& entry) {
    // Once its circumstances are erased nobody can say any more whether it told of a jump.
    const bool jumped = entry.circumstances.action == "clock.jumped" || entry.is_pruned(2);
    if (!slice_.first_at) {
        slice_.first_at = entry.at;
        slice_.first_jumped = jumped;
    } else if (entry.at < *slice_.last_at && !jumped) {
        report(entry.seq, "clock");
    }
    slice_.last_at = entry.at;
    // Offsets of time zones are whole quarters of an hour, so one question a quarter is enough.
    const std::int64_t quarter = std::chrono::floor<std::chrono::minutes>(entry.at).time_since_epoch().count() / 15;
    if (quarter != hour_known_for_) hour_ = hour_of_week(context_.wall_clock(entry.at));
    hour_known_for_ = quarter;
    if (entry.local_hour != hour_) report(entry.seq, "hour");
}

void SliceCheck::check_pruned(const EntryView& entry) {
    if (entry.pruned_mask() == 0) return;
    const Prunings& known = later_.size() > 0 ? all_ : context_.prunings;
    for (std::size_t group = 0; group < hints_.size(); ++group) {
        if (!entry.is_pruned(group)) continue;
        const char* const fault = known.fault(entry.seq, entry.at, group, context_.minimum, hints_[group]);
        if (fault) return report(entry.seq, fault);
    }
}

void SliceCheck::note_kind(const EntryView& entry) {
    const std::string_view action = entry.circumstances.action;
    if (entry.is_pruned(2)) slice_.circumstances_pruned = true;
    if (action.empty()) return;
    if (action.front() == 'l' && is_about_keeping(action)) ++slice_.about_keeping;
    if (action.front() == 's' && (action == "service.started" || action == "service.stopped")) {
        slice_.turns.push_back(
            {entry.seq, action == "service.started", arg_in(entry.circumstances.args, "unclean") == "1"});
    }
    if (entry.seq == 0 && action != "log.created") report(0, "beginning");
}

/// What does not match its hash stays in the tree as it says it is: else one edit would be told of every later root.
void SliceCheck::grow(const EntryView& entry, const std::optional<Digest>& leaf) {
    Digest hash;
    if (leaf) {
        hash = *leaf;
    } else if (!decode_base64(entry.leaf, hash)) {
        slice_.whole = false;  // the leaf is no hash; said as "entry"
        return;
    }
    for (tlog::Node& node : slice_.tree.add(hash)) {
        node.n += static_cast<std::uint64_t>(slice_.from) >> node.level;
        completed_.push_back(node);
    }
    const auto size = static_cast<std::uint64_t>(entry.seq) + 1;
    if (wanted_ == context_.sizes.end() || *wanted_ != size) return;
    slice_.peaks_at.emplace_back(size, slice_.tree.peaks());
    ++wanted_;
}

void SliceCheck::compare_nodes() {
    if (completed_.empty()) return;
    auto expected = completed_.begin();
    const auto missing = [&] {
        report(static_cast<std::int64_t>(expected->n << expected->level), "node");
        ++expected;
    };
    read_.each("SELECT n, hash FROM audit_node WHERE level = :level AND n >= :from AND n <= :to ORDER BY n",
               {{"level", expected->level},
                {"from", static_cast<std::int64_t>(expected->n)},
                {"to", static_cast<std::int64_t>(completed_.back().n)}},
               {db::Kind::integer, db::Kind::text}, [&](db::RowView row) {
                   const auto n = static_cast<std::uint64_t>(row[0].integer);
                   while (expected != completed_.end() && expected->n < n) missing();
                   if (expected == completed_.end() || expected->n != n) return;
                   if (says(row[1].text, expected->hash))
                       ++expected;
                   else
                       missing();
               });
    while (expected != completed_.end()) missing();
}

}  // namespace

Slice check_slice(db::Database& database, const SliceContext& context, std::int64_t from, std::int64_t to) {
    return database.read([&](db::Read& read) { return SliceCheck{read, context, from, to}.run(); });
}

}  // namespace arkki::audit
