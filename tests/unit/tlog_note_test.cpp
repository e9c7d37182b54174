#include <boost/test/unit_test.hpp>

#include <fstream>
#include <sstream>

#include "base/error.hpp"
#include "support/test_folder.hpp"
#include "tlog/note.hpp"

using namespace arkki;
using namespace arkki::tlog;

namespace {

/// The key of the worked example: seed 00 01 .. 1f.
SignerKey example_key(const std::string& name = "arkki.example/audit/e1", KeyType type = KeyType::log) {
    return SignerKey::make(name, type, [](std::span<std::uint8_t> seed) {
        for (std::size_t i = 0; i < seed.size(); ++i) seed[i] = static_cast<std::uint8_t>(i);
    });
}

struct Example {
    std::string vkey, note;
};

Example example() {
    std::ifstream in{ARKKI_SOURCE_DIR "/tests/fixtures/audit_vector.txt"};
    std::ostringstream all;
    all << in.rdbuf();
    const std::string text = all.str();
    const auto vkey = text.find("== vkey\n") + 8;
    const auto note = text.find("== checkpoint of size 3\n") + 24;
    return {text.substr(vkey, text.find('\n', vkey) - vkey), text.substr(note)};
}

bool is(const Error& error, Fault fault, const std::string& key) {
    return error.fault() == fault && error.key() == key;
}
#define REFUSED(what, fault, key) \
    BOOST_CHECK_EXCEPTION((void)(what), Error, [&](const Error& error) { return is(error, fault, key); })

}  // namespace

BOOST_AUTO_TEST_CASE(keys_that_are_not_in_their_one_spelling_are_refused) {
    const std::string good = example().vkey;
    for (const std::string& text :
         {std::string{}, std::string{"+"}, std::string{"a+b"}, good + "A", good.substr(1), good + "\n",
          std::string{"arkki.example/audit/e1+04e0bd6e+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"},
          std::string{"arkki.example/audit/e1+04E0BD6F+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"},
          std::string{"a b+04e0bd6f+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"}, std::string{"a+00000000+AQ=="},
          std::string{"a+00000000+!!!!"}})
        REFUSED(VerifierKey::from_text(text), Fault::invalid, "audit.bad_vkey");
    REFUSED(example_key("two words"), Fault::invalid, "audit.bad_vkey");
    REFUSED(example_key("a+b"), Fault::invalid, "audit.bad_vkey");
}

BOOST_AUTO_TEST_CASE(a_key_of_a_kind_to_come_is_read_and_verifies_nothing) {
    const VerifierKey unknown{"log", KeyType{0x06}, Bytes(1312, 7)};
    BOOST_TEST((VerifierKey::from_text(unknown.text()) == unknown));
    BOOST_TEST(!unknown.verifies(view("text"), Bytes(64)));
}

BOOST_AUTO_TEST_CASE(notes_of_another_shape_are_refused) {
    const std::string good = example().note;
    const auto signature = good.substr(good.find("\n\n") + 2);
    const auto text = good.substr(0, good.find("\n\n") + 1);
    for (const std::string& bad :
         {std::string{}, text, text + '\n', good.substr(0, good.size() - 1), good + "x", good + '\n', text + signature,
          text + "\n- " + signature.substr(4), text + "extension\n\n" + signature,
          text + "\n\xE2\x80\x94 a+b AAAAAAAA\n", text + "\n\xE2\x80\x94 a AAAA\n", text + "\n\xE2\x80\x94  AAAAAAAA\n",
          text + "\n\xE2\x80\x94 a AAAAA\n", "\xFF" + good, "\t" + good, std::string(70000, 'a') + good})
        REFUSED(open_note(bad, example_key().verifier()), Fault::invalid, "audit.bad_checkpoint");
}

BOOST_AUTO_TEST_CASE(a_note_by_somebody_else_or_of_another_tree_is_not_believed) {
    const auto key = example_key();
    const Checkpoint checkpoint{"arkki.example/audit/e1", 3, sha256(view("root"))};
    const std::string good = signed_note(checkpoint, key);
    (void)open_note(good, key.verifier());
    const auto wrong = [&](std::string text, const VerifierKey& verifier) {
        REFUSED(open_note(text, verifier), Fault::corrupt, "audit.bad_signature");
    };
    auto text = good;
    text.replace(text.find("\n3\n"), 3, "\n4\n");
    wrong(text, key.verifier());  // another size
    text = good;
    text.replace(text.find(base64(checkpoint.root)), 44, base64(sha256(view("else"))));
    wrong(text, key.verifier());  // another root
    wrong(good, SignerKey::make("arkki.example/audit/e1").verifier());
    wrong(good, example_key("arkki.example/audit/e2").verifier());  // another name: another key id
    wrong(signed_note({"arkki.example/audit/e2", 3, checkpoint.root}, key),
          key.verifier());  // signed, but another origin
    wrong(good, example_key("arkki.example/audit/e1", KeyType::witness).verifier());
    const auto stranger = SignerKey::make("arkki.example/audit/e1");
    wrong(signed_note(checkpoint, stranger), key.verifier());
}

