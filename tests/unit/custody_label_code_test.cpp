#include <boost/test/unit_test.hpp>

#include <random>

#include "base/error.hpp"
#include "custody/label_code.hpp"

using namespace arkki;
using namespace arkki::custody;

BOOST_AUTO_TEST_CASE(wrong_check_digits_and_their_aliases_are_refused) {
    BOOST_TEST(!read_label_code("300000000181"));
    BOOST_TEST(!read_label_code("100000000290"));
    // 00, 01 and 99 leave the remainder 1 like 97, 98 and 02, and are nobody's check digits.
    int aliases = 0;
    for (std::int64_t number = 1; number < 400; ++number) {
        const std::string code = label_code({LabelType::binder_or_folder, number});
        const std::string front = code.substr(0, 10);
        for (const auto& [valid, alias] : {std::pair{"97", "00"}, std::pair{"98", "01"}, std::pair{"02", "99"}})
            if (code.substr(10) == valid) {
                BOOST_TEST(!read_label_code(front + alias));
                ++aliases;
            }
    }
    BOOST_TEST(aliases > 3);
}

BOOST_AUTO_TEST_CASE(what_is_no_label_of_ours_is_refused) {
    for (const std::string text :
         {"", " ", "3000000001800", "30000000018", "000000000001", "500000000170", "600000000165", "000000000195",
          "30000000O180", "３０００００００００１８０", "٣٠٠٠٠٠٠٠٠١٨٠", "<b>300000000180", "' OR 1=1 --",
          "300000000180300000000185", "3000 0000 0180"})
        BOOST_TEST(!read_label_code(text), text);
    BOOST_TEST(!read_label_code(std::string("300000000180\0", 13)));
    BOOST_TEST(!read_label_code(std::string(1'000'000, '3')));
    BOOST_CHECK_THROW(label_code({LabelType::place, 0}), Error);
    BOOST_CHECK_THROW(label_code({LabelType::place, 1'000'000'000}), Error);
}

BOOST_AUTO_TEST_CASE(what_a_picture_of_paper_carries_is_never_read_charitably) {
    for (const std::string text : {"", " 300000004254", "300000004254\n", "300000004254300000004254", "\"ààààààà'é('",
                                   "300000004255", "30000000425", "ARKKI:U:300000004254"})
        BOOST_TEST(!read_printed_label(text), text);
    BOOST_TEST((read_printed_label("300000004254") == LabelNumber{LabelType::binder_or_folder, 42}));
}

BOOST_AUTO_TEST_CASE(the_known_codes_are_written_and_read) {
    BOOST_TEST(label_code({LabelType::place, 1}) == "100000000190");
    BOOST_TEST(label_code({LabelType::box, 1}) == "200000000185");
    BOOST_TEST(label_code({LabelType::binder_or_folder, 1}) == "300000000180");
    BOOST_TEST(label_code({LabelType::binder_or_folder, 42}) == "300000004254");
    BOOST_TEST(label_code({LabelType::sheet, 1}) == "400000000175");
    BOOST_TEST(label_code({LabelType::sheet, 999'999'999}) == "499999999976");
    BOOST_TEST(label_code({LabelType::badge, 1}) == "700000000160");
    BOOST_TEST(label_code({LabelType::key, 1}) == "800000000155");
    BOOST_TEST(label_code({LabelType::command, 1}) == "900000000150");
    for (const char* scan :
         {"300000004254", " 300000004254\r\n", "\t300000004254\t", "300000004254300000004254", "\"ààààààà'é('"}) {
        const auto label = read_label_code(scan);
        BOOST_TEST_CONTEXT(scan) {
            BOOST_REQUIRE(label);
            BOOST_TEST(label->number == 42);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_mistyped_digit_or_two_swapped_ones_never_pass) {
    std::mt19937 dice{7};
    for (int i = 0; i < 5000; ++i) {
        const std::string right =
            label_code({LabelType::binder_or_folder, 1 + static_cast<std::int64_t>(dice() % 999'999'999)});
        std::string typed = right;
        const std::size_t at = dice() % 12;
        typed[at] = static_cast<char>('0' + (typed[at] - '0' + 1 + static_cast<int>(dice() % 9)) % 10);
        BOOST_TEST(!read_label_code(typed));
        std::string swapped = right;
        std::swap(swapped[dice() % 11], swapped[11]);
        if (swapped != right) BOOST_TEST(!read_label_code(swapped));
    }
}
