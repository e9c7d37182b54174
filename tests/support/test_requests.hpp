#pragma once
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "register/profile.hpp"
#include "requests/letter_table.hpp"
#include "requests/letters.hpp"
#include "requests/requests.hpp"
#include "requests/rights.hpp"
#include "signing/identity.hpp"
#include "signing/pkcs12.hpp"
#include "signing/verify.hpp"
#include "support/test_archive.hpp"

namespace arkki::test {

/// The office with the demonstration's profile, a responsible person with a title and a key, and all that letters need.
class TestRequests : public TestArchive {
public:
    TestRequests() {
        const access::Desk founder = machine("maintenance");
        access::People everybody{founder};
        auto person = named("vastaava", "Veera");
        person.title = PersonalText{"asiakaspalvelupäällikkö"};
        const PersonId id = everybody.add(person);
        access::Commitments{founder}.record({id, "1", today(), {}, std::string(64, 'a'), witness});
        everybody.give_role(id, access::Role::responsible, today());
        everybody.set_password(id, PersonalText{password}, passwords);
        people.emplace("vastaava", id);
        for (const auto* act : {"read", "copy", "maintain"}) enter_on_list("vastaava", act);
        fill_profile(founder);
    }

    const access::Desk& boss() { return once(boss_, "vastaava"); }
    const access::Desk& clerk() { return once(clerk_, "clerk"); }
    requests::Requests cases(const access::Desk& at) { return {at, holidays, {}}; }
    requests::Letters letters() {
        return {boss(), {texts, catalogue, resources(), "/usr/share/hyphen", vault, randomness}};
    }
    access::Grant<access::Decide> deciding(RequestId id) { return boss().open<access::Decide>(id); }

    CustomerId maija() { return customer(clerk(), "Maija Malli", "Esimerkkitie 2, 00200 Helsinki"); }
    RequestId open(const requests::NewRequest& request) { return cases(clerk()).open(request).request; }
    RequestId rectify(CustomerId subject, std::vector<requests::NewItem> items, Language language = Language::fi) {
        return open({requests::Kind::rectify, subject, today(), language, "letter", "none", {}, std::move(items)});
    }
    RequestId access_to(CustomerId subject, Language language = Language::fi,
                        std::vector<requests::NewItem> items = {}) {
        return open({requests::Kind::access, subject, today(), language, "letter", "none", {}, std::move(items)});
    }
    void identify(RequestId id, bool proved = true) {
        cases(clerk()).identify(clerk().open<access::WorkOnRequest>(id), "visit", proved);
    }
    /// Every place was searched for this request, and nothing found.
    void search_in_vain(RequestId id) {
        for (const auto place : requests::search_places)
            requests::record_search(clerk(), clerk().open<access::WorkOnRequest>(id), std::string{place}, false);
    }
    void decide(RequestId id, const requests::Decision& decision) { cases(boss()).decide(deciding(id), decision); }
    requests::Overview seen(RequestId id) { return cases(boss()).show(boss().open<access::ViewRequest>(id)); }
    std::vector<requests::IssuedLetter> sign(RequestId id) { return letters().sign(deciding(id), signer()); }
    Bytes letter(RequestId id, LetterId of) { return letters().issued(boss().open<access::ViewLetter>(id), of); }
    const signing::Signer& signer() {
        if (!signer_) {
            const signing::Pin pin{std::string{"kuusi numeroa 123456"}};
            auto identity = signing::make_demo_identity(PersonalText{"Veera vastaava"}, pin, clock.clock());
            roots_ = identity.root;
            signer_ = std::make_unique<signing::Signer>(signing::open_pkcs12(ByteView{identity.pkcs12}, pin));
        }
        return *signer_;
    }
    signing::Verdict verify(const Bytes& pdf, const std::string& stamp_roots = {}) {
        return signing::verify(
            pdf, {roots_, clock.now(), [this](const Digest& digest) {
                      return database().read([&](db::Read& read) { return requests::is_issued(read, hex(digest)); });
                  }, stamp_roots});
    }

    static requests::NewItem phone() {
        return {"phone", PersonalText{"000 000 0010"}, PersonalText{"000 000 0011"}, PersonalText{"numero vaihtui"}};
    }
    static requests::NewItem email() {
        return {"email", PersonalText{"vanha@example.org"}, PersonalText{"uusi@example.org"}, PersonalText{}};
    }
    static requests::ItemDecision given(int number, requests::ItemOutcome outcome = requests::ItemOutcome::corrected) {
        return {number, outcome, "", {}, ""};
    }
    static requests::ItemDecision refused(int number, const std::string& reason = "R1",
                                          requests::ItemOutcome outcome = requests::ItemOutcome::refused) {
        return {number, outcome, reason, PersonalText{"Tieto on tarkistettu sopimuksesta."}, ""};
    }

    const Randomness randomness = repeatable_randomness(9);
    const lang::Holidays holidays{std::filesystem::path{ARKKI_SOURCE_DIR "/config/holidays/fi.txt"}};
    const lang::LetterTexts texts{ARKKI_SOURCE_DIR "/templates/letters", requests::letter_dictionary()};
    const lang::Catalogue catalogue{ARKKI_BINARY_DIR "/messages"};

protected:
    access::Facts facts_of_thing(db::Read& read, const access::Object& object) override {
        if (object.kind == "request") return requests::facts(read, RequestId{object.id});
        return TestArchive::facts_of_thing(read, object);
    }

private:
    const access::Desk& once(std::unique_ptr<access::Desk>& desk_of_user, const std::string& user) {
        if (!desk_of_user) desk_of_user = std::make_unique<access::Desk>(desk(user));
        return *desk_of_user;
    }
    static customers::Fields fields_of(const Poco::JSON::Object& object) {
        customers::Fields fields;
        for (const auto& [name, value] : object) fields[name] = value.convert<std::string>();
        return fields;
    }
    void fill_profile(const access::Desk& founder) {
        std::ifstream in{ARKKI_SOURCE_DIR "/config/demo.json"};
        std::stringstream text;
        text << in.rdbuf();
        const auto demo = Poco::JSON::Parser{}.parse(text.str()).extract<Poco::JSON::Object::Ptr>();
        for (const auto& [language, fields] : *demo->getObject("profile"))
            customers::set_profile(founder, language, fields_of(*fields.extract<Poco::JSON::Object::Ptr>()));
        customers::set_profile(founder, "", {{"sa.checked_on", "2026-11-20"}});
        for (const auto& [list, languages] : *demo->getObject("lists"))
            for (const auto& [language, rows] : *languages.extract<Poco::JSON::Object::Ptr>()) {
                std::vector<customers::Fields> table;
                const auto array = rows.extract<Poco::JSON::Array::Ptr>();
                for (unsigned i = 0; i < array->size(); ++i) table.push_back(fields_of(*array->getObject(i)));
                customers::set_profile_list(founder, list, language_from(language), table);
            }
    }

    std::unique_ptr<access::Desk> boss_, clerk_;
    std::unique_ptr<signing::Signer> signer_;
    std::string roots_;
};

}  // namespace arkki::test
