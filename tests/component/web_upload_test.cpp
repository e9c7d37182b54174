// Files by the browser and by programs: in order, whole, once; what is refused leaves nothing.
#include <boost/test/unit_test.hpp>

#include <Poco/JSON/Parser.h>

#include "access/tokens.hpp"
#include "support/test_site.hpp"

using namespace arkki;
using namespace arkki::web;
using test::Visitor;

namespace {

struct Sent {
    std::string name, bytes;
};

std::string multipart(const std::vector<std::pair<std::string, std::string>>& fields, const std::vector<Sent>& files) {
    std::string body;
    for (const auto& [name, value] : fields)
        body += "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    for (const auto& file : files)
        body += "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + file.name +
                "\"\r\nContent-Type: application/octet-stream\r\n\r\n" + file.bytes + "\r\n";
    return body + "--b--\r\n";
}

struct House : test::TestSite {
    Visitor clerk{door()};
    House() { clerk.sign_in(credential("clerk")); }

    Reply answer(const std::string& path, HeaderList headers, const std::string& text) {
        headers.emplace_back("Host", "arkki.example");
        std::size_t at = 0;
        Body body{text.size(), [&](char* buffer, std::size_t size) {
                      const auto count = text.copy(buffer, size, at);
                      at += count;
                      return count;
                  }};
        return door().answer("POST", path, std::move(headers), {"127.0.0.1", false}, body);
    }
    Reply upload(std::vector<std::pair<std::string, std::string>> fields, const std::vector<Sent>& files,
                 HeaderList more = {}) {
        fields.emplace_back("token", access::form_token(PersonalText{clerk.secret()}, "form"));
        more.emplace_back("Origin", "http://arkki.example");
        more.emplace_back("Cookie", "arkki-language=fi; arkki=" + clerk.secret());
        more.emplace_back("Content-Type", "multipart/form-data; boundary=b");
        return answer("/upload", std::move(more), multipart(fields, files));
    }
    std::string token(const std::string& scope) {
        const auto desk = this->desk("clerk");
        const auto proof = office().sessions().prove_password(desk.session(), credential("clerk").password);
        return access::Tokens{desk}
            .make({PersonalText{"scanner"}, desk.session().purpose, {scope}, Day{desk.today()} }, proof,
                  system_randomness())
            .secret.reveal();
    }
    Reply program(const std::string& secret, HeaderList more, const std::string& body) {
        more.emplace_back("Authorization", "Bearer " + secret);
        return answer("/api/v1/arrivals", std::move(more), body);
    }
    std::int64_t arrivals() {
        return office().database().read(
            [](db::Read& read) { return read.one<std::int64_t>("SELECT count(*) FROM arrival"); });
    }
};

Poco::JSON::Object::Ptr json_of(const Reply& reply) {
    return Poco::JSON::Parser{}.parse(reply.body).extract<Poco::JSON::Object::Ptr>();
}

bool says(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

}  // namespace

BOOST_FIXTURE_TEST_CASE(several_files_of_one_post_are_one_batch_and_the_answer_leads_to_what_became_of_each, House) {
    const auto before = arrivals();
    const auto reply = upload({{"key", "k1"}}, {{"b.pdf", "%PDF-1.7 b"}, {"C:\\scans\\a.pdf", "%PDF-1.7 a"}});
    BOOST_TEST_REQUIRE(reply.status == 303);
    const auto place = reply.header("Location");
    BOOST_TEST(place.starts_with("/uploads/"));
    BOOST_TEST(arrivals() == before + 2);
    const auto page = clerk.get(place);
    BOOST_TEST(page.status == 200);
    BOOST_TEST(page.body.find("b.pdf") < page.body.find(">a.pdf"));
    BOOST_TEST(!says(page.body, "scans"));
    BOOST_TEST(says(page.body, "data-arrival="));
    BOOST_TEST(says(page.body, "data-live"));
    const auto again = upload({{"key", "k1"}}, {{"b.pdf", "%PDF-1.7 b"}, {"a.pdf", "%PDF-1.7 a"}});
    BOOST_TEST(again.header("Location") == place + "?done=upload_again");
    BOOST_TEST(arrivals() == before + 2);
    Visitor auditor{door()};
    BOOST_TEST(auditor.sign_in(credential("auditor")).get(place).status == 403);
    BOOST_TEST(clerk.get("/uploads/999").status == 404);
}

BOOST_FIXTURE_TEST_CASE(what_is_wrong_with_a_post_is_said_beside_the_files_and_nothing_is_stored, House) {
    const auto before = arrivals();
    const auto none = upload({{"key", "k"}}, {});
    BOOST_TEST(none.status == 422);
    BOOST_TEST(says(none.body, office().catalogue().text(Language::fi, "upload.no_file")));
    BOOST_TEST(says(none.body, "name=\"key\" value=\"k\""));  // sending it again is the same delivery
    const auto empty = upload({}, {{"a.pdf", "%PDF-1.7"}, {"b.pdf", ""}});
    BOOST_TEST(empty.status == 422);
    BOOST_TEST(says(empty.body, office().catalogue().text(Language::fi, "upload.empty_file")));
    const std::string wrong(64, 'a');
    BOOST_TEST(upload({{"sha256", wrong}}, {{"a.pdf", "%PDF-1.7"}}).status == 422);
    BOOST_TEST(upload({}, {{"a.pdf", "%PDF-1.7"}}, {{"X-Content-SHA256", wrong}}).status == 422);
    BOOST_TEST(upload({{"unit", "XX"}}, {{"a.pdf", "%PDF-1.7"}}).status == 422);
    BOOST_TEST(arrivals() == before);
    const auto right = hex(sha256(view("%PDF-1.7")));
    BOOST_TEST(upload({{"sha256", right}}, {{"a.pdf", "%PDF-1.7"}}).status == 303);
    BOOST_TEST(upload({}, {{"a.pdf", "%PDF-1.7"}}, {{"X-Content-SHA256", right}}).status == 303);
    BOOST_TEST(arrivals() == before + 2);
}

BOOST_FIXTURE_TEST_CASE(fifty_files_fit_in_one_post, House) {
    std::vector<Sent> files;
    for (int i = 0; i < 50; ++i) files.push_back({std::to_string(i) + ".pdf", "%PDF-1.7 " + std::to_string(i)});
    const auto before = arrivals();
    BOOST_TEST(upload({}, files).status == 303);
    BOOST_TEST(arrivals() == before + 50);
}

BOOST_FIXTURE_TEST_CASE(a_program_without_the_right_token_is_refused_before_its_file_is_read, House) {
    const auto before = arrivals();
    const HeaderList pdf{{"Content-Type", "application/pdf"}};
    BOOST_TEST(program("arkki_" + std::string(64, '0'), pdf, "%PDF-1.7").status == 401);
    BOOST_TEST(program(token("search"), pdf, "%PDF-1.7").status == 403);
    BOOST_TEST(answer("/api/v1/arrivals", pdf, "%PDF-1.7").status == 401);
    BOOST_TEST(answer("/upload", {{"Authorization", "Bearer " + token("intake")}, {"Content-Type", "application/pdf"}},
                      "%PDF-1.7").status == 403);
    BOOST_TEST(arrivals() == before);
}

BOOST_FIXTURE_TEST_CASE(a_program_sends_a_file_as_it_is_and_asks_what_became_of_it, House) {
    const auto secret = token("intake");
    const HeaderList headers{{"Content-Type", "image/jpeg"},
                             {"Idempotency-Key", "scan-17"},
                             {"X-File-Name", "k%C3%A4sikirje.jpg"},
                             {"X-Content-SHA256", hex(sha256(view("%PDF-1.7 by a program")))}};
    const auto reply = program(secret, headers, "%PDF-1.7 by a program");
    BOOST_TEST_REQUIRE(reply.status == 201);
    const auto made = json_of(reply);
    const auto id = made->getValue<std::int64_t>("arrival");
    BOOST_TEST(made->getValue<std::string>("state") == "received");
    BOOST_TEST(reply.header("Location") == "/api/v1/arrivals/" + std::to_string(id));
    BOOST_TEST(!says(reply.body, "kirje"));
    const auto again = program(secret, headers, "%PDF-1.7 by a program");
    BOOST_TEST(again.status == 200);
    BOOST_TEST(json_of(again)->getValue<std::int64_t>("arrival") == id);
    BOOST_TEST(json_of(again)->getValue<bool>("repeated"));
    BOOST_TEST(program(secret, {{"Idempotency-Key", "scan-17"}}, "%PDF-1.7 of another").status == 409);
    BOOST_TEST(program(secret, {{"X-Content-SHA256", std::string(64, '0')}}, "%PDF-1.7").status == 422);
    BOOST_TEST(program(secret, {{"X-File-Name", "%FF"}}, "%PDF-1.7").status == 400);
    HeaderList ask{{"Host", "arkki.example"}, {"Authorization", "Bearer " + secret}};
    Body nothing;
    const auto facts = door().answer("GET", reply.header("Location"), ask, {"127.0.0.1", false}, nothing);
    BOOST_TEST(facts.status == 200);
    BOOST_TEST(json_of(facts)->getValue<std::int64_t>("size") == 21);
    BOOST_TEST(door().answer("GET", "/api/v1/arrivals/99999", ask, {"127.0.0.1", false}, nothing).status == 404);
    BOOST_TEST(clerk.get("/inbox").body.find("käsikirje.jpg") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_program_sends_several_files_as_one_batch, House) {
    const auto reply = program(token("intake"), {{"Content-Type", "multipart/form-data; boundary=b"}},
                               multipart({}, {{"1.pdf", "%PDF-1.7 1"}, {"2.pdf", "%PDF-1.7 2"}}));
    BOOST_TEST_REQUIRE(reply.status == 201);
    const auto sent = json_of(reply);
    BOOST_TEST(sent->getArray("arrivals")->size() == 2u);
    BOOST_TEST(sent->getArray("arrivals")->getObject(1)->getValue<int>("sheet") == 2);
    BOOST_TEST(!sent->has("arrival"));
}