BOOST_AUTO_TEST_CASE(the_worked_example_is_signed_and_opened_byte_for_byte) {
    const auto [vkey, note] = example();
    const auto key = example_key();
    BOOST_TEST(key.vkey() == vkey);
    const auto opened = open_note(note, VerifierKey::from_text(vkey));
    BOOST_TEST(opened.checkpoint.size == 3u);
    BOOST_TEST(base64(opened.checkpoint.root) == "wqyokPgwiJJ78G8Cm9VjqjjWOjbIppi72Sg7iTJYnqc=");
    BOOST_TEST(signed_note(opened.checkpoint, key) == note);
    BOOST_TEST(note_text(note_from(note)) == note);
}

BOOST_AUTO_TEST_CASE(at_a_change_of_keys_one_note_is_believed_by_both) {
    const auto old_key = example_key();
    const auto new_key = SignerKey::make("arkki.example/audit/e1");
    const auto note = with_signature(signed_note({"arkki.example/audit/e1", 3, {}}, old_key), new_key);
    BOOST_TEST(open_note(note, old_key.verifier()).signatures.size() == 2u);
    BOOST_TEST(open_note(note, new_key.verifier()).checkpoint.size == 3u);
}

BOOST_AUTO_TEST_CASE(a_cosignature_counts_once_and_only_for_its_checkpoint) {
    const auto log = example_key();
    const auto witness = SignerKey::make("witness.example/w1", KeyType::witness);
    const auto other = SignerKey::make("witness.example/w2", KeyType::witness);
    const Instant now = instant_from_microseconds(1'772'000'000'500'000);
    const Checkpoint checkpoint{"arkki.example/audit/e1", 3, {}};
    const auto line = cosignature_line(checkpoint_text(checkpoint), witness, now);
    const auto bare = signed_note(checkpoint, log);
    auto note = with_cosignatures(bare, line + line);
    const auto opened = open_note(note, log.verifier());
    BOOST_TEST(opened.signatures.size() == 2u);
    const auto seen = cosignatures(opened, {other.verifier(), witness.verifier()});
    BOOST_TEST_REQUIRE(seen.size() == 1u);
    BOOST_TEST(seen[0].name == "witness.example/w1");
    BOOST_TEST(seen[0].time == 1'772'000'000u);
    BOOST_TEST(witness.verifier().id() != VerifierKey("witness.example/w1", KeyType::log, Bytes(32)).id());

    const auto elsewhere = with_cosignatures(signed_note({"arkki.example/audit/e1", 4, {}}, log), line);
    BOOST_TEST(cosignatures(open_note(elsewhere, log.verifier()), {witness.verifier()}).empty());
    REFUSED(with_cosignatures(bare, "rubbish\n"), Fault::invalid, "audit.bad_checkpoint");
    const auto short_one = with_cosignatures(bare, "\xE2\x80\x94 witness.example/w1 AAAAAAAA\n");
    BOOST_TEST(cosignatures(open_note(short_one, log.verifier()), {witness.verifier()}).empty());
}

BOOST_AUTO_TEST_CASE(a_key_file_is_the_owners_alone_and_never_written_over) {
    const test::TestFolder folder;
    const auto file = folder.path() / "sealer.pem";
    REFUSED(SignerKey::read("a", file), Fault::not_found, "audit.no_key_file");
    const auto key = SignerKey::make("a");
    key.write(file);
    BOOST_TEST((std::filesystem::status(file).permissions() == std::filesystem::perms::owner_read));
    BOOST_TEST(SignerKey::read("a", file).vkey() == key.vkey());
    REFUSED(key.write(file), Fault::conflict, "audit.key_file_exists");
    std::filesystem::permissions(file, std::filesystem::perms::group_read, std::filesystem::perm_options::add);
    REFUSED(SignerKey::read("a", file), Fault::denied, "audit.open_key_file");
    const auto rubbish = folder.path() / "rubbish.pem";
    std::ofstream{rubbish} << "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    std::filesystem::permissions(rubbish, std::filesystem::perms::owner_read);
    REFUSED(SignerKey::read("a", rubbish), Fault::invalid, "audit.bad_key_file");
    REFUSED(key.write(folder.path() / "nowhere" / "key.pem"), Fault::unavailable, "audit.cannot_write_key");
}
