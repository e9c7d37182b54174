#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <fstream>

#include "register/customers.hpp"
#include "requests/letters.hpp"
#include "service/papers.hpp"
#include "service/who_has_looked.hpp"
#include "signing/pkcs12.hpp"
#include "support/test_service.hpp"

using namespace arkki;
using namespace arkki::test;
using namespace std::chrono_literals;

namespace {

bool has(const char* program) {
    return std::system(("command -v " + std::string{program} + " >/dev/null").c_str()) == 0;
}

/// Customer 1 was listed with customer 2, opened twice, and asked who had looked.
class Asked : public TestService {
public:
    Asked() {
        const auto clerk = desk("clerk");
        const customers::Cards cards{clerk};
        static_cast<void>(cards.lines(clerk.show(std::vector{CustomerId{1}, CustomerId{2}}, PersonalText{"haku"})));
        clock.advance(5min);
        static_cast<void>(cards.card(clerk.open<access::ViewCard>(CustomerId{1})));
        static_cast<void>(cards.card(clerk.open<access::ViewCard>(CustomerId{1})));
        clock.advance(5min);
        const auto responsible = desk("responsible");
        requests::NewRequest wanted{.kind = requests::Kind::log_extract,
                                    .subject = CustomerId{1},
                                    .received_on = responsible.today(),
                                    .language = Language::en};
        request = office().requests(responsible).open(wanted).request;
    }
    access::Desk worker() { return desk("responsible", "request", "request:" + std::to_string(request.value())); }
    void decide() {
        const auto desk = worker();
        const auto requests = office().requests(desk);
        requests.identify(desk.open<access::WorkOnRequest>(request), "known_contact");
        requests.decide(desk.open<access::Decide>(request),
                        {requests::Outcome::granted, {{1, requests::ItemOutcome::supplied, "", {}, ""}}});
    }
    void seal_it() {
        seal();
        std::ofstream{office().settings().sealer_vkeys()} << sealer().vkey() << '\n';
    }
    std::string letter_text() {
        const auto desk = worker();
        const auto drafts = office().letters(desk).drafts(desk.open<access::PreviewLetter>(request));
        BOOST_REQUIRE(drafts.size() == 1u);
        BOOST_TEST(drafts[0].kind == "log-extract");
        const char* const kept = std::getenv("ARKKI_KEEP_PDF");
        const auto file = (kept ? std::filesystem::path{kept} : folder()) / "extract.pdf";
        std::ofstream{file, std::ios::binary}.write(reinterpret_cast<const char*>(drafts[0].pdf.data()),
                                                    static_cast<std::streamsize>(drafts[0].pdf.size()));
        return has("pdftotext") ? output_of("pdftotext " + file.string() + " - | tr -s ' \\n' ' '") : "";
    }
    RequestId request{0};
};

}  // namespace

BOOST_AUTO_TEST_CASE(looks_appearances_and_reviews_are_told_apart_and_pages_of_a_minute_are_one) {
    Asked house;
    static_cast<void>(service::make_report(house.office(), house.desk("auditor"),
                                           {"customer", PersonalText{"syy"}, {}, CustomerId{1}, {}, {}, {}}));
    const auto extract = house.office().database().read(
        [&](db::Read& read) { return requests::log_extract(read, CustomerId{1}, house.clock.now() + 1s); });
    std::string acts;
    for (const auto& one : extract.looks) acts += one.action + " ";
    BOOST_TEST(acts.find("card.view ") != std::string::npos);
    BOOST_TEST(acts.find("card.view card.view") == std::string::npos);
    BOOST_TEST(extract.appearances.size() == 1u);
    BOOST_TEST(extract.reviews.size() == 1u);
    BOOST_TEST(!extract.erased_until);
    const auto stranger = house.office().database().read(
        [&](db::Read& read) { return requests::log_extract(read, CustomerId{3}, house.clock.now()); });
    for (const auto& one : stranger.looks) BOOST_TEST(one.action != "card.view");
}

BOOST_AUTO_TEST_CASE(the_extract_is_a_letter_of_its_request_without_names_and_signed_like_any_other) {
    Asked house;
    BOOST_TEST(key_of([&] { house.letter_text(); }) == "request.not_decided");
    house.decide();
    const auto text = house.letter_text();
    if (!text.empty()) {
        BOOST_TEST(text.find("EXTRACT OF THE ACCESS LOG") != std::string::npos);
        BOOST_TEST(text.find("Managing the customer") != std::string::npos);
        BOOST_TEST(text.find("Kaisa") == std::string::npos);
    }
    const auto desk = house.worker();
    const auto& credential = house.credential("responsible");
    const auto signer =
        signing::open_pkcs12(std::filesystem::path{credential.key}, signing::Pin{std::string{credential.pin.reveal()}});
    const auto issued = house.office().letters(desk).sign(desk.open<access::Decide>(house.request), signer);
    BOOST_REQUIRE(issued.size() == 1u);
    BOOST_TEST(issued[0].kind == "log-extract");
    BOOST_TEST(
        house.office().database().read([&](db::Read& read) { return service::is_issued(read, issued[0].sha256); }));
}

