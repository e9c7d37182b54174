// Mails in the hot folder: their attachments are the sheets of a batch, the mail is kept, and a power cut doubles nothing.
#include <boost/test/unit_test.hpp>

#include "intake/batches.hpp"
#include "intake/mail_drop.hpp"
#include "support/test_intake.hpp"
#include "support/test_mail.hpp"

using namespace arkki;
using namespace arkki::intake;
using test::mail_of;
using test::mail_part;
namespace fs = std::filesystem;

namespace {

const std::string this_claim = "00112233445566aa";

struct Post : test::TestIntake {
    MailDrop drop{job, intake, store.folder() / "spool"};

    void take_in(const std::string& bytes, const std::string& under = this_claim) {
        test::write_file(store.folder() / "posti.eml", bytes);
        const test::OpenFile file{store.folder() / "posti.eml"};
        BOOST_TEST_REQUIRE(is_mail(file.get(), "posti.eml"));
        drop.take_in(file.get(), "posti.eml", under, {});
    }
    /// `name state reason` of each arrival, in the order of the batches and their sheets.
    std::vector<std::string> arrivals() {
        std::vector<std::string> all;
        database().read([&](db::Read& read) {
            for (const auto& [name, state, reason] : read.rows<std::string, std::string, std::string>(
                     "SELECT name, state, reason FROM arrival ORDER BY batch, sheet"))
                all.push_back(name + " " + state + (reason.empty() ? "" : " " + reason));
            return 0;
        });
        return all;
    }
};

using List = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_mail_without_anything_that_can_be_paper_waits_with_its_reason, Post) {
    take_in(mail_of(mail_part("muistio.txt", "Hei", "text/plain")));
    BOOST_TEST(arrivals() == List{"posti.eml quarantined mail.nothing_usable"});
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM batch WHERE state = 'open'") == 0);
    BOOST_TEST(only<std::string>("SELECT sha256 FROM arrival") ==
               hex(sha256(view(mail_of(mail_part("muistio.txt", "Hei", "text/plain"))))));
}

BOOST_FIXTURE_TEST_CASE(a_hostile_mail_makes_no_arrival_but_its_own, Post) {
    std::string parts = mail_part("a.png", test::png_of("ensimmäinen"));
    for (int i = 0; i < 10'000; ++i) parts += "--b\r\nContent-Type: image/png\r\n\r\nx\r\n";
    take_in(mail_of(parts));
    BOOST_TEST(arrivals() == List{"posti.eml quarantined mail.too_many_parts"});
}

BOOST_FIXTURE_TEST_CASE(attachments_are_sheets_in_order_and_the_mail_is_kept_unread_beside_them, Post) {
    const std::string first = test::png_of("ensimmäinen"), second = test::png_of("toinen");
    take_in(mail_of(mail_part("../../1.png", first) + mail_part("muistio.txt", "Hei", "text/plain") +
                 mail_part("wrong type.bin", second, "application/octet-stream")));
    BOOST_TEST(arrivals() == (List{"1.png received", "wrong type.bin received", "posti.eml unpacked"}));
    BOOST_TEST(only<std::int64_t>("SELECT count(DISTINCT batch) FROM arrival WHERE way = 'mail'") == 1);
    BOOST_TEST(only<std::string>("SELECT sha256 FROM arrival WHERE sheet = 1") == hex(sha256(view(first))));
    BOOST_TEST(only<std::string>("SELECT sha256 FROM arrival WHERE sheet = 2") == hex(sha256(view(second))));
    BOOST_TEST(only<std::string>("SELECT state FROM batch") == "closed");
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM job WHERE kind = 'read' AND state = 'ready'") == 2);
    BOOST_TEST(fs::is_empty(store.folder() / "spool"));
}

BOOST_FIXTURE_TEST_CASE(what_a_crash_broke_off_goes_on_under_the_same_claim, Post) {
    const auto bytes = mail_of(mail_part("1.png", test::png_of("ensimmäinen")) + mail_part("2.png", test::png_of("toinen")));
    // As if the power had gone after the first attachment.
    const auto batch = Batches{job}.open({"mail", this_claim, {}, {}, {}});
    test::write_file(store.folder() / "1.png", test::png_of("ensimmäinen"));
    const test::OpenFile first{store.folder() / "1.png"};
    Source sheet{"mail", PersonalText{"1.png"}, this_claim + "-1", {}, {}};
    sheet.batch = batch;
    sheet.sheet = 1;
    static_cast<void>(intake.receive(first.get(), sheet));
    take_in(bytes);
    BOOST_TEST(arrivals() == (List{"1.png received", "2.png received", "posti.eml unpacked"}));
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM batch") == 1);
    BOOST_TEST(claim_is_known(database(), this_claim));
}

BOOST_FIXTURE_TEST_CASE(only_what_is_called_a_mail_and_is_one_is_unpacked, Post) {
    test::write_file(store.folder() / "a", mail_of(""));
    test::write_file(store.folder() / "b", "%PDF-1.7\n");
    const test::OpenFile a{store.folder() / "a"}, b{store.folder() / "b"};
    BOOST_TEST(is_mail(a.get(), "POSTI.EML"));
    BOOST_TEST(!is_mail(a.get(), "posti.pdf"));
    BOOST_TEST(!is_mail(a.get(), "eml"));
    BOOST_TEST(!is_mail(b.get(), "posti.eml"));
}
