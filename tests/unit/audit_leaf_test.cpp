// The worked example of docs/formats.md, byte for byte: tests/fixtures/audit_vector.txt.
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <map>
#include <sstream>

#include "audit/leaf.hpp"
#include "base/error.hpp"
#include "tlog/checkpoint.hpp"
#include "tlog/tree.hpp"

using namespace arkki;
using namespace arkki::audit;
using namespace arkki::tlog;

namespace {

struct Example {
    std::map<std::string, std::string> words;  ///< "body A", "leaf hash", "subject 42"
    std::string leaf;
};

/// The events of the example in order; `tail` takes what follows "== tree".
std::vector<Example> examples(std::string& tail) {
    std::ifstream in{ARKKI_SOURCE_DIR "/tests/fixtures/audit_vector.txt"};
    BOOST_TEST_REQUIRE(in.good());
    std::vector<Example> result;
    bool in_tail = false;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("== tree")) in_tail = true;
        if (in_tail)
            tail += line + '\n';
        else if (line.starts_with("== event"))
            result.emplace_back();
        else if (line == "leaf text:")
            for (int i = 0; i < 6 && std::getline(in, line); ++i) result.back().leaf += line + '\n';
        else if (line.starts_with("body "))
            result.back().words[line.substr(0, 6)] = line.substr(9);
        else if (line.starts_with("leaf hash "))
            result.back().words["leaf hash"] = line.substr(10);
        else if (line.starts_with("subject ")) {
            std::istringstream words{line};
            std::string subject, id, salt, value, commitment, hash;
            words >> subject >> id >> salt >> value >> commitment >> hash;
            result.back().words["salt " + id] = value;
            result.back().words["commitment " + id] = hash;
        }
    }
    BOOST_TEST_REQUIRE(result.size() == 3u);
    return result;
}

Salts salts_of_event(int n) {
    const auto of = [n](int k) {
        Salt salt{};
        salt.fill(static_cast<std::uint8_t>(16 * n + k));
        return salt;
    };
    return {of(0), of(1), of(2), of(3), of(4)};
}

std::vector<Entry> events() {
    Event founding;
    founding.auth = "machine";
    founding.via = "service";
    founding.object = "log:arkki.example/audit/e1";
    founding.action = "log.created";
    founding.role = "machine";
    founding.purpose = "maintenance";
    founding.basis = "self";
    founding.count = 0;
    founding.args = {{"version", "0.1.0"}, {"policy", "2f1c"}};

    Event search;
    search.actor = PersonId{17};
    search.session = "s-4f2a";
    search.auth = "password+totp";
    search.address = "10.1.1.121";
    search.via = "web";
    search.station = "counter-2";
    search.subjects = {CustomerId{42}, CustomerId{4242}};
    search.action = "search.page";
    search.role = "clerk";
    search.purpose = "care";
    search.basis = "list:44";
    search.count = 2;
    search.request = "9f2c0a11";
    search.args = {{"page", "1"}};
    search.query = PersonalText{"virtanen \"ma"};

    Event view = search;
    view.subjects = {CustomerId{4242}};
    view.object = "document:812";
    view.version = 1;
    view.action = "document.view";
    view.case_ref = "order:2210";
    view.count = 1;
    view.request = "9f2c0a14";
    view.args = {{"explained", "order:2210"}};
    view.query = {};
    return {{EventId{0}, instant_from_microseconds(1'772'431'200'000'000), founding, ""},
            {EventId{1}, instant_from_microseconds(1'772'431'500'250'000), search, ""},
            {EventId{2}, instant_from_microseconds(1'772'431'507'000'001), view, ""}};
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_worked_example_comes_out_byte_for_byte) {
    std::string tail;
    const auto expected = examples(tail);
    Frontier frontier;
    for (const Entry& entry : events()) {
        const auto n = static_cast<std::size_t>(entry.seq.value());
        const Salts salts = salts_of_event(static_cast<int>(n));
        const auto& words = expected[n].words;
        BOOST_TEST(body_a(entry.event) == words.at("body A"));
        BOOST_TEST(body_s(entry.event, salts.subjects) == words.at("body S"));
        BOOST_TEST(body_c(entry.event) == words.at("body C"));
        BOOST_TEST(body_f(entry.event) == words.at("body F"));
        for (const CustomerId subject : entry.event.subjects) {
            const auto id = std::to_string(subject.value());
            const Salt salt = subject_salt(salts.subjects, subject);
            BOOST_TEST(hex(salt) == words.at("salt " + id));
            BOOST_TEST(base64(subject_commitment(salt, subject)) == words.at("commitment " + id));
        }
        const std::string leaf = leaf_text(entry.seq, entry.at, commitments(entry.event, salts));
        BOOST_TEST(leaf == expected[n].leaf);
        BOOST_TEST(base64(leaf_hash(leaf)) == words.at("leaf hash"));
        frontier.add(leaf_hash(leaf));
        if (n > 0) BOOST_TEST(tail.find("root(" + std::to_string(n + 1) + ") " + base64(frontier.root())) != tail.npos);
    }
    const std::string checkpoint = checkpoint_text({"arkki.example/audit/e1", frontier.size(), frontier.root()});
    BOOST_TEST(tail.find("== checkpoint of size 3\n" + checkpoint + "\n") != tail.npos);
}

BOOST_AUTO_TEST_CASE(bodies_escape_quotes_and_control_characters_only) {
    Event event;
    event.query = PersonalText{"\"a\\b\"\t\n\x01\x1f/äÅö€😀\x7f"};
    BOOST_TEST(body_f(event) ==
               "{\"query\":\"\\\"a\\\\b\\\"\\u0009\\u000a\\u0001\\u001f/äÅö€😀\x7f\",\"reason\":\"\",\"note\":\"\"}");
    BOOST_TEST(body_f({}) == R"({"query":"","reason":"","note":""})");
}

BOOST_AUTO_TEST_CASE(the_order_of_subject_commitments_does_not_tell_the_ids) {
    Event event;
    event.subjects = {CustomerId{1}, CustomerId{2}, CustomerId{3}};
    const Salt seed{7};
    const std::string body = body_s(event, seed);
    std::swap(event.subjects[0], event.subjects[2]);
    BOOST_TEST(body_s(event, seed) == body);
}

BOOST_AUTO_TEST_CASE(a_checkpoint_that_is_not_one_is_refused) {
    const std::string root = base64(sha256({}));
    const std::string good = "arkki.example/audit/e1\n3\n" + root + "\n";
    BOOST_TEST(checkpoint_from(good).size == 3u);
    BOOST_TEST(checkpoint_text(checkpoint_from(good + "\n\u2014 arkki.example/audit/e1 BOC9\n")) == good);
    const std::vector<std::string> all_bad{"",
                                           good.substr(0, good.size() - 1),
                                           "\n3\n" + root + "\n",
                                           "o\n03\n" + root + "\n",
                                           "o\n-3\n" + root + "\n",
                                           "o\n3 \n" + root + "\n",
                                           "o\n3\nAAAA\n",
                                           "o\n3\nnot base64\n",
                                           "o\n3\n=" + root.substr(1) + "\n",
                                           good + "extension\n",
                                           "o\n99999999999999999999\n" + root + "\n"};
    for (const auto& bad : all_bad)
        BOOST_CHECK_EXCEPTION((void)checkpoint_from(bad), Error,
                              [](const Error& error) { return error.key() == "audit.bad_checkpoint"; });
}
