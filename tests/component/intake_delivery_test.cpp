// What somebody sends: all of it or, said before, nothing; in order; and twice the same is once.
#include <boost/test/unit_test.hpp>

#include <cctype>
#include <memory>

#include "intake/batches.hpp"
#include "intake/delivery.hpp"
#include "support/test_intake.hpp"
#include "support/test_mail.hpp"

using namespace arkki;
using namespace arkki::intake;

namespace {

struct Counter : test::TestIntake {
    access::Desk clerk = desk("clerk");
    Intake own{clerk, shelves};
    std::vector<std::unique_ptr<test::OpenFile>> open;

    SentFile file(const std::string& name, const std::string& bytes, const std::string& hash = "") {
        const auto path = store.folder() / ("sent" + std::to_string(open.size()));
        test::write_file(path, bytes);
        open.push_back(std::make_unique<test::OpenFile>(path));
        return {open.back()->get(), PersonalText{name}, hash};
    }
    Delivered send(std::vector<SentFile> files, const std::string& key = "") {
        return deliver(clerk, own, store.folder() / "spool", {"upload", key, {}, {}, std::move(files)});
    }
    std::string refusal(std::vector<SentFile> files, const std::string& key = "") {
        return test::refusal_of([&] { return send(std::move(files), key); });
    }
    /// `name state` of each arrival, in the order of the batches and their sheets.
    std::vector<std::string> all() {
        std::vector<std::string> list;
        database().read([&](db::Read& read) {
            for (const auto& [name, state] :
                 read.rows<std::string, std::string>("SELECT name, state FROM arrival ORDER BY batch, sheet"))
                list.push_back(name + " " + state);
            return 0;
        });
        return list;
    }
    std::int64_t arrivals() { return only<std::int64_t>("SELECT count(*) FROM arrival"); }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(what_is_wrong_with_one_file_is_said_before_anything_is_made, Counter) {
    BOOST_TEST(refusal({}) == "upload.no_file");
    BOOST_TEST(refusal({file("a", "bytes"), file("b", "")}) == "upload.empty_file");
    BOOST_TEST(refusal({file("a", "bytes"), file("b", "more", std::string(64, '0'))}) == "upload.other_bytes");
    BOOST_TEST(refusal({file("a", "bytes", "no hash")}) == "upload.other_bytes");
    BOOST_TEST(refusal({file("a", "bytes")}, std::string(201, 'k')) == "upload.bad_key");
    BOOST_TEST(refusal({file("a", "bytes")}, "two words") == "upload.bad_key");
    BOOST_TEST(arrivals() == 0);
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM batch") == 0);
}

BOOST_FIXTURE_TEST_CASE(files_sent_together_are_one_batch_in_their_order, Counter) {
    std::string hash = hex(sha256(view("second")));
    for (char& digit : hash) digit = static_cast<char>(std::toupper(digit));
    const auto sent = send({file("b.pdf", "first"), file("a.pdf", "second", hash), file("c.pdf", "third")});
    BOOST_TEST(sent.arrivals.size() == 3u);
    BOOST_TEST(!sent.repeated);
    const auto all = arrivals_of(clerk, own, sent.batch);
    BOOST_TEST_REQUIRE(all.size() == 3u);
    for (int n = 0; n < 3; ++n) BOOST_TEST(all[static_cast<std::size_t>(n)].sheet == n + 1);
    BOOST_TEST(all[1].name.reveal() == "a.pdf");
    BOOST_TEST(Batches{clerk}.show(sent.batch).sheets_told.value() == 3);
    BOOST_TEST(!Batches{clerk}.show(sent.batch).open);
}

BOOST_FIXTURE_TEST_CASE(the_same_delivery_again_is_the_first, Counter) {
    const auto first = send({file("a", "one"), file("b", "two")}, "k1");
    const auto again = send({file("a", "one"), file("b", "two")}, "k1");
    BOOST_TEST(again.repeated);
    BOOST_TEST((again.arrivals == first.arrivals));
    BOOST_TEST((again.batch == first.batch));
    BOOST_TEST(arrivals() == 2);
    BOOST_TEST(!send({file("a", "one"), file("b", "two")}, "k2").repeated);
    BOOST_TEST(arrivals() == 4);
}

BOOST_FIXTURE_TEST_CASE(a_single_file_sent_again_is_the_first_too, Counter) {
    const auto first = send({file("a", "one")}, "k1");
    const auto again = send({file("a", "one")}, "k1");
    BOOST_TEST(again.repeated);
    BOOST_TEST((again.batch == first.batch));
    BOOST_TEST(arrivals() == 1);
}

BOOST_FIXTURE_TEST_CASE(a_key_of_other_files_is_refused_and_somebody_else_may_use_it, Counter) {
    static_cast<void>(send({file("a", "one")}, "k1"));
    BOOST_TEST(refusal({file("a", "other")}, "k1") == "upload.key_used");
    BOOST_TEST(refusal({file("a", "one"), file("b", "two")}, "k1") == "upload.key_used");
    const auto other = desk("responsible");
    const Intake theirs{other, shelves};
    BOOST_TEST(!deliver(other, theirs, store.folder() / "spool", {"upload", "k1", {}, {}, {file("a", "theirs")}}).repeated);
}

BOOST_FIXTURE_TEST_CASE(a_delivery_that_broke_off_goes_on_when_it_is_sent_again, Counter) {
    // As after a full disk: the first file of two is in, and their batch is open.
    static_cast<void>(deliver(clerk, own, store.folder() / "spool", {"api", "k1", {}, {}, {file("x", "probe")}}));
    const auto claim = only<std::string>("SELECT claim FROM arrival");
    Source half{"upload", PersonalText{"a"}, "upload" + claim.substr(claim.find('-')), {}, {}};
    half.batch = Batches{clerk}.open({"upload", "", 2, {}, {}});
    half.sheet = 1;
    const auto first = own.receive(file("a", "one").file, half);
    const auto sent = send({file("a", "one"), file("b", "two")}, "k1");
    BOOST_TEST(!sent.repeated);
    BOOST_TEST((sent.batch == *half.batch));
    BOOST_TEST((sent.arrivals.front() == first));
    BOOST_TEST(!Batches{clerk}.show(sent.batch).open);
    BOOST_TEST(arrivals() == 3);
}

BOOST_FIXTURE_TEST_CASE(what_nobody_sends_again_is_closed_after_an_hour_and_its_files_go_on, Counter) {
    const auto batch = Batches{clerk}.open({"upload", "", 2, {}, {}});
    Source half{"upload", PersonalText{"a"}, "", {}, {}};
    half.batch = batch;
    static_cast<void>(own.receive(file("a", "one").file, half));
    const auto scan = Batches{clerk}.open({"scan", "fi-1", {}, {}, {}});
    BOOST_TEST(close_forgotten(machine("intake"), std::chrono::minutes{60}) == 0);
    clock.advance(std::chrono::minutes{61});
    BOOST_TEST(close_forgotten(machine("intake"), std::chrono::minutes{60}) == 1);
    BOOST_TEST(!Batches{machine("intake")}.show(batch).open);
    BOOST_TEST(Batches{machine("intake")}.show(scan).open);  // a jam may take its time
}

namespace {

using List = std::vector<std::string>;

std::string two_sheets() {
    return test::mail_of(test::mail_part("1.png", test::png_of("ensimmäinen")) +
                         test::mail_part("muistio.txt", "Hei", "text/plain") +
                         test::mail_part("2.png", test::png_of("toinen")));
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_mail_that_is_sent_and_holds_no_paper_waits_with_its_reason, Counter) {
    const auto sent = send({file("posti.eml", test::mail_of(test::mail_part("muistio.txt", "Hei", "text/plain")))});
    BOOST_TEST(all() == List{"posti.eml quarantined"});
    BOOST_TEST(own.show(sent.arrivals.at(0)).reason == "mail.nothing_usable");
    BOOST_TEST(!Batches{clerk}.show(sent.batch).open);
}

BOOST_FIXTURE_TEST_CASE(only_a_file_that_is_a_mail_is_unpacked, Counter) {
    static_cast<void>(send({file("posti.eml", "%PDF-1.7")}));
    static_cast<void>(send({file("posti.pdf", two_sheets())}));
    BOOST_TEST(all() == (List{"posti.eml received", "posti.pdf received"}));
}

BOOST_FIXTURE_TEST_CASE(a_mail_that_is_sent_is_unpacked_as_one_in_a_folder_is, Counter) {
    const auto sent = send({file("posti.eml", two_sheets())});
    BOOST_TEST(all() == (List{"1.png received", "2.png received", "posti.eml unpacked"}));
    BOOST_TEST(sent.arrivals.size() == 1u);
    BOOST_TEST(own.show(sent.arrivals.at(0)).name.reveal() == "posti.eml");
    BOOST_TEST(only<std::int64_t>("SELECT count(DISTINCT batch) FROM arrival WHERE way = 'upload'") == 1);
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM arrival WHERE received_by <> " +
                                  std::to_string(clerk.session().actor.value())) == 0);
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM job WHERE kind = 'read' AND state = 'ready'") == 2);
    BOOST_TEST(!Batches{clerk}.show(sent.batch).open);
    BOOST_TEST(!Batches{clerk}.show(sent.batch).differs());
    BOOST_TEST(std::filesystem::is_empty(store.folder() / "spool"));
}

BOOST_FIXTURE_TEST_CASE(a_mail_among_files_has_its_sheets_in_their_place_and_sent_again_doubles_nothing, Counter) {
    const auto files = [&] {
        return std::vector{file("a.pdf", "first"), file("posti.eml", two_sheets()), file("b.pdf", "last")};
    };
    const auto first = send(files(), "k1");
    BOOST_TEST(all() == (List{"a.pdf received", "1.png received", "2.png received", "posti.eml unpacked",
                              "b.pdf received"}));
    const auto again = send(files(), "k1");
    BOOST_TEST(again.repeated);
    BOOST_TEST((again.arrivals == first.arrivals));
    BOOST_TEST((again.batch == first.batch));
    BOOST_TEST(arrivals() == 5);
}

BOOST_FIXTURE_TEST_CASE(a_mail_that_was_begun_to_be_unpacked_goes_on_in_its_batch_when_it_is_sent_again, Counter) {
    // As after a full disk: of the same delivery only the first attachment is in, and the batch is open.
    static_cast<void>(deliver(clerk, own, store.folder() / "spool", {"api", "k1", {}, {}, {file("x", "probe")}}));
    const auto claim = only<std::string>("SELECT claim FROM arrival");
    Source half{"upload", PersonalText{"1.png"}, "upload" + claim.substr(claim.find('-')) + "-1", {}, {}};
    half.batch = Batches{clerk}.open({"upload", "", {}, {}, {}});
    static_cast<void>(own.receive(file("1.png", test::png_of("ensimmäinen")).file, half));
    const auto sent = send({file("posti.eml", two_sheets())}, "k1");
    BOOST_TEST((sent.batch == *half.batch));
    BOOST_TEST(all() == (List{"x received", "1.png received", "2.png received", "posti.eml unpacked"}));
    BOOST_TEST(!Batches{clerk}.show(sent.batch).open);
}
