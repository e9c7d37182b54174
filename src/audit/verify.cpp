#include "audit/verify.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "audit/in_order.hpp"
#include "audit/row.hpp"
#include "audit/verify_slice.hpp"
#include "audit/verify_subjects.hpp"
#include "base/error.hpp"
#include "tlog/tree.hpp"

namespace arkki::audit {
namespace {

class Verifier {
public:
    Verifier(db::Database& database, const WallClock& wall_clock, const VerifyOptions& options)
        : database_{database}, wall_clock_{wall_clock}, options_{options} {}

    Verification run() {
        read_start();
        read_checkpoints();
        if (options_.outside) expected_.emplace(options_.outside->size, Expected{options_.outside->root, "root"});
        for (const auto& [size, what] : expected_) sizes_.push_back(size);
        compare_roots(0, {});
        check_slices();
        check_end();
        auto& named = problems_.named();
        // By place; what concerns the log as a whole comes last.
        std::stable_sort(named.begin(), named.end(), [](const Problem& a, const Problem& b) {
            return a.seq && (!b.seq || a.seq->value() < b.seq->value());
        });
        if (named.size() > Problems::most_named) named.resize(Problems::most_named);
        result_.problems = std::move(named);
        result_.problem_count = problems_.count();
        result_.ok = result_.problem_count == 0;
        return std::move(result_);
    }

private:
    /// A root that the tree of a size must have, and what is wrong if it has another.
    struct Expected {
        Digest root;
        const char* problem;
    };
    void report(std::optional<std::int64_t> seq, const char* what) { problems_.report(seq, what); }
    void read_start();
    void read_checkpoints();
    void read_checkpoint(std::int64_t size, const std::string& note);
    void check_slices();
    void join(const Slice& slice);
    void join_trees(const Slice& slice);
    void check_turns(const Slice& slice);
    void compare_node(const tlog::Node& node);
    void compare_roots(std::uint64_t size, const std::vector<tlog::Node>& peaks);
    void check_end();

    db::Database& database_;
    const WallClock& wall_clock_;
    const VerifyOptions& options_;
    Verification result_;
    Problems problems_;

    std::string origin_;
    std::string stored_frontier_;
    std::int64_t stored_size_ = 0;
    std::int64_t stored_nodes_ = 0;
    std::int64_t sealed_ = 0;  ///< size of the largest checkpoint then
    std::int64_t end_ = 0;     ///< one beyond the newest entry when the check began
    Prunings prunings_;
    std::size_t prunings_seen_ = 0;
    std::multimap<std::uint64_t, Expected> expected_;
    std::vector<std::uint64_t> sizes_;

