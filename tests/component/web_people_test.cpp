// The people of the house on pages: who comes in, what was signed, what a revocation ends; and the first administrator.
#include <boost/test/unit_test.hpp>

#include <regex>

#include "access/access_list.hpp"
#include "access/notices.hpp"
#include "access/people.hpp"
#include "custody/recalls.hpp"
#include "register/profile.hpp"
#include "service/commitment_work.hpp"
#include "service/first_administrator.hpp"
#include "signing/pkcs12.hpp"
#include "signing/text_signature.hpp"
#include "support/test_site.hpp"
#include "support/test_world.hpp"

using namespace arkki;
using test::Visitor;

namespace {

const std::string sheet(64, 'b');
const PersonalText why{"sijaisuus päättyi"};

template <class Work>
std::string refusal_of(Work&& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.key();
    }
    return {};
}

struct House : test::TestSite {
    Visitor as(const std::string& user) {
        Visitor visitor{door()};
        visitor.sign_in(credential(user));
        return visitor;
    }
    PersonId person(const std::string& user) {
        const auto machine = office().machine_desk("maintenance");
        return access::People{machine}.by_user_name(user).value();
    }
    std::string number(const std::string& user) { return std::to_string(person(user).value()); }
    access::Commitment commitment(const std::string& user) {
        const auto admin = desk("admin");
        return access::Commitments{admin}.of(person(user)).back();
    }
    std::int64_t lines(const std::string& action) {
        return office().database().read([&](db::Read& read) {
            return read.one<std::int64_t>("SELECT count(*) FROM audit_entry WHERE action = :action",
                                          {{"action", action}});
        });
    }
};

bool has(const web::Reply& reply, const std::string& text) { return reply.body.find(text) != std::string::npos; }

/// A house with nobody in it and a token that waits.
struct EmptyHouse {
    service::Settings made() {
        service::Settings settings;
        settings.home = ARKKI_SOURCE_DIR;
        settings.data = folder.path() / "data";
        settings.messages = std::filesystem::path{ARKKI_BINARY_DIR} / "messages";
        settings.reader = std::filesystem::path{ARKKI_BINARY_DIR} / "bin" / "arkki-reader";
        settings.database = database.url();
        settings.hot_folder = folder.path() / "inbox";
        settings.password_cost = {1, 8192};
        credentials = service::set_up(settings, world, service::FirstPeople{});
        return settings;
    }
    std::string fields(const std::string& typed, const std::string& password = "kolme pientä kalaa") const {
        return "one_time_token=" + typed +
               "&name=Paula+P%C3%A4%C3%A4k%C3%A4ytt%C3%A4j%C3%A4&user_name=paula&password=" +
               web::percent_encoded(password) + "&witness=Tiina+Todistaja";
    }

