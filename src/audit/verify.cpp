#include "audit/verify.hpp"

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

#include "audit/row.hpp"
#include "base/error.hpp"
#include "tlog/tree.hpp"

namespace arkki::audit {
namespace {

constexpr std::int64_t slice_size = 256;
constexpr std::int64_t subject_page = 20'000;
constexpr std::int64_t subject_span = 1'000'000;  ///< entries whose data subjects are compared at once: bounds memory
constexpr std::size_t most_named = 100;

/// A data subject and the entry that names them, as `audit_subject` is ordered.
using Pair = std::pair<std::int64_t, std::int64_t>;

class Verifier {
public:
    Verifier(db::Database& database, const WallClock& wall_clock, const VerifyOptions& options)
        : database_{database}, wall_clock_{wall_clock}, options_{options} {}

    Verification run() {
        read_start();
        if (options_.outside && options_.outside->size == 0) compare_outside();
        for (std::int64_t from = 0; from < end_; from += slice_size) {
            check_slice(from, std::min(from + slice_size, end_));
            if (options_.progress) options_.progress(tree_.size(), static_cast<std::uint64_t>(end_));
        }
        check_end();
        result_.ok = result_.problem_count == 0;
        return std::move(result_);
    }

private:
    void report(std::optional<std::int64_t> seq, const std::string& what) {
        if (++result_.problem_count > most_named) return;
        result_.problems.push_back({seq ? std::optional{EventId{*seq}} : std::nullopt, "audit.verify." + what});
    }
    void read_start();
    void check_slice(std::int64_t from, std::int64_t to);
    void expect_entry(std::int64_t seq);
    void check_row(db::Read& read, const StoredEntry& row);
    [[nodiscard]] bool matches_its_hash(const StoredEntry& row) const;
    void check_moment(const StoredEntry& row);
    void check_beginning(const StoredEntry& row);
    void grow(db::Read& read, const StoredEntry& row);
    void compare_outside();
    void check_subjects(std::int64_t from, std::int64_t to);
    [[nodiscard]] std::vector<Pair> subject_rows(const Pair& after, std::int64_t from, std::int64_t to) const;
    void check_end();

    db::Database& database_;
    const WallClock& wall_clock_;
    const VerifyOptions& options_;
    Verification result_;

    std::string stored_frontier_;
    std::int64_t stored_size_ = 0;
    std::int64_t stored_nodes_ = 0;
    std::int64_t end_ = 0;  ///< one beyond the newest entry when the check began

