#include <boost/test/unit_test.hpp>

#include "base/error.hpp"
#include "tlog/checkpoint.hpp"
#include "tlog/proof_file.hpp"

using namespace arkki;
using namespace arkki::tlog;

namespace {

const std::string note = checkpoint_text({"arkki.example/audit/e1", 5, {}});

bool is_bad(const Error& error) { return error.key() == "audit.bad_proof"; }

}  // namespace

BOOST_AUTO_TEST_CASE(proofs_of_another_shape_are_refused) {
    const auto good = proof_text({3, {sha256(view("a")), sha256(view("b"))}, note});
    const auto with = [&](const std::string& what, const std::string& instead) {
        auto text = good;
        return text.replace(text.find(what), what.size(), instead);
    };
    for (const std::string& text :
         {std::string{}, with("@v1", "@v2"), with("index 3", "index 5"), with("index 3", "index 03"),
          with("index 3", "index -1"), with("index 3\n", ""), with("\n\n", "\n"), good.substr(0, good.size() - 1),
          with(base64(sha256(view("a"))), "AAAA"), with(base64(sha256(view("a"))), "not base64"),
          with("\n5\n", "\nx\n")})
        BOOST_CHECK_EXCEPTION((void)proof_from(text), Error, is_bad);
    BOOST_CHECK_EXCEPTION((void)proof_from(proof_text({3, Proof(64), note})), Error, is_bad);
}

BOOST_AUTO_TEST_CASE(a_proof_is_read_as_it_is_written) {
    const ProofFile file{3, {sha256(view("a")), sha256(view("b"))}, note};
    const auto back = proof_from(proof_text(file));
    BOOST_TEST(back.index == 3u);
    BOOST_TEST((back.proof == file.proof));
    BOOST_TEST(back.note == note);
    BOOST_TEST(proof_from(proof_text({0, {}, note})).proof.empty());
}

BOOST_AUTO_TEST_CASE(a_consistency_proof_is_read_as_it_is_written_and_not_otherwise) {
    const auto good = consistency_text({3, 5, {sha256(view("a"))}});
    BOOST_TEST(consistency_text(consistency_from(good)) == good);
    for (const std::string& text :
         {std::string{}, good + "x\n", good.substr(0, good.size() - 1), good + "\n",
          std::string{"arkki-consistency/v1\nold 6\nsize 5\n"}, std::string{"arkki-consistency/v1\nsize 5\nold 3\n"},
          std::string{"arkki-consistency/v2\nold 3\nsize 5\n"}})
        BOOST_CHECK_EXCEPTION((void)consistency_from(text), Error, is_bad);
}