BOOST_AUTO_TEST_CASE(names_of_staff_are_given_by_the_responsible_persons_reasoned_decision_alone) {
    Asked house;
    const auto disclose = [&](const access::Desk& desk, const char* reason) {
        return key_of([&] { requests::disclose_names(desk, house.request, PersonalText{reason}); });
    };
    BOOST_TEST(disclose(house.desk("clerk"), "syy") == "access.denied.role");
    BOOST_TEST(disclose(house.desk("auditor"), "syy") == "access.denied.role");
    BOOST_TEST(disclose(house.worker(), "  ") == "extract.no_reason");
    const auto shown = [&] {
        return house.office().database().read(
            [&](db::Read& read) { return requests::names_disclosed(read, house.request); });
    };
    BOOST_TEST(!shown());
    house.decide();
    const auto without = house.letter_text();
    BOOST_TEST(disclose(house.worker(), "Epäily väärinkäytöksestä.") == "done");
    BOOST_TEST(shown());
    const auto with = house.letter_text();
    if (!with.empty()) {
        BOOST_TEST(without.find("Their names are data") != std::string::npos);
        BOOST_TEST(with.find("by decision of the") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(evidence_waits_for_the_decision_and_for_the_seal) {
    Asked house;
    const auto ask = [&](const char* user) {
        return key_of([&] {
            const auto desk = std::string{user} == "responsible" ? house.worker() : house.desk(user);
            static_cast<void>(service::evidence_of(house.office(), desk, house.request));
        });
    };
    BOOST_TEST(ask("clerk") == "access.denied.role");
    BOOST_TEST(ask("responsible") == "extract.wrong_kind");
    house.decide();
    BOOST_TEST(ask("responsible") == "extract.no_seal");
    house.seal_it();
    BOOST_TEST(ask("responsible") == "done");
}

BOOST_AUTO_TEST_CASE(the_persons_evidence_passes_the_shell_verifier_and_a_changed_id_fails) {
    Asked house;
    house.decide();
    house.seal_it();
    const auto desk = house.worker();
    const auto files = service::evidence_of(house.office(), desk, house.request);
    const auto folder = house.folder() / "evidence";
    service::write_evidence(files, folder);
    BOOST_TEST(key_of([&] { service::write_evidence(files, folder); }) == "extract.not_empty");
    int entries = 0;
    for (const auto& file : files) {
        if (!file.name.ends_with(".entry.json")) continue;
        ++entries;
        // Neither who acted nor what was typed, and nobody else.
        BOOST_TEST(file.bytes.find("\"A\":{\"commitment\"") != std::string::npos);
        BOOST_TEST(file.bytes.find("\"F\":{\"commitment\"") != std::string::npos);
        BOOST_TEST(file.bytes.find("\"id\":2") == std::string::npos);
        BOOST_TEST(file.bytes.find("ids=") == std::string::npos);
    }
    BOOST_TEST(entries >= 3);
    if (!has("jq") || !has("xxd")) return;
    const std::string verify = "bash " + (folder / "verify-evidence.sh").string() + " ";
    const std::string vkey = " " + (folder / "vkey").string() + " >/dev/null 2>&1";
    for (const auto& file : files) {
        if (!file.name.ends_with(".tlog-proof")) continue;
        const auto proof = (folder / file.name).string();
        BOOST_TEST(std::system((verify + proof + vkey).c_str()) == 0, file.name);
        const auto changed = "sed -i 's/\"id\":1,/\"id\":2,/' " + proof + ".entry.json";
        BOOST_REQUIRE(std::system(changed.c_str()) == 0);
        BOOST_TEST(std::system((verify + proof + vkey).c_str()) != 0, file.name);
    }
}

BOOST_AUTO_TEST_CASE(the_package_is_a_zip_that_other_programs_open) {
    Asked house;
    house.decide();
    house.seal_it();
    const auto desk = house.worker();
    const auto package = service::evidence_package(house.office(), desk, house.request);
    BOOST_TEST(package.starts_with("PK"));
    const auto file = house.folder() / "evidence.zip";
    std::ofstream{file, std::ios::binary} << package;
    if (has("unzip")) BOOST_TEST(output_of("unzip -t " + file.string()).find("No errors") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_access_reply_tells_when_and_why_only_where_the_house_decided_so) {
    if (!has("pdftotext")) return;
    for (const bool annex : {false, true}) {
        TestService house{"2026-11-23", 8, annex};
        const auto clerk = house.desk("clerk");
        static_cast<void>(customers::Cards{clerk}.card(clerk.open<access::ViewCard>(CustomerId{1})));
        house.clock.advance(5min);
        const auto responsible = house.desk("responsible");
        const auto requests = house.office().requests(responsible);
        const auto id = requests
                            .open({.kind = requests::Kind::access,
                                   .subject = CustomerId{1},
                                   .received_on = responsible.today(),
                                   .language = Language::en})
                            .request;
        const auto desk = house.desk("responsible", "request", "request:" + std::to_string(id.value()));
        const auto work = house.office().requests(desk);
        work.identify(desk.open<access::WorkOnRequest>(id), "known_contact");
        work.decide(desk.open<access::Decide>(id),
                    {requests::Outcome::granted, {{1, requests::ItemOutcome::supplied, "", {}, ""}}});
        const auto drafts = house.office().letters(desk).drafts(desk.open<access::PreviewLetter>(id));
        const auto file = house.folder() / "reply.pdf";
        std::ofstream{file, std::ios::binary}.write(reinterpret_cast<const char*>(drafts[0].pdf.data()),
                                                    static_cast<std::streamsize>(drafts[0].pdf.size()));
        const auto text = output_of("pdftotext " + file.string() + " - | tr -s ' \\n' ' '");
        BOOST_TEST((text.find("23 November 2026 at 10:00") != std::string::npos) == annex);
    }
}