    tlog::Frontier tree_;
    std::int64_t nodes_ = 0;
    bool tree_known_ = true;  ///< until an entry is missing
    std::int64_t next_ = 0;
    std::optional<Instant> last_;
    std::int64_t hour_known_for_ = std::numeric_limits<std::int64_t>::min();
    int hour_ = 0;
    std::vector<Pair> listed_;
    std::int64_t span_start_ = 0;
};

/// Everything that moves with an append, in one snapshot.
void Verifier::read_start() {
    database_.read([this](db::Read& read) {
        end_ = read.one<std::int64_t>("SELECT coalesce(max(seq) + 1, 0) FROM audit_entry");
        stored_frontier_ = read.row<std::string>("SELECT frontier FROM audit_state WHERE id = 0").value_or("");
        stored_nodes_ = read.one<std::int64_t>("SELECT count(*) FROM audit_node");
        for (const auto seq : read.rows<std::int64_t>(
                 "SELECT DISTINCT seq FROM audit_subject WHERE seq < 0 OR seq >= :end ORDER BY seq LIMIT 100",
                 {{"end", end_}}))
            report(seq, "subject_added");
    });
    try {
        stored_size_ = static_cast<std::int64_t>(tlog::Frontier::from_text(stored_frontier_).size());
    } catch (const Error&) {
        stored_size_ = -1;
    }
}

void Verifier::check_slice(std::int64_t from, std::int64_t to) {
    database_.read([&](db::Read& read) {
        for (const auto& row :
             stored_entries(read, "FROM audit_entry e WHERE e.seq >= :from AND e.seq < :to ORDER BY e.seq",
                            {{"from", from}, {"to", to}}))
            check_row(read, row);
    });
    if (to - span_start_ >= subject_span || to == end_) {
        check_subjects(span_start_, to);
        span_start_ = to;
    }
}

void Verifier::expect_entry(std::int64_t seq) {
    if (seq != next_) {
        report(next_, "missing");
        tree_known_ = false;
    }
    next_ = seq + 1;
}

void Verifier::check_row(db::Read& read, const StoredEntry& row) {
    const std::int64_t seq = row.entry.seq.value();
    expect_entry(seq);
    if (!row.entry.pruned.empty()) report(seq, "pruned");
    if (!matches_its_hash(row)) report(seq, "entry");
    if (seq == 0) check_beginning(row);
    check_moment(row);
    for (const CustomerId subject : row.entry.event.subjects) listed_.emplace_back(subject.value(), seq);
    if (tree_known_) grow(read, row);
}

bool Verifier::matches_its_hash(const StoredEntry& row) const {
    if (!row.canonical) return false;
    try {
        const Commitments groups = commitments_of(row, salts_of(row));
        return base64(tlog::leaf_hash(leaf_text(row.entry.seq, row.entry.at, groups))) == row.leaf;
    } catch (const Error&) {
        return false;
    }
}

void Verifier::check_moment(const StoredEntry& row) {
    const Instant at = row.entry.at;
    if (last_ && at < *last_ && row.entry.event.action != "clock.jumped") report(row.entry.seq.value(), "clock");
    last_ = at;
    // Offsets of time zones are whole quarters of an hour, so one question a quarter is enough.
    const std::int64_t quarter = std::chrono::floor<std::chrono::minutes>(at).time_since_epoch().count() / 15;
    if (quarter != hour_known_for_) hour_ = hour_of_week(wall_clock_(at));
    hour_known_for_ = quarter;
    if (row.local_hour != hour_) report(row.entry.seq.value(), "hour");
}

void Verifier::check_beginning(const StoredEntry& row) {
    const Event& event = row.entry.event;
    if (event.action != "log.created") report(0, "beginning");
    if (options_.outside && event.object != "log:" + options_.outside->origin) report(std::nullopt, "origin");
}

void Verifier::grow(db::Read& read, const StoredEntry& row) {
    std::vector<tlog::Node> completed;
    try {
        completed = tree_.add(digest_from(row.leaf));
    } catch (const Error&) {
        tree_known_ = false;  // the leaf is no hash; said as "entry"
        return;
    }
    for (const tlog::Node& node : completed) {
        ++nodes_;
        const auto hash = read.row<std::string>("SELECT hash FROM audit_node WHERE level = :level AND n = :n",
                                                {{"level", node.level}, {"n", node.n}});
        if (!hash || *hash != base64(node.hash)) report(static_cast<std::int64_t>(node.n << node.level), "node");
    }
    if (options_.outside && options_.outside->size == tree_.size()) compare_outside();
}

void Verifier::compare_outside() {
    if (tree_.root() == options_.outside->root) return;
    const auto size = static_cast<std::int64_t>(options_.outside->size);
    report(size == 0 ? std::nullopt : std::optional{size - 1}, "root");
}

/// Compares the pairs of the entries `from` to `to` with the table, both in its order.
void Verifier::check_subjects(std::int64_t from, std::int64_t to) {
    std::sort(listed_.begin(), listed_.end());
    listed_.erase(std::unique(listed_.begin(), listed_.end()), listed_.end());
    auto expected = listed_.begin();
    constexpr auto first = std::numeric_limits<std::int64_t>::min();
    for (auto rows = subject_rows({first, first}, from, to); !rows.empty(); rows = subject_rows(rows.back(), from, to))
        for (const Pair& row : rows) {
            for (; expected != listed_.end() && *expected < row; ++expected) report(expected->second, "subject_gone");
            if (expected != listed_.end() && *expected == row)
                ++expected;
            else
                report(row.second, "subject_added");
        }
    for (; expected != listed_.end(); ++expected) report(expected->second, "subject_gone");
    listed_.clear();
}

std::vector<Pair> Verifier::subject_rows(const Pair& after, std::int64_t from, std::int64_t to) const {
    return database_.read([&](db::Read& read) {
        std::vector<Pair> pairs;
        for (const auto& [subject, seq] : read.rows<std::int64_t, std::int64_t>(
                 "SELECT subject, seq FROM audit_subject WHERE (subject, seq) > (:subject, :seq) "
                 "AND seq >= :from AND seq < :to ORDER BY subject, seq LIMIT :page",
                 {{"subject", after.first}, {"seq", after.second}, {"from", from}, {"to", to}, {"page", subject_page}}))
            pairs.emplace_back(subject, seq);
        return pairs;
    });
}

void Verifier::check_end() {
    result_.size = static_cast<std::uint64_t>(end_);
    if (end_ == 0) report(std::nullopt, "beginning");
    if (stored_size_ > end_) report(end_, "missing");
    if (stored_size_ >= 0 && stored_size_ < end_) report(stored_size_, "state");
    if (options_.outside && options_.outside->size > result_.size) report(std::nullopt, "shorter");
    if (!tree_known_) return;
    result_.root = base64(tree_.root());
    if (stored_size_ < 0 || (stored_size_ == end_ && stored_frontier_ != tree_.text())) report(std::nullopt, "state");
    if (stored_nodes_ > nodes_) report(std::nullopt, "state");
}

}  // namespace

Verification verify(db::Database& database, const WallClock& wall_clock, const VerifyOptions& options) {
    return Verifier{database, wall_clock, options}.run();
}

}  // namespace arkki::audit
