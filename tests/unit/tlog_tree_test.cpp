#include <boost/test/unit_test.hpp>

#include <bit>
#include <map>

#include "base/error.hpp"
#include "tlog/tree.hpp"

using namespace arkki;
using namespace arkki::tlog;

namespace {

constexpr std::uint64_t largest = 600;

std::vector<Digest> leaves(std::uint64_t count) {
    std::vector<Digest> result;
    for (std::uint64_t i = 0; i < count; ++i) result.push_back(leaf_hash("entry " + std::to_string(i)));
    return result;
}

/// RFC 6962 section 2.1, word for word.
Digest naive_root(const std::vector<Digest>& leaves, std::uint64_t from, std::uint64_t to) {
    if (from == to) return sha256({});
    if (to - from == 1) return leaves[from];
    const std::uint64_t middle = from + std::bit_floor(to - from - 1);
    return node_hash(naive_root(leaves, from, middle), naive_root(leaves, middle, to));
}

/// A tree grown one leaf at a time, with all that would be stored.
struct Grown {
    explicit Grown(std::uint64_t count) : kept{{0, leaves(count)}} {
        roots.push_back(frontier.root());
        for (const Digest& leaf : kept[0]) {
            for (const Node& node : frontier.add(leaf)) {
                BOOST_TEST_REQUIRE(kept[node.level].size() == node.n);
                kept[node.level].push_back(node.hash);
            }
            roots.push_back(frontier.root());
        }
    }
    [[nodiscard]] HashesOf hashes() const {
        return [this](int level, std::uint64_t from, std::uint64_t to) {
            const auto& row = kept.at(level);
            return std::vector<Digest>{row.begin() + static_cast<std::ptrdiff_t>(from),
                                       row.begin() + static_cast<std::ptrdiff_t>(to)};
        };
    }
    std::map<int, std::vector<Digest>> kept;
    Frontier frontier;
    std::vector<Digest> roots;
};

const Grown& grown() {
    static const Grown tree{largest};
    return tree;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_damaged_frontier_is_refused) {
    for (const auto* text : {"", "AAAA", "rubbish", "AQAAAAAAAAA=", "AAAAAAAAAAAA"})
        BOOST_CHECK_EXCEPTION(Frontier::from_text(text), Error,
                              [](const Error& error) { return error.fault() == Fault::corrupt; });
}

BOOST_AUTO_TEST_CASE(proofs_of_entries_that_are_not_there_are_refused) {
    BOOST_CHECK_THROW(inclusion_proof(grown().hashes(), 5, 5), Error);
    BOOST_CHECK_THROW(consistency_proof(grown().hashes(), 6, 5), Error);
    BOOST_TEST(!is_included(grown().kept.at(0)[5], 5, 5, grown().roots[5], {}));
    BOOST_TEST(!is_consistent(6, grown().roots[6], 5, grown().roots[5], {}));
    BOOST_TEST(!is_consistent(0, grown().roots[0], 5, grown().roots[5], {}));
}

BOOST_AUTO_TEST_CASE(a_missing_stored_hash_is_corruption_and_no_wrong_proof) {
    const HashesOf holes = [](int, std::uint64_t, std::uint64_t) { return std::vector<Digest>{}; };
    BOOST_CHECK_EXCEPTION((void)inclusion_proof(holes, 3, 8), Error,
                          [](const Error& error) { return error.fault() == Fault::corrupt; });
}

BOOST_AUTO_TEST_CASE(every_root_from_0_to_600_is_that_of_the_recursion) {
    for (std::uint64_t size = 0; size <= largest; ++size)
        BOOST_TEST_REQUIRE(grown().roots[size] == naive_root(grown().kept.at(0), 0, size));
}

BOOST_AUTO_TEST_CASE(a_frontier_comes_back_from_its_text_and_grows_on) {
    Frontier frontier;
    for (std::uint64_t size = 0; size < largest; ++size) {
        BOOST_TEST_REQUIRE(frontier.size() == size);
        frontier.add(grown().kept.at(0)[size]);
        frontier = Frontier::from_text(frontier.text());
        BOOST_TEST_REQUIRE(frontier.root() == grown().roots[size + 1]);
    }
    BOOST_TEST(Frontier{}.text() == "AAAAAAAAAAA=");
}

BOOST_AUTO_TEST_CASE(a_subtree_that_does_not_continue_the_tree_is_refused) {
    Frontier frontier;
    frontier.add(grown().kept.at(0)[0]);
    BOOST_CHECK_THROW(frontier.add(Node{1, 0, grown().kept.at(0)[0]}), std::logic_error);
    BOOST_CHECK_THROW(frontier.add(Node{1, 1, grown().kept.at(0)[0]}), std::logic_error);
}

BOOST_AUTO_TEST_CASE(a_tree_put_together_from_slices_is_the_tree) {
    constexpr std::uint64_t slice = 64;
    for (std::uint64_t size = 0; size <= largest; size += 37) {
        Frontier whole;
        std::size_t completed = 0;
        for (std::uint64_t from = 0; from < size; from += slice) {
            Frontier part;
            for (std::uint64_t i = from; i < std::min(from + slice, size); ++i) part.add(grown().kept.at(0)[i]);
            for (const Node& peak : part.peaks())
                completed += whole.add(Node{peak.level, whole.size() >> peak.level, peak.hash}).size();
        }
        BOOST_TEST_REQUIRE(whole.size() == size);
        BOOST_TEST_REQUIRE(whole.root() == grown().roots[size]);
        BOOST_TEST_REQUIRE(completed == size / 256);
    }
}

BOOST_AUTO_TEST_CASE(complete_nodes_of_level_8_are_handed_out_once) {
    BOOST_TEST(grown().kept.at(8).size() == largest / 256);
    BOOST_TEST(grown().kept.at(8)[1] == naive_root(grown().kept.at(0), 256, 512));
}

BOOST_AUTO_TEST_CASE(every_inclusion_proof_holds_and_for_nothing_else) {
    for (std::uint64_t size = 1; size <= largest; size += size < 70 ? 1 : 53)
        for (std::uint64_t index = 0; index < size; index += size < 70 ? 1 : 7) {
            const auto& leaf = grown().kept.at(0)[index];
            const auto& root = grown().roots[size];
            Proof proof = inclusion_proof(grown().hashes(), index, size);
            BOOST_TEST_REQUIRE(is_included(leaf, index, size, root, proof));
            BOOST_TEST_REQUIRE(!is_included(leaf_hash("forged"), index, size, root, proof));
            BOOST_TEST_REQUIRE(!is_included(leaf, index, size, grown().roots[size - 1], proof));
            BOOST_TEST_REQUIRE(!is_included(leaf, index + 1, size, root, proof));
            proof.push_back(leaf);
            BOOST_TEST_REQUIRE(!is_included(leaf, index, size, root, proof));
        }
}

BOOST_AUTO_TEST_CASE(every_consistency_proof_holds_and_for_nothing_else) {
    for (std::uint64_t size = 1; size <= largest; size += size < 70 ? 1 : 53)
        for (std::uint64_t old_size = 1; old_size <= size; old_size += size < 70 ? 1 : 7) {
            const auto& old_root = grown().roots[old_size];
            const auto& root = grown().roots[size];
            Proof proof = consistency_proof(grown().hashes(), old_size, size);
            BOOST_TEST_REQUIRE(is_consistent(old_size, old_root, size, root, proof));
            BOOST_TEST_REQUIRE(!is_consistent(old_size, leaf_hash("forged"), size, root, proof));
            BOOST_TEST_REQUIRE(!is_consistent(old_size, old_root, size, leaf_hash("forged"), proof));
            proof.push_back(root);
            BOOST_TEST_REQUIRE(!is_consistent(old_size, old_root, size, root, proof));
        }
}
