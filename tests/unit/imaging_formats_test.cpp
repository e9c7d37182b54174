#include <boost/test/unit_test.hpp>

#include <string>

#include "base/error.hpp"
#include "imaging/file_kind.hpp"
#include "imaging/tiff_directories.hpp"
#include "imaging/wire.hpp"
#include "imaging/words.hpp"

using namespace arkki;
using namespace arkki::imaging;

namespace {

ByteView bytes_of(const std::string& text) { return view(text); }

/// A chain of empty directories; the last one points to `last`.
Bytes tiff_chain(int pages, std::uint32_t last) {
    WireWriter wire;
    wire.raw(view("II")).u8(42).u8(0).u32(8);
    for (int i = 1; i <= pages; ++i) wire.u8(0).u8(0).u32(i == pages ? last : static_cast<std::uint32_t>(8 + 6 * i));
    return wire.take();
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_file_is_what_its_first_bytes_say) {
    BOOST_TEST((kind_of(bytes_of("%PDF-1.7\n")) == FileKind::pdf));
    BOOST_TEST((kind_of(bytes_of(std::string("II*\0rest", 8))) == FileKind::tiff));
    BOOST_TEST((kind_of(bytes_of(std::string("MM\0*rest", 8))) == FileKind::tiff));
    BOOST_TEST((kind_of(bytes_of("\x89PNG\r\n\x1a\nrest")) == FileKind::png));
    BOOST_TEST((kind_of(bytes_of("\xff\xd8\xff\xe0")) == FileKind::jpeg));
    for (const auto* other : {"", "%PDF", "GIF89a", "/etc/passwd\n", "PK\x03\x04", "\xff\xd8", "BM"})
        BOOST_TEST((kind_of(bytes_of(other)) == FileKind::unknown), other);
}

BOOST_AUTO_TEST_CASE(tiff_pages_are_counted_without_decoding) {
    BOOST_TEST(*tiff_pages(tiff_chain(1, 0), 500) == 1);
    BOOST_TEST(*tiff_pages(tiff_chain(500, 0), 500) == 500);
    BOOST_TEST(*tiff_pages(tiff_chain(65'535, 0), 500) == 501);
}

BOOST_AUTO_TEST_CASE(tiff_directories_in_a_circle_or_outside_the_file_are_no_pages) {
    BOOST_TEST(!tiff_pages(tiff_chain(3, 8), 500));
    BOOST_TEST(!tiff_pages(tiff_chain(3, 1'000'000), 500));
    BOOST_TEST(!tiff_pages(tiff_chain(0, 0), 500));
    BOOST_TEST(!tiff_pages(bytes_of(std::string("II*\0", 4)), 500));
    BOOST_TEST(!tiff_pages(Bytes{}, 500));
}

BOOST_AUTO_TEST_CASE(words_survive_packing) {
    const std::vector<Word> words{{PersonalText{"Åkerberg"}, {1, 2, 3, 4}, 93.5f, 0, 0, 6},
                                  {PersonalText{"osoite"}, {9, 2, 30, 4}, 12.0f, 1, 2, 7}};
    BOOST_TEST((unpack_words(pack(words)) == words));
    BOOST_TEST(unpack_words(pack({})).empty());
    BOOST_TEST((unpack_words(pack({}, words)).empty()));
    BOOST_TEST((unpack_layer(pack({words[0]}, words)) == words));
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_packed_words_are_refused) {
    const auto good = pack({{PersonalText{"lehti"}, {1, 2, 3, 4}, 93.5f, 0, 0, 6}});
    for (std::size_t size = 0; size < good.size(); ++size)
        BOOST_CHECK_THROW(static_cast<void>(unpack_words(ByteView{good}.first(size))), Error);
    auto longer = good;
    longer.push_back(0);
    BOOST_CHECK_THROW(static_cast<void>(unpack_words(longer)), Error);
    auto other_version = good;
    other_version[3] = '3';
    BOOST_CHECK_THROW(static_cast<void>(unpack_words(other_version)), Error);
    auto first_version = good;  // it had no second list
    first_version[3] = '1', first_version.resize(good.size() - 4);
    BOOST_TEST(unpack_words(first_version).size() == 1u);
    BOOST_TEST(unpack_layer(first_version).empty());
    WireWriter bomb;
    bomb.u32(0x31575241).u32(0xffffffff);
    BOOST_CHECK_THROW(static_cast<void>(unpack_words(bomb.bytes())), Error);
}
