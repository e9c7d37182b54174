#include <boost/test/unit_test.hpp>

#include <fstream>

#include "base/error.hpp"
#include "support/test_folder.hpp"
#include "support/test_leaves.hpp"
#include "tlog/durable_file.hpp"
#include "tlog/tiles.hpp"

using namespace arkki;
using namespace arkki::tlog;

namespace {

std::string key_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.what();
    }
    return "nothing thrown";
}

}  // namespace

BOOST_AUTO_TEST_CASE(tiles_have_the_names_of_the_specification) {
    BOOST_TEST(tile_path({0, 0, 256}) == "tile/0/000");
    BOOST_TEST(tile_path({1, 1234067, 256}) == "tile/1/x001/x234/067");
    BOOST_TEST(tile_path({0, 1234, 5}) == "tile/0/x001/234.p/5");
    BOOST_TEST(tile_path({Tile::bundle, 999, 1}) == "tile/entries/999.p/1");
    BOOST_TEST(tile_path({Tile::bundle, 1000, 256}) == "tile/entries/x001/000");
}

BOOST_AUTO_TEST_CASE(a_thousand_new_entries_are_a_few_files) {
    BOOST_TEST(tiles_between(5, 5).empty());
    BOOST_TEST(tiles_between(0, 1).size() == 2u);
    const auto tiles = tiles_between(100, 300);
    BOOST_TEST_REQUIRE(tiles.size() == 5u);  // two bundles, two tiles of leaf hashes, the first node above
    BOOST_TEST(tile_path(tiles[0]) == "tile/entries/000");
    BOOST_TEST(tile_path(tiles[3]) == "tile/0/001.p/44");
    BOOST_TEST(tile_path(tiles[4]) == "tile/1/000.p/1");
    BOOST_TEST(tiles_between(1'000'000, 1'001'234).size() <= 14u);
}

BOOST_AUTO_TEST_CASE(an_edge_comes_back_from_its_folder_at_every_size_and_grows_on) {
    const test::TestFolder folder;
    TreeEdge edge;
    Frontier reference;
    for (std::uint64_t size = 0; size<700; size += size % 256> 250 || size % 256 < 3 ? 1 : 41) {
        for (const auto& leaf : test::leaves(edge.frontier().size(), size)) edge.add(leaf);
        while (reference.size() < size) reference.add(leaf_hash(test::leaf(reference.size())));
        edge.write(folder.path());
        BOOST_TEST_REQUIRE(edge.frontier().root() == reference.root());
        edge = TreeEdge{folder.path(), reference};
    }
    const auto size = edge.frontier().size();
    BOOST_TEST(read_leaves(folder.path(), 0, size, size) == test::leaves(0, size), boost::test_tools::per_element());
    BOOST_TEST(read_leaves(folder.path(), 250, 260, size) == test::leaves(250, 260), boost::test_tools::per_element());
    BOOST_TEST(read_hashes(folder.path(), {0, 1, 256})[3] == leaf_hash(test::leaf(259)));
}

BOOST_AUTO_TEST_CASE(a_changed_or_missing_tile_is_named) {
    const test::TestFolder folder;
    TreeEdge edge;
    for (const auto& leaf : test::leaves(0, 600)) edge.add(leaf);
    edge.write(folder.path());
    const auto reopen = [&] { return TreeEdge{folder.path(), edge.frontier()}; };
    (void)reopen();
    const auto bundle = folder.path() / "tile/entries/002.p/88";
    const auto good = *read_file(bundle, 100000);
    auto forged = good;
    forged[300] = static_cast<char>(forged[300] ^ 1);
    put_durably(bundle, forged);
    BOOST_TEST(key_of(reopen) == "tlog.bad_tile: right edge");
    put_durably(bundle, good.substr(1));
    BOOST_TEST(key_of(reopen) == "tlog.bad_tile: tile/entries/002.p/88");
    std::filesystem::remove(bundle);
    BOOST_TEST(key_of(reopen) == "tlog.no_tile: tile/entries/002.p/88");
    put_durably(bundle, good);
    put_durably(folder.path() / "tile/1/000.p/2", std::string(64, 'x'));
    BOOST_TEST(key_of(reopen) == "tlog.bad_tile: right edge");
    put_durably(folder.path() / "tile/1/000.p/2", std::string(63, 'x'));
    BOOST_TEST(key_of(reopen) == "tlog.bad_tile: tile/1/000.p/2");
}
