#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <fstream>

#include "access/people.hpp"
#include "pdf/conformance.hpp"
#include "register/customers.hpp"
#include "service/month_certificate.hpp"
#include "service/night_work.hpp"
#include "service/papers.hpp"
#include "service/review.hpp"
#include "signing/identity.hpp"
#include "signing/pkcs12.hpp"
#include "signing/verify.hpp"
#include "support/test_service.hpp"

using namespace arkki;
using namespace arkki::test;
using namespace std::chrono_literals;

namespace {

/// A November in which a clerk looked at his own namesake, reviewed, sealed and sampled in December.
class November : public TestService {
public:
    November() {
        const auto clerk = desk("clerk");
        static_cast<void>(customers::Cards{clerk}.card(clerk.open<access::ViewCard>(CustomerId{1})));
        first = seal();
        clock.advance(1h);
        const auto again = desk("clerk");
        static_cast<void>(customers::Cards{again}.card(again.open<access::ViewCard>(CustomerId{2})));
        last = seal();
        service::review_now(office());
        clock.set("2026-12-01", 8);
        seal();
    }
    /// The file, written for other programs and for a look at it.
    std::filesystem::path keep(const Bytes& pdf, const std::string& name) {
        const char* const folder_to_keep = std::getenv("ARKKI_KEEP_PDF");
        const auto file = (folder_to_keep ? std::filesystem::path{folder_to_keep} : folder()) / name;
        std::ofstream{file, std::ios::binary}.write(reinterpret_cast<const char*>(pdf.data()),
                                                    static_cast<std::streamsize>(pdf.size()));
        return file;
    }
    tlog::Checkpoint first, last;
};

}  // namespace

BOOST_AUTO_TEST_CASE(only_the_auditor_gets_a_certificate_and_only_of_a_month_that_was) {
    November house;
    const auto make = [&](const char* user, const char* month) {
        return key_of([&] {
            static_cast<void>(
                service::month_certificate(house.office(), house.desk(user), month, Language::fi, nullptr));
        });
    };
    BOOST_TEST(make("clerk", "2026-11") == "access.denied.role");
    BOOST_TEST(make("admin", "2026-11") == "access.denied.role");
    BOOST_TEST(make("auditor", "2026-13") == "report.bad_month");
    BOOST_TEST(make("auditor", "26-11") == "report.bad_month");
    BOOST_TEST(make("auditor", "2019-01") == "sample.empty_month");
}

BOOST_AUTO_TEST_CASE(a_signed_certificate_is_archival_verifies_here_and_elsewhere_and_stands_in_the_log) {
    November house;
    const auto identity = signing::make_demo_identity(PersonalText{"Aino Auditoija"},
                                                      signing::Pin{std::string{"123456"}}, house.clock.clock());
    const auto signer = signing::open_pkcs12(identity.pkcs12, signing::Pin{std::string{"123456"}});
    for (const auto language : {Language::fi, Language::sv, Language::en}) {
        const auto auditor = house.desk("auditor");
        const auto certificate = service::month_certificate(house.office(), auditor, "2026-11", language, &signer);
        BOOST_TEST(certificate.number == "L-2026-11");
        BOOST_TEST(certificate.sha256 == hex(sha256(certificate.pdf)));
        const auto issued = [&](const Digest& digest) {
            return house.office().database().read(
                [&](db::Read& read) { return service::is_issued(read, hex(digest)); });
        };
        const auto verdict = signing::verify(certificate.pdf, {identity.root, house.clock.now(), issued});
        BOOST_TEST(verdict.valid);
        for (const auto& problem : verdict.problems) BOOST_TEST(problem == "");
        const auto file = house.keep(certificate.pdf, "certificate-" + std::string{code(language)} + ".pdf").string();
        if (std::system("command -v pdfsig >/dev/null") == 0)
            BOOST_TEST(output_of("pdfsig -nocert " + file).find("Signature is Valid") != std::string::npos);
        if (std::system("command -v pdftotext >/dev/null") == 0) {
            const auto text = output_of("pdftotext -layout " + file + " -");
            BOOST_TEST(text.find(base64(house.first.root)) != std::string::npos);
            BOOST_TEST(text.find(base64(house.last.root)) != std::string::npos);
        }
    }
    const auto entry = house.office().database().read([](db::Read& read) {
        audit::Filter filter;
        filter.object = "paper:L-2026-11";
        return audit::entries(read, filter, {}, 10);
    });
    BOOST_TEST(entry.size() == 3u);
    BOOST_TEST(entry.front().event.action == "log.exported");
}

