#include <boost/test/unit_test.hpp>

#include "base/error.hpp"
#include "support/test_leaves.hpp"
#include "tlog/seal_protocol.hpp"

using namespace arkki;
using namespace arkki::tlog;

BOOST_AUTO_TEST_CASE(requests_that_are_not_in_their_one_spelling_are_refused) {
    for (const auto* line :
         {"", "\n", "arkki-seal/1\n", "arkki-seal/1 0 1", "arkki-seal/1 0 1 \n", "arkki-seal/1 00 1\n",
          "arkki-seal/1 -1 1\n", "arkki-seal/1 0 4097\n", "arkki-seal/1 0  1\n", "arkki-seal/2 0 1\n",
          "arkki-seal/1 99999999999999999999 1\n", "arkki-seal/1 leaves 0\n", "arkki-seal/1 leaves x 1\n",
          "arkki-seal/1 0 1\nmore", "ARKKI-SEAL/1 0 1\n"})
        BOOST_CHECK_EXCEPTION((void)seal_request_from(line), Error,
                              [](const Error& error) { return error.key() == "seal.bad_request"; });
}

BOOST_AUTO_TEST_CASE(leaves_with_a_wrong_shape_are_named_by_what_is_wrong) {
    const auto good = test::leaf(7);
    const auto with = [&](const std::string& what, const std::string& instead) {
        auto text = good;
        text.replace(text.find(what), what.size(), instead);
        return *leaf_fault(7, text);
    };
    BOOST_TEST(!leaf_fault(7, good).has_value());
    BOOST_TEST(*leaf_fault(8, good) == "number");
    BOOST_TEST(*leaf_fault(7, "") == "length");
    BOOST_TEST(*leaf_fault(7, good + std::string(200, 'x')) == "length");
    BOOST_TEST(*leaf_fault(7, good + '\n') == "length");
    BOOST_TEST(with("arkki-audit/v1", "arkki-audit/v2") == "header");
    BOOST_TEST(with("\n7 ", "\n07 ") == "number");
    BOOST_TEST(with("2026-03-02T", "2026-03-02 ") == "time");
    BOOST_TEST(with("Z\n", "\n") == "time");
    BOOST_TEST(with("\nC ", "\nD ") == "commitment");
    BOOST_TEST(with("=\nF", "\nF") == "commitment");
    BOOST_TEST(*leaf_fault(7, good.substr(0, good.size() - 1)) == "commitment");
}

BOOST_AUTO_TEST_CASE(framed_leaves_are_read_whole_or_not_at_all) {
    const auto texts = test::leaves(0, 3);
    const auto framed = framed_leaves(texts);
    BOOST_TEST(leaves_from(framed, 3) == texts, boost::test_tools::per_element());
    BOOST_TEST(leaves_from("", 0).empty());
    for (const auto& [bytes, count] :
         {std::pair{framed, 2}, std::pair{framed, 4}, std::pair{framed + 'x', 3},
          std::pair{framed.substr(0, framed.size() - 1), 3}, std::pair{framed_leaves({std::string(401, 'x')}), 1}})
        BOOST_CHECK_THROW((void)leaves_from(bytes, static_cast<std::uint64_t>(count)), Error);
}

BOOST_AUTO_TEST_CASE(answers_are_read_as_they_are_written_and_nothing_else) {
    for (const auto* text : {"", "ok", "okay\n", "ok 3\n", "size\n", "size x\n", "size 3 4\n", "bad 3\n", "bad 3 \n",
                             "bad x why\n", "bad 3 Why\n", "bad 3 why\nmore", "refused\n", "refused why\nmore",
                             "leaves 1\n", "leaves 1 2\n", "leaves 0 5000\n", "welcome\n"})
        BOOST_CHECK_EXCEPTION((void)seal_answer_from(text), Error, [](const Error& error) {
            return error.key() == "seal.bad_answer" && error.fault() == Fault::corrupt;
        });
    for (const std::string& text :
         {std::string{"ok\nnote"}, std::string{"size 12\nnote"}, std::string{"size 0\n"}, std::string{"bad 7 header\n"},
          std::string{"refused not_a_request\n"}, "leaves 5 2\n" + framed_leaves(test::leaves(5, 7))})
        BOOST_TEST(seal_answer_text(seal_answer_from(text)) == text);
    BOOST_TEST(seal_answer_from("size 12\nnote").number == 12u);
    BOOST_TEST(seal_request_from(seal_request_line({SealRequest::Kind::leaves, 3, 4})).from == 3u);
    BOOST_TEST(push_text(5, {}) == "arkki-seal/1 5 0\n");
}