    tlog::Frontier tree_;
    std::uint64_t nodes_ = 0;
    bool tree_known_ = true;  ///< until an entry is missing
    std::int64_t next_ = 0;
    std::int64_t missing_from_ = -1;
    std::optional<Instant> last_;
    bool running_ = false;  ///< the service started and has not stopped
};

/// Everything that moves with an append, in one snapshot.
void Verifier::read_start() {
    database_.read([this](db::Read& read) {
        end_ = read.one<std::int64_t>("SELECT coalesce(max(seq) + 1, 0) FROM audit_entry");
        stored_frontier_ = read.row<std::string>("SELECT frontier FROM audit_state WHERE id = 0").value_or("");
        stored_nodes_ = read.one<std::int64_t>("SELECT count(*) FROM audit_node");
        sealed_ = read.one<std::int64_t>("SELECT coalesce(max(size), 0) FROM audit_checkpoint");
        origin_ = read.row<std::string>("SELECT coalesce(object, '') FROM audit_entry WHERE seq = 0").value_or("");
        prunings_ = Prunings{read, 0};
    });
    if (options_.outside && origin_ != "log:" + options_.outside->origin) report(std::nullopt, "origin");
    try {
        stored_size_ = static_cast<std::int64_t>(tlog::Frontier::from_text(stored_frontier_).size());
    } catch (const Error&) {
        stored_size_ = -1;
    }
}

void Verifier::read_checkpoints() {
    result_.signatures = !options_.keys.empty();
    database_.read([this](db::Read& read) {
        read.each("SELECT size, note FROM audit_checkpoint ORDER BY size", {}, {db::Kind::integer, db::Kind::text},
                  [this](db::RowView row) { read_checkpoint(row[0].integer, std::string{row[1].text}); });
    });
}

void Verifier::read_checkpoint(std::int64_t size, const std::string& note) {
    ++result_.checkpoints;
    try {
        const auto checkpoint = tlog::checkpoint_from(note);
        if (static_cast<std::int64_t>(checkpoint.size) != size || origin_ != "log:" + checkpoint.origin)
            return report(size - 1, "checkpoint");
        if (size > end_ && size <= sealed_) return report(size - 1, "checkpoint");
        if (size > end_) return;  // sealed since the check began
        expected_.emplace(checkpoint.size, Expected{checkpoint.root, "checkpoint"});
    } catch (const Error&) {
        return report(size - 1, "checkpoint");
    }
    if (options_.keys.empty()) return;
    const auto opens = [&](const tlog::VerifierKey& key) {
        try {
            (void)tlog::open_note(note, key);
            return true;
        } catch (const Error&) {
            return false;
        }
    };
    if (std::none_of(options_.keys.begin(), options_.keys.end(), opens)) report(size - 1, "signature");
}

void Verifier::check_slices() {
    const auto secret = SetProduct::draw(system_randomness());
    const SliceContext context{wall_clock_, sizes_, prunings_, end_, options_.minimum, secret};
    const auto count = static_cast<std::size_t>((end_ + slice_size - 1) / slice_size);
    std::vector<SetProduct> said(count);  // of each slice, by its entries
    SubjectTable table;
    // The table of data subjects is one more piece of work, begun first: it is read in one go.
    using Piece = std::pair<std::size_t, std::optional<Slice>>;
    in_order<Piece>(
        options_.threads, count + 1,
        [&](std::size_t i) {
            if (i == 0) table = read_subjects(database_, secret, end_);
            if (i == 0) return Piece{0, std::nullopt};
            const auto from = static_cast<std::int64_t>(i - 1) * slice_size;
            return Piece{i - 1, check_slice(database_, context, from, std::min(from + slice_size, end_))};
        },
        [&](Piece piece) {
            if (!piece.second) return;
            said[piece.first] = piece.second->subjects;
            join(*piece.second);
            if (options_.progress)
                options_.progress(static_cast<std::uint64_t>(piece.second->to), static_cast<std::uint64_t>(end_));
        });
    compare_subjects(database_, table, said, end_, problems_);
}

void Verifier::join(const Slice& slice) {
    problems_.add(slice.problems);
    if (slice.first.value_or(slice.to) != next_) {
        if (missing_from_ != next_) report(next_, "missing");  // once, however many slices it takes
        missing_from_ = next_;
        tree_known_ = false;
    }
    if (slice.first) next_ = slice.next;
    if (slice.first_at) {
        if (last_ && *slice.first_at < *last_ && !slice.first_jumped) report(*slice.first, "clock");
        last_ = slice.last_at;
    }
    prunings_seen_ += slice.about_keeping;
    check_turns(slice);
    nodes_ += slice.nodes;
    if (tree_known_) join_trees(slice);
}

void Verifier::join_trees(const Slice& slice) {
    for (const auto& [size, peaks] : slice.peaks_at) compare_roots(size, peaks);
    tree_known_ = slice.whole;
    if (!tree_known_) return;
    for (const tlog::Node& peak : slice.tree.peaks())
        for (const tlog::Node& node : tree_.add(tlog::Node{peak.level, tree_.size() >> peak.level, peak.hash})) {
            ++nodes_;
            compare_node(node);
        }
}

/// Each start follows a stop or says that there was none.
void Verifier::check_turns(const Slice& slice) {
    if (slice.circumstances_pruned) running_ = false;  // a stop may have been erased
    for (const Turn& turn : slice.turns) {
        if (turn.started && running_ && !turn.unclean) report(turn.seq, "restart");
        running_ = turn.started;
    }
}

void Verifier::compare_node(const tlog::Node& node) {
    const auto hash = database_.read([&](db::Read& read) {
        return read.row<std::string>("SELECT hash FROM audit_node WHERE level = :level AND n = :n",
                                     {{"level", node.level}, {"n", node.n}});
    });
    if (!hash || *hash != base64(node.hash)) report(static_cast<std::int64_t>(node.n << node.level), "node");
}

/// The root at `size` against what is expected of it: the tree so far, and the peaks that follow it.
void Verifier::compare_roots(std::uint64_t size, const std::vector<tlog::Node>& peaks) {
    const auto [begin, end] = expected_.equal_range(size);
    if (begin == end) return;
    tlog::Frontier tree = tree_;
    for (const tlog::Node& peak : peaks) tree.add(tlog::Node{peak.level, tree.size() >> peak.level, peak.hash});
    const Digest root = tree.root();
    for (auto expected = begin; expected != end; ++expected)
        if (expected->second.root != root)
            report(size == 0 ? std::nullopt : std::optional{static_cast<std::int64_t>(size) - 1},
                   expected->second.problem);
}

void Verifier::check_end() {
    result_.size = static_cast<std::uint64_t>(end_);
    if (end_ == 0) report(std::nullopt, "beginning");
    if (stored_size_ > end_) report(end_, "missing");
    if (stored_size_ >= 0 && stored_size_ < end_) report(stored_size_, "state");
    if (options_.outside && options_.outside->size > result_.size) report(std::nullopt, "shorter");
    if (prunings_seen_ != prunings_.size()) report(std::nullopt, "index");
    if (!tree_known_) return;
    result_.root = base64(tree_.root());
    if (stored_size_ < 0 || (stored_size_ == end_ && stored_frontier_ != tree_.text())) report(std::nullopt, "state");
    if (static_cast<std::uint64_t>(stored_nodes_) > nodes_) report(std::nullopt, "state");
}

}  // namespace

Verification verify(db::Database& database, const WallClock& wall_clock, const VerifyOptions& options) {
    return Verifier{database, wall_clock, options}.run();
}

}  // namespace arkki::audit