BOOST_AUTO_TEST_CASE(an_unsigned_certificate_says_that_it_is_to_be_signed_by_hand) {
    November house;
    const auto certificate =
        service::month_certificate(house.office(), house.desk("auditor"), "2026-11", Language::en, nullptr);
    for (const auto& problem : pdf::conformance_problems(certificate.pdf)) BOOST_TEST(problem == "");
    if (std::system("command -v pdftotext >/dev/null") != 0) return;
    const auto text = output_of("pdftotext -layout " + house.keep(certificate.pdf, "unsigned.pdf").string() + " -");
    BOOST_TEST(text.find("printed and signed by hand") != std::string::npos);
    BOOST_TEST(text.find("findings have not been judged") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_facts_of_a_month_are_its_own_and_the_sample_comes_from_the_next_months_checkpoint) {
    November house;
    const auto auditor = house.desk("auditor");
    const auto facts = service::month_facts(house.office(), auditor, "2026-11");
    BOOST_TEST(facts.ended);
    BOOST_TEST(facts.verified.ok);
    BOOST_TEST(facts.first_seq.value() == 0);
    BOOST_REQUIRE(facts.checkpoints.size() == 2u);
    BOOST_TEST(facts.checkpoints[0].checkpoint.size == house.first.size);
    BOOST_TEST(facts.checkpoints[1].checkpoint.size == house.last.size);
    BOOST_TEST(facts.checkpoints[1].channels.size() == 1u);
    BOOST_REQUIRE(facts.draw);
    BOOST_TEST(!facts.sample.empty());
    BOOST_TEST(facts.both_roles.empty());
    const auto running = service::month_facts(house.office(), auditor, "2026-12");
    BOOST_TEST(!running.ended);
    BOOST_TEST(!running.draw);
}

BOOST_AUTO_TEST_CASE(the_codes_of_a_certificate_are_read_by_a_machine_and_hold_the_signed_checkpoints) {
    November house;
    const auto certificate =
        service::month_certificate(house.office(), house.desk("auditor"), "2026-11", Language::fi, nullptr);
    std::vector<std::string> codes;
    static_cast<void>(house.office().reader().read(certificate.pdf, [&](const imaging::PageRead& page) {
        for (const auto& code : page.codes) codes.push_back(code.text.reveal());
    }));
    BOOST_REQUIRE(codes.size() == 2u);
    const auto opened = tlog::open_note(codes[1], house.sealer().verifier());
    BOOST_TEST(opened.checkpoint.size == house.last.size);
    BOOST_TEST((opened.checkpoint.root == house.last.root));
}

BOOST_AUTO_TEST_CASE(a_person_who_is_both_responsible_and_auditor_is_named_on_the_certificate) {
    November house;
    const auto admin = house.desk("admin");
    access::People{admin}.give_role(house.person("responsible"), access::Role::auditor, admin.today());
    const auto certificate =
        service::month_certificate(house.office(), house.desk("auditor"), "2026-11", Language::en, nullptr);
    BOOST_REQUIRE(certificate.facts.both_roles.size() == 1u);
    if (std::system("command -v pdftotext >/dev/null") == 0)
        BOOST_TEST(output_of("pdftotext " + house.keep(certificate.pdf, "both.pdf").string() + " -")
                       .find("both responsible person") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_night_verifies_reviews_draws_and_tells_of_what_nobody_judged) {
    November house;
    std::vector<std::string> faults;
    const auto night = [&] {
        return service::work_of_a_night(house.office(), [&](const std::string& fault) { faults.push_back(fault); });
    };
    const auto first = night();
    for (const auto& fault : faults) BOOST_TEST(fault == "");
    BOOST_TEST(first.verification.ok);
    BOOST_TEST(first.drawn);
    BOOST_TEST(first.overdue == 0);
    house.clock.advance(24h * 20);
    BOOST_TEST(night().overdue > 0);
    // Six years later the entries say nothing any more, and the findings nobody's name.
    house.clock.advance(24h * 365 * 6);
    BOOST_TEST(night().pruned > 0);
    const auto known = house.office().database().read([](db::Read& read) {
        return read.one<std::int64_t>(
            "SELECT count(*) FROM audit_finding WHERE seq < 90 AND (actor <> 0 OR subject IS"
            " NOT NULL)");
    });
    BOOST_TEST(known == 0);
    for (const auto& fault : faults) BOOST_TEST(fault == "");
    const auto lines = [&](const char* action) {
        return house.office().database().read([&](db::Read& read) {
            return read.one<std::int64_t>("SELECT count(*) FROM audit_entry WHERE action = :action",
                                          {{"action", action}});
        });
    };
    BOOST_TEST(lines("log.verified") == 3);
    BOOST_TEST(lines("log.sampled") == 1);
}
