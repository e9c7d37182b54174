#pragma once
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "audit/entry_view.hpp"
#include "audit/keeping.hpp"
#include "audit/set_product.hpp"
#include "audit/verify.hpp"
#include "base/time.hpp"
#include "db/database.hpp"
#include "tlog/tree.hpp"

/// One slice of the log checked alone, so that slices can be checked side by side; `verify` joins them.
namespace arkki::audit {

/// Entries of a slice: a power of two, so that a full one is one subtree.
constexpr std::int64_t slice_size = 16384;

/// What was found, at most a hundred kept and all counted.
class Problems {
public:
    static constexpr std::size_t most_named = 100;
    void report(std::optional<std::int64_t> seq, const std::string& what) {
        if (++count_ > most_named) return;
        named_.push_back({seq ? std::optional{EventId{*seq}} : std::nullopt, "audit.verify." + what});
    }
    void add(const Problems& others) {
        named_.insert(named_.end(), others.named_.begin(), others.named_.end());
        count_ += others.count_;
    }
    [[nodiscard]] std::vector<Problem>& named() noexcept { return named_; }
    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }

private:
    std::vector<Problem> named_;
    std::uint64_t count_ = 0;
};

/// A start or a stop of the service.
struct Turn {
    std::int64_t seq;
    bool started;
    bool unclean;
};

/// What a slice says of itself.
struct Slice {
    std::int64_t from = 0, to = 0;
    Problems problems;
    std::optional<std::int64_t> first;  ///< entry that is there
    std::int64_t next = 0;              ///< after the last one that is there
    std::optional<Instant> first_at, last_at;
    bool first_jumped = false;  ///< its first entry is "clock.jumped"
    bool whole = true;          ///< the tree is known to its end
    tlog::Frontier tree;
    std::vector<std::pair<std::uint64_t, std::vector<tlog::Node>>> peaks_at;  ///< for the sizes that were asked for
    std::uint64_t nodes = 0;
    std::size_t about_keeping = 0;  ///< entries of `Prunings` in it
    std::vector<Turn> turns;
    bool circumstances_pruned = false;  ///< a start or stop may have stood here
    SetProduct subjects;
};

/// What all slices are checked with.
struct SliceContext {
    const WallClock& wall_clock;
    const std::vector<std::uint64_t>& sizes;  ///< ascending: where the root is wanted
    const Prunings& prunings;                 ///< of the entries below `end`
    std::int64_t end;
    const Keeping& minimum;
    const SetProduct::Secret& secret;
};

/// Checks the entries from <= seq < to in one snapshot.
[[nodiscard]] Slice check_slice(db::Database& database, const SliceContext& context, std::int64_t from,
                                std::int64_t to);

}  // namespace arkki::audit