    test::TestFolder folder;
    test::TestDatabase database{test::Schema::empty};
    test::TestClock clock{"2026-11-23"};
    service::World world{clock.clock(), test::winter_wall_clock(), system_randomness()};
    std::vector<service::Credential> credentials;
    service::Office office{made(), world};
    web::Site site{office};
    web::Door door{site.routes(), site.parts([](std::string_view) {}), site.door_settings()};
    std::string token = credentials.front().password.reveal();
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_person_comes_in_by_name_commitment_role_and_one_time_password, House) {
    auto admin = as("admin");
    auto refused = admin.post("/people/new", "name=Uusi&user_name=clerk&employer=own");
    BOOST_TEST(refused.status == 422);
    BOOST_TEST(has(refused, "value=\"Uusi\""));
    BOOST_TEST(admin.post("/people/new", "name=Uusi&user_name=uu%20si&employer=own").status == 422);
    BOOST_TEST(admin.post("/people/new", "name=Uusi&user_name=uusi&employer=own&from=2026-02-30").status == 422);
    const auto added = admin.post("/people/new", "name=Uusi&user_name=uusi&employer=own&processor=Esimerkki+Tilit+Oy");
    BOOST_TEST(added.status == 303);
    const std::string path = "/people/" + number("uusi");
    BOOST_TEST(added.header("Location") == path + "?done=person_new");
    BOOST_TEST(has(admin.get("/people"), "Esimerkki Tilit Oy"));

    const auto too_early = admin.post(path + "/account");
    BOOST_TEST(too_early.status == 422);  // no commitment, no account
    BOOST_TEST(admin.post(path + "/commitments", "language=fi&witness=" + number("uusi")).status == 422);
    BOOST_TEST(admin.post(path + "/commitments", "language=fi&scan=999999&witness=" + number("todistaja")).status ==
               422);
    BOOST_TEST(
        admin
            .post(path + "/commitments", "language=fi&signed_on=2999-01-01&scan=" + std::to_string(document.value()) +
                                             "&witness=" + number("todistaja"))
            .status == 422);
    BOOST_TEST(
        admin
            .post(path + "/commitments", "language=fi&valid_to=2999-12-31&scan=" + std::to_string(document.value()) +
                                             "&witness=" + number("todistaja"))
            .status == 303);
    BOOST_TEST(commitment("uusi").signing.text_sha256.size() == 64);
    BOOST_TEST((commitment("uusi").signing.scan == document));

    BOOST_TEST(admin.post(path + "/roles", "role=clerk&role_from=2026-01-02&role_to=2026-01-01").status == 422);
    BOOST_TEST(admin.post(path + "/roles", "role=clerk&role_reason=sijainen").status == 303);
    const auto opened = admin.post(path + "/account");
    BOOST_TEST(opened.status == 200);
    std::smatch secret;
    BOOST_REQUIRE(std::regex_search(opened.body, secret, std::regex{R"(<span class="secret">([0-9a-z-]+)</span>)"}));
    BOOST_TEST(!has(admin.get(path), secret[1].str()));
    Visitor newcomer{door()};
    newcomer.sign_in({"uusi", "clerk", PersonalText{secret[1].str()}, {}, {}});
    BOOST_TEST(newcomer.signed_in());
    BOOST_TEST(admin.post(path + "/employer", "employer=own").status == 422);
    BOOST_TEST(admin.post(path + "/leave").status == 422);
    BOOST_TEST(admin.post(path + "/account/close").status == 422);
    BOOST_TEST(admin.post(path + "/account/close", "close_reason=loma").status == 303);
    BOOST_TEST(has(admin.get(path), "Esimerkki Tilit Oy"));
    BOOST_TEST(as("responsible").post(path + "/roles", "role=auditor").status == 403);
}

BOOST_FIXTURE_TEST_CASE(the_sheet_says_its_version_and_digest_and_a_key_signs_the_same_text, House) {
    const auto admin = desk("admin");
    const auto sheet = service::commitment_sheet(office(), admin, person("clerk"), Language::fi);
    BOOST_TEST(sheet.version == "1");
    BOOST_TEST(sheet.text.reveal().find("SALASSAPITOSITOUMUS") != std::string::npos);
    BOOST_TEST(sheet.text.reveal().find(sheet.text_sha256.substr(0, 8)) != std::string::npos);
    BOOST_TEST(sheet.text.reveal().find("{{") == std::string::npos);
    BOOST_TEST(lines("commitment.printed") == 1);
    BOOST_TEST(as("admin").get("/people/" + number("clerk") + "/sheet/sv").body.starts_with("%PDF"));
    BOOST_TEST(as("admin").get("/people/" + number("clerk") + "/sheet/xx").status == 422);

    const auto& key = credential("responsible");
    const auto signer =
        signing::open_pkcs12(std::filesystem::path{key.key}, signing::Pin{std::string{key.pin.reveal()}});
    const auto record = [&](const std::string& text, const std::string& who = "clerk") {
        return service::record_signature(
            office(), admin,
            service::SignedText{person(who), Language::fi, {}, person("todistaja"), signing::sign_text(text, signer)});
    };
    BOOST_TEST(refusal_of([&] { record(sheet.text.reveal() + " "); }) == "commitment.bad_signature");
    BOOST_TEST(refusal_of([&] { record(sheet.text.reveal(), "auditor"); }) == "commitment.bad_signature");
    BOOST_TEST(refusal_of([&] {
                   service::record_signature(
                       office(), admin,
                       service::SignedText{person("clerk"), Language::fi, {}, person("todistaja"), Bytes{1, 2, 3}});
               }) == "commitment.bad_signature");
    BOOST_TEST(refusal_of([&] {
                   service::record_signature(office(), admin,
                                             service::SignedText{person("clerk"),
                                                                 Language::fi,
                                                                 {},
                                                                 person("clerk"),
                                                                 signing::sign_text(sheet.text.reveal(), signer)});
               }) == "commitment.own_witness");
    record(sheet.text.reveal());
    const auto recorded = commitment("clerk");
    BOOST_TEST(recorded.signing.way == "key");
    BOOST_TEST(recorded.signing.signer_sha256.size() == 64);
    BOOST_TEST(recorded.signing.signed_text.reveal() == sheet.text.reveal());
    const auto other = service::commitment_sheet(office(), admin, person("auditor"), Language::fi);
    BOOST_TEST(refusal_of([&] { record(other.text.reveal(), "auditor"); }) == "commitment.key_of_another");
}

