#pragma once
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "access/sessions.hpp"
#include "intake/batches.hpp"
#include "intake/intake.hpp"
#include "service/intake_work.hpp"
#include "service/office.hpp"
#include "service/setup.hpp"
#include "support/test_database.hpp"
#include "web/site.hpp"

namespace arkki::test {

/// The demonstration house with one filed form and one correction request that waits for its signature, and its door
/// without sockets.
class TestSite {
public:
    TestSite() : office_{made(), world()} {
        document = take_in("rectify-fi.jpg");
        customer = CustomerId{1};
        request = ask();
    }

    /// The house's clock runs on from now, so many days later.
    void go_forward(int days) { days_ahead_->fetch_add(days); }
    [[nodiscard]] const web::Door& door() const { return door_; }
    [[nodiscard]] service::Office& office() { return office_; }
    [[nodiscard]] const service::Credential& credential(const std::string& user) const {
        for (const auto& one : credentials_)
            if (one.user == user) return one;
        throw std::runtime_error{"no user " + user};
    }
    [[nodiscard]] const std::vector<std::string>& reports() const { return reports_; }
    access::Desk desk(const std::string& user) {
        return office_.desk(
            office_.sessions().sign_in(user, credential(user).password, {"web", "127.0.0.1", ""}, "r-1").session);
    }

    /// One form read by the real reader.
    DocumentId take_in(const std::string& sample) { return take_in_stack({sample}).front(); }
    /// Files that come in together, as documents in their order.
    std::vector<DocumentId> take_in_stack(const std::vector<std::string>& samples, const std::string& way = "upload") {
        const std::filesystem::path folder{ARKKI_SOURCE_DIR "/scans/samples"};
        const auto desk = office_.machine_desk("intake");
        const intake::Batches batches{desk};
        const auto batch = batches.open({way, "", {}, {}, {}});
        std::vector<ArrivalId> arrivals;
        for (const auto& sample : samples) {  // an absolute path is no sample of ours
            const int file = ::open((folder / sample).c_str(), O_RDONLY | O_CLOEXEC);
            arrivals.push_back(office_.intake(desk).receive(file, {way, PersonalText{sample}, "", {}, {}, batch}));
            ::close(file);
        }
        batches.close(batch);
        service::IntakeWork{office_, [](const std::string&) {}}.drain([](int, int) {});
        const auto clerk = this->desk("clerk");
        std::vector<DocumentId> documents;
        for (const auto arrival : arrivals) documents.push_back(office_.intake(clerk).show(arrival).document.value());
        return documents;
    }

    DocumentId document{0};
    CustomerId customer{0};
    RequestId request{0};

private:
    service::World world() const {
        auto world = service::real_world();
        world.clock = [real = world.clock, ahead = days_ahead_] {
            return real() + std::chrono::hours{24} * ahead->load();
        };
        return world;
    }
    service::Settings made() {
        service::Settings settings;
        settings.home = ARKKI_SOURCE_DIR;
        settings.data = folder_.path() / "data";
        settings.messages = std::filesystem::path{ARKKI_BINARY_DIR} / "messages";
        settings.reader = std::filesystem::path{ARKKI_BINARY_DIR} / "bin" / "arkki-reader";
        settings.database = database_.url();
        settings.hot_folder = folder_.path() / "inbox";
        settings.password_cost = {1, 8192};
        credentials_ = service::set_up(settings, service::real_world(), std::nullopt);
        return settings;
    }

    RequestId ask() {
        const auto desk = this->desk("responsible");
        const auto requests = office_.requests(desk);
        const requests::NewRequest wanted{
            .kind = requests::Kind::rectify,
            .subject = customer,
            .received_on = desk.today(),
            .document = document,
            .items = {{"phone", PersonalText{"000 111 2222"}, PersonalText{"000 333 4444"}, PersonalText{"vaihtui"}}}};
        const auto id = requests.open(wanted).request;
        requests.identify(desk.open<access::WorkOnRequest>(id), "known_contact");
        requests.decide(desk.open<access::Decide>(id),
                        {requests::Outcome::refused,
                         {{1, requests::ItemOutcome::refused, "R1", PersonalText{"Numero on oikea."}, ""}}});
        return id;
    }

    std::shared_ptr<std::atomic<int>> days_ahead_ = std::make_shared<std::atomic<int>>(0);
    TestFolder folder_;
    TestDatabase database_{Schema::empty};
    std::vector<service::Credential> credentials_;
    service::Office office_;
    web::Site site_{office_};
    std::vector<std::string> reports_;
    web::Door door_{site_.routes(), site_.parts([this](std::string_view line) { reports_.emplace_back(line); }),
                    site_.door_settings()};
};

/// Somebody at the door with a browser's manners: keeps the cookie, sends the token.
class Visitor {
public:
    explicit Visitor(const web::Door& door) : door_{door} {}

    web::Reply get(const std::string& target) { return send("GET", target, ""); }
    /// @param fields  url-encoded
    web::Reply post(const std::string& target, std::string fields = "") {
        if (!secret_.empty()) fields += "&token=" + access::form_token(PersonalText{secret_}, "form");
        return send("POST", target, fields);
    }
    /// Signed in, by the form.
    Visitor& sign_in(const service::Credential& credential) {
        const auto reply = post("/sign-in", "user_name=" + credential.user +
                                                "&password=" + web::percent_encoded(credential.password.reveal()));
        const std::string cookie = reply.header("Set-Cookie");
        secret_ = cookie.substr(cookie.find('=') + 1, 64);
        return *this;
    }
    Visitor& speak(const std::string& language) {
        language_ = language;
        return *this;
    }
    void forget() { secret_.clear(); }
    [[nodiscard]] bool signed_in() const { return !secret_.empty(); }
    /// The session's cookie.
    [[nodiscard]] const std::string& secret() const { return secret_; }

private:
    web::Reply send(const std::string& method, const std::string& target, const std::string& text) {
        web::HeaderList headers{{"Host", "arkki.example"}, {"Origin", "http://arkki.example"}};
        std::string cookies = "arkki-language=" + language_;
        if (!secret_.empty()) cookies += "; arkki=" + secret_;
        headers.emplace_back("Cookie", cookies);
        if (method == "POST") headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        std::size_t at = 0;
        web::Body body{text.size(), [&](char* buffer, std::size_t size) {
                           const auto count = text.copy(buffer, size, at);
                           at += count;
                           return count;
                       }};
        return door_.answer(method, target, headers, {"127.0.0.1", false}, body);
    }

    const web::Door& door_;
    std::string secret_, language_ = "fi";
};

}  // namespace arkki::test
