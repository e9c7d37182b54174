#include "audit/restore.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>

#include "audit/checkpoints.hpp"
#include "audit/keeping.hpp"
#include "audit/leaf.hpp"
#include "audit/query.hpp"
#include "audit/row.hpp"
#include "base/base64.hpp"
#include "base/error.hpp"
#include "tlog/tree.hpp"

namespace arkki::audit {
namespace {

/// What a leaf text says.
struct Leaf {
    std::int64_t seq = 0;
    Instant at;
    std::array<Digest, 4> groups;
};

/// Nothing unless it is exactly as an Appender would have written it.
std::optional<Leaf> leaf_from(std::string_view text) {
    Leaf leaf;
    const auto line = [&text] {
        const auto end = std::min(text.find('\n'), text.size());
        const auto found = text.substr(0, end);
        text.remove_prefix(std::min(text.size(), end + 1));
        return found;
    };
    const std::string_view whole = text;
    (void)line();
    const auto head = line();
    const auto blank = std::min(head.find(' '), head.size());
    std::from_chars(head.data(), head.data() + blank, leaf.seq);
    const auto at = instant_from_iso(head.substr(std::min(head.size(), blank + 1)));
    if (!at) return std::nullopt;
    leaf.at = *at;
    for (Digest& group : leaf.groups) {
        const auto given = line();
        if (given.size() != 46 || !decode_base64(given.substr(2), group)) return std::nullopt;
    }
    const auto& [a, s, c, f] = leaf.groups;
    if (leaf_text(EventId{leaf.seq}, leaf.at, {a, s, c, f}) != whole) return std::nullopt;
    return leaf;
}

void insert(db::Write& write, const Leaf& leaf, const Digest& hash, const WallClock& wall_clock) {
    write.run(
        "INSERT INTO audit_entry (seq, ts, local_hour, leaf, com_a, com_s, com_c, com_f) "
        "VALUES (:seq, :ts, :local_hour, :leaf, :com_a, :com_s, :com_c, :com_f)",
        {{"seq", leaf.seq},
         {"ts", leaf.at},
         {"local_hour", hour_of_week(wall_clock(leaf.at))},
         {"leaf", base64(hash)},
         {"com_a", base64(leaf.groups[0])},
         {"com_s", base64(leaf.groups[1])},
         {"com_c", base64(leaf.groups[2])},
         {"com_f", base64(leaf.groups[3])}});
}

/// Inserts the leaves `from` on until the tree is of the sealed size. @returns the tree
tlog::Frontier put_back(db::Write& write, const std::vector<std::string>& leaves, std::uint64_t size,
                        const WallClock& wall_clock) {
    auto tree = tlog::Frontier::from_text(write.one<std::string>("SELECT frontier FROM audit_state WHERE id = 0"));
    const std::uint64_t from = tree.size();
    if (leaves.size() < size - from) throw Error{Fault::conflict, "audit.restore_mismatch", "too few leaves"};
    while (tree.size() < size) {
        const std::string& text = leaves[tree.size() - from];
        const auto leaf = leaf_from(text);
        if (!leaf || static_cast<std::uint64_t>(leaf->seq) != tree.size())
            throw Error{Fault::corrupt, "audit.bad_bundle", std::to_string(tree.size())};
        const Digest hash = tlog::leaf_hash(text);
        insert(write, *leaf, hash, wall_clock);
        for (const tlog::Node& node : tree.add(hash))
            write.run("INSERT INTO audit_node (level, n, hash) VALUES (:level, :n, :hash)",
                      {{"level", node.level}, {"n", node.n}, {"hash", base64(node.hash)}});
    }
    write.run("UPDATE audit_state SET frontier = :frontier WHERE id = 0", {{"frontier", tree.text()}});
    return tree;
}

}  // namespace

Restored restore(Log& log, Event by, const std::vector<std::string>& leaves, const tlog::Checkpoint& sealed,
                 const WallClock& wall_clock) {
    Restored restored;
    by.action = "log.restored";
    log.change([&](db::Write& write, Appender&) {
        const tlog::Checkpoint now = current(write);
        if (now.origin != sealed.origin) throw Error{Fault::conflict, "audit.restore_mismatch", "another log"};
        if (now.size >= sealed.size) throw Error{Fault::conflict, "audit.nothing_to_restore"};
        if (put_back(write, leaves, sealed.size, wall_clock).root() != sealed.root)
            throw Error{Fault::conflict, "audit.restore_mismatch", "another root"};
        reopen_log(write);
        restored.from = static_cast<std::int64_t>(now.size);
        restored.to = static_cast<std::int64_t>(sealed.size) - 1;
        by.args = {{"from", std::to_string(restored.from)}, {"to", std::to_string(restored.to)}};
        // An appender of its own: the one of this change was made before the log was whole.
        const Receipt receipt = log.appender(write).append(by);
        restored.event = receipt.event();
        return receipt;
    });
    return restored;
}

}  // namespace arkki::audit