BOOST_FIXTURE_TEST_CASE(a_revocation_says_what_it_ends_ends_it_and_tells, House) {
    auto clerk = as("clerk");
    BOOST_TEST(clerk.get("/").status == 200);
    const auto clerk_desk = desk("clerk");
    const auto unit = office().database().read([](db::Read& read) { return custody::find_unit(read, "K2-H3-M07"); });
    BOOST_REQUIRE(unit.has_value());
    custody::Units{clerk_desk}.checkout(clerk_desk.open<access::TakeOriginal>(unit->id), person("clerk"),
                                        add_days(clerk_desk.today(), 7), "tarkastus");
    auto responsible = as("responsible");
    const std::string path = "/commitments/" + std::to_string(commitment("clerk").id.value()) + "/revoke";
    const auto page = responsible.get(path);
    BOOST_TEST(has(page, "1 ulkona oleva paperi"));
    BOOST_TEST(has(page, "istuntoa päättyy"));
    BOOST_TEST(responsible.post(path).status == 422);
    BOOST_TEST(clerk.get("/").status == 200);
    BOOST_TEST(responsible.post(path, "reason=luottamus+meni").status == 303);
    BOOST_TEST(clerk.get("/").status == 303);  // out within one request
    BOOST_TEST(responsible.post(path, "reason=uudestaan").status == 422);
    const auto person_page = responsible.get("/people/" + number("clerk"));
    BOOST_TEST(has(person_page, "K2-H3-M07"));
    BOOST_TEST(has(person_page, "luottamus meni"));
    const auto start = responsible.get("/");
    BOOST_TEST(has(start, "salassapitositoumus on peruttu"));
    std::smatch notice;
    BOOST_REQUIRE(std::regex_search(start.body, notice, std::regex{"action=\"(/notices/[0-9]+)\""}));
    BOOST_TEST(as("auditor").post(notice[1].str()).status == 404);
    BOOST_TEST(responsible.post(notice[1].str()).status == 303);
    BOOST_TEST(!has(responsible.get("/"), notice[1].str()));
    BOOST_TEST(lines("original.recalled") == 1);
    BOOST_TEST(responsible.get("/people/1").status == 404);  // the machine is nobody's page
    BOOST_TEST(responsible.get("/people/999").status == 404);
    BOOST_TEST(responsible.get("/commitments/999/revoke").status == 404);
}

BOOST_FIXTURE_TEST_CASE(the_first_administrator_comes_in_by_a_token_good_once_and_for_a_day, EmptyHouse) {
    BOOST_TEST(credentials.size() == 1);
    BOOST_TEST(credentials.front().user.empty());
    Visitor stranger{door};
    BOOST_TEST(stranger.get("/first").status == 200);
    BOOST_TEST(stranger.post("/first").status == 422);
    BOOST_TEST(stranger.post("/first", fields("aaaaa-bbbbb-ccccc-ddddd")).status == 422);
    BOOST_TEST(stranger.post("/first", fields(token, "lyhyt")).status == 422);
    BOOST_TEST(!has(stranger.post("/first", fields(token, "lyhyt")), "lyhyt"));
    clock.advance(std::chrono::hours{25});
    BOOST_TEST(stranger.post("/first", fields(token)).status == 404);
    const auto second = service::make_first_token(office);
    BOOST_TEST(stranger.post("/first", fields(token)).status == 422);  // the old one
    const auto done = stranger.post("/first", fields(second.reveal()));
    BOOST_TEST(done.status == 303);
    BOOST_TEST(done.header("Location") == "/sign-in?done=first");
    BOOST_TEST(stranger.post("/first", fields(second.reveal())).status == 404);
    BOOST_TEST(stranger.get("/first").status == 303);
    BOOST_TEST(refusal_of([&] { static_cast<void>(service::make_first_token(office)); }) == "first.kept");
    Visitor paula{door};
    paula.sign_in({"paula", "admin", PersonalText{"kolme pientä kalaa"}, {}, {}});
    BOOST_TEST(paula.signed_in());
    BOOST_TEST(has(paula.get("/people"), "Tiina Todistaja"));
    const auto stored = office.database().read(
        [](db::Read& read) { return read.rows<std::string>("SELECT token_sha256 FROM first_token"); });
    for (const auto& digest : stored) BOOST_TEST(digest.size() == 64);
}
