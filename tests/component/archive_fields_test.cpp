// Fields of a form from the stored page to the customer's card: only by a person's act, with the paper as evidence.
#include <boost/test/unit_test.hpp>

#include "archive/confirming.hpp"
#include "archive/fields.hpp"
#include "archive/form_shelf.hpp"
#include "support/test_archive.hpp"

using namespace arkki;
using namespace arkki::archive;
using imaging::FieldKind;
using imaging::FieldRead;
using imaging::FieldState;
using test::refusal_of;

namespace {

const imaging::FormName contact_form{"contact", Language::fi, 1};

imaging::FormRead read_form() {
    imaging::FormRead form{contact_form, imaging::FormOutcome::read, 4, 0.2f, {0.5, 0, 0, 0}, {}};
    form.fields.push_back({"name", FieldKind::name, {100, 100, 400, 50}, PersonalText{"Maija Malli |"}, 97, 0.05f});
    form.fields.push_back({"phone", FieldKind::phone, {100, 200, 400, 50}, PersonalText{"000 123 4567"}, 98, 0.05f});
    form.fields.push_back({"email", FieldKind::email, {100, 300, 400, 50}, PersonalText{"maija@esimerkki.example"}, 88, 0.05f});
    form.fields.push_back({"postal_address", FieldKind::text, {100, 400, 400, 50}, PersonalText{"Esim tie Z"}, 41, 0.05f});
    form.fields.push_back({"www", FieldKind::web, {100, 500, 400, 50}, {}, 0, 0});
    form.fields.push_back({"no_marketing", FieldKind::check, {100, 600, 25, 25}, {}, 0, 0.2f});
    form.fields.push_back({"signature", FieldKind::signature, {100, 700, 400, 80}, {}, 0, 0.009f});
    return form;
}

class Office : public test::TestArchive {
public:
    access::Desk clerk = desk("clerk");
    Fields fields{clerk, shelves};

    DocumentId file_form(const imaging::FormRead& form = read_form()) {
        auto page = test::page_of("Yhteystietolomake");
        page.fields = pack(form);
        return file_pages({page}, Series::contact, {});
    }
    std::vector<FormOnPage> seen(DocumentId id) { return fields.of(clerk.open<access::ReadDocument>(id)); }
    FieldOnPage seen(DocumentId id, const std::string& name) {
        const auto pages = seen(id);
        for (const auto& field : pages.at(0).fields)
            if (field.read.name == name) return field;
        throw std::logic_error{"no field " + name};
    }
    void accept(DocumentId id, const std::vector<AcceptedField>& values, std::optional<CustomerId> customer = {}) {
        const auto grant = clerk.open<access::FileDocument>(id);
        if (!customer) return fields.accept(grant, values, nullptr);
        const auto card = clerk.open<access::AmendCard>(*customer);
        fields.accept(grant, values, &card);
    }
    customers::Card card(CustomerId id) { return customers::Cards{clerk}.card(clerk.open<access::ViewCard>(id)); }
    std::string row(const std::string& column, const std::string& name) {
        return only<std::string>("SELECT " + column + " FROM field_acceptance WHERE name = '" + name + "'");
    }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(nothing_that_was_read_reaches_the_register_by_itself, Office) {
    const auto customer = this->customer(clerk, "Maija Malli");
    const auto id = file_form();
    static_cast<void>(seen(id));
    confirm(clerk, id, {Series::contact, "fi", customer, {}});
    BOOST_TEST(card(customer).value("phone").empty());
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM field_acceptance") == 0);
}

BOOST_FIXTURE_TEST_CASE(a_stranger_to_the_document_sees_no_field, Office) {
    const auto id = file_form();
    const auto auditor = desk("auditor");
    BOOST_TEST(refusal_of([&] { return Fields(auditor, shelves).of(auditor.open<access::ReadDocument>(id)).size(); }) ==
               "access.denied.role");
}

BOOST_FIXTURE_TEST_CASE(states_follow_confidence_check_and_register, Office) {
    const auto id = file_form();
    BOOST_TEST((seen(id, "name").shown.state == FieldState::proposed));  // the register knows no such name yet
    BOOST_TEST(seen(id, "name").shown.value.reveal() == "Maija Malli");  // the bar of the frame is gone
    customer(clerk, "Maija Malli");
    BOOST_TEST((seen(id, "name").shown.state == FieldState::sure));
    BOOST_TEST((seen(id, "phone").shown.state == FieldState::sure));
    BOOST_TEST((seen(id, "email").shown.state == FieldState::proposed));
    BOOST_TEST((seen(id, "postal_address").shown.state == FieldState::to_key));
    BOOST_TEST((seen(id, "www").shown.state == FieldState::empty));
    BOOST_TEST(seen(id, "no_marketing").shown.value.reveal() == "yes");
    BOOST_TEST((seen(id, "signature").shown.state == FieldState::to_key));  // the ink does not tell
    BOOST_TEST(seen(id, "phone").datum == "phone");
    BOOST_TEST(seen(id, "no_marketing").datum == "");
}

BOOST_FIXTURE_TEST_CASE(what_is_accepted_stands_on_the_card_with_the_paper_as_evidence_and_who_said_so, Office) {
    const auto customer = this->customer(clerk, "Maija Malli");
    const auto id = file_form();
    accept(id,
           {{1, "phone", PersonalText{"000 123 4567"}},
            {1, "email", PersonalText{"maija.malli@esimerkki.example"}},
            {1, "postal_address", PersonalText{"Esimerkkitie 2, 00100 Helsinki"}},
            {1, "no_marketing", PersonalText{"yes"}}},
           customer);
    const auto known = card(customer);
    BOOST_TEST(known.value("phone").reveal() == "000 123 4567");
    BOOST_TEST(known.value("email").reveal() == "maija.malli@esimerkki.example");
    for (const auto& datum : known.data)
        if (datum.datum == "phone") {
            BOOST_TEST(datum.source == "registration");
            BOOST_TEST((datum.document == id));
        }
    BOOST_TEST(row("act", "phone") == "accepted");
    BOOST_TEST(row("act", "email") == "changed");
    BOOST_TEST(row("act", "postal_address") == "keyed");
    BOOST_TEST(row("state", "email") == "proposed");
    BOOST_TEST(row("datum", "no_marketing") == "");
    BOOST_TEST(only<double>("SELECT confidence FROM field_acceptance WHERE name = 'email'") == 88);
    BOOST_TEST(seen(id, "phone").accepted);
    BOOST_TEST(!seen(id, "www").accepted);
    BOOST_TEST(test::lines_of(database(), "fields.accepted") == 1);
    // No value stands in clear beside the register.
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM field_acceptance WHERE value_blob LIKE '%000%123%'") == 0);
}

BOOST_FIXTURE_TEST_CASE(what_the_card_says_already_is_not_written_twice, Office) {
    const auto customer = this->customer(clerk, "Maija Malli");
    const auto id = file_form();
    accept(id, {{1, "phone", PersonalText{"000 123 4567"}}}, customer);
    const auto rows = only<std::int64_t>("SELECT count(*) FROM customer_item");
    accept(id, {{1, "phone", PersonalText{"000 123 4567"}}}, customer);
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM customer_item") == rows);
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM field_acceptance WHERE name = 'phone'") == 2);
}

BOOST_FIXTURE_TEST_CASE(a_field_that_is_not_there_or_a_value_that_cannot_be_is_refused_and_nothing_is_written, Office) {
    const auto customer = this->customer(clerk, "Maija Malli");
    const auto id = file_form();
    const auto refused = [&](const AcceptedField& field) {
        return refusal_of([&] {
            accept(id, {{1, "phone", PersonalText{"000 123 4567"}}, field}, customer);
            return 0;
        });
    };
    BOOST_TEST(refused({2, "phone", PersonalText{"x"}}) == "fields.unknown");
    BOOST_TEST(refused({1, "fax", PersonalText{"x"}}) == "fields.unknown");
    BOOST_TEST(refused({1, "email", PersonalText{std::string(2001, 'x')}}) == "fields.too_long");
    BOOST_TEST(refused({1, "name", PersonalText{"..."}}) == "customer.no_name");
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM field_acceptance") == 0);
    BOOST_TEST(card(customer).value("phone").empty());
}

BOOST_FIXTURE_TEST_CASE(acceptances_and_templates_are_only_added_to, Office) {
    const auto id = file_form();
    accept(id, {{1, "phone", PersonalText{"000 123 4567"}}});
    FormShelf{ARKKI_SOURCE_DIR "/templates/forms"}.save(
        clerk, {{"meter", Language::fi, 1}, "Mittari", {{{"meter", FieldKind::number, {100, 100, 300, 90}}, ""}}});
    for (const auto* sql : {"UPDATE field_acceptance SET confidence = 100", "DELETE FROM field_acceptance",
                            "UPDATE form_template SET definition = ''", "DELETE FROM form_template"})
        BOOST_TEST(!refused_sql(sql).empty(), sql);
}

BOOST_FIXTURE_TEST_CASE(a_form_of_ours_is_not_drawn_anew_and_bad_drawings_are_refused, Office) {
    const FormShelf shelf{ARKKI_SOURCE_DIR "/templates/forms"};
    const DrawnField good{{"meter", FieldKind::number, {100, 100, 300, 90}}, "Lukema"};
    const auto refused = [&](const DrawnForm& form) {
        return refusal_of([&] {
            shelf.save(clerk, form);
            return 0;
        });
    };
    BOOST_TEST(refused({{"contact", Language::fi, 2}, "Oma", {good}}) == "form.ours");
    BOOST_TEST(refused({{"meter", Language::fi, 1}, "  ", {good}}) == "form.no_title");
    BOOST_TEST(refused({{"meter", Language::fi, 1}, "Mittari", {}}) == "form.no_fields");
    BOOST_TEST(refused({{"meter", Language::fi, 0}, "Mittari", {good}}) == "form.bad_version");
    BOOST_TEST(refused({{"Meter", Language::fi, 1}, "Mittari", {good}}) == "form.bad_code");
    BOOST_TEST(refused({{"meter", Language::fi, 1}, "Mittari", {good, good}}) == "form.same_field");
    BOOST_TEST(refusal_of([&] {
        shelf.save(desk("auditor"), {{"meter", Language::fi, 1}, "Mittari", {good}});
        return 0;
    }) == "access.denied.role");
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM form_template") == 0);
}

BOOST_FIXTURE_TEST_CASE(pages_are_read_with_the_newest_edition_of_a_drawn_form, Office) {
    const FormShelf shelf{ARKKI_SOURCE_DIR "/templates/forms"};
    const auto drawn = [&](int x) {
        return DrawnForm{{"meter", Language::sv, 3}, "Mätare", {{{"meter", FieldKind::number, {x, 100, 300, 90}}, "Ställning"}}};
    };
    shelf.save(clerk, drawn(100));
    shelf.save(clerk, drawn(140));
    const auto templates = database().read([&](db::Read& read) { return shelf.templates(read); });
    BOOST_TEST(templates.size() == 13u);
    BOOST_TEST(templates.back().fields.at(0).box.x == 140);
    BOOST_TEST_REQUIRE(shelf.drawn(clerk).size() == 1u);
    BOOST_TEST(shelf.drawn(clerk).at(0).edition == 2);
    const auto label = [&](const imaging::FormName& form, const char* field, Language language) {
        return database().read([&](db::Read& read) { return shelf.label(read, form, field, language); });
    };
    BOOST_TEST(label({"meter", Language::sv, 3}, "meter", Language::fi) == "Ställning");
    BOOST_TEST(label(contact_form, "phone", Language::en) == "Telephone number");
    BOOST_TEST(label({"order", Language::fi, 1}, "product_3", Language::sv) == "Produkt 3");
    BOOST_TEST(label(contact_form, "unheard_of", Language::fi) == "unheard_of");
}

BOOST_AUTO_TEST_CASE(a_definition_that_is_no_good_json_is_refused) {
    for (const char* text : {"", "{", "[]", "{}", R"({"fields": 3})", R"({"fields": [3]})", R"({"fields": [{}]})",
                             R"({"fields": [{"name": "a", "kind": "text", "box": [1, 2, 3]}]})",
                             R"({"fields": [{"name": "a", "kind": "text", "box": ["x", 2, 30, 40]}]})",
                             R"({"fields": [{"name": "a", "kind": "essay", "box": [1, 2, 30, 40]}]})",
                             R"({"fields": [{"name": "a", "kind": "text", "box": [1, 2, 3000, 40]}]})",
                             R"({"fields": [{"name": "a", "kind": "text", "box": [99999999999, 2, 30, 40]}]})",
                             "[[[[[[[[[[[[[[[[", "{\"fields\": \"\xff\"}"})
        BOOST_TEST(!refusal_of([&] { return drawn_fields(text).size(); }).empty(), text);
    BOOST_TEST(!refusal_of([&] { return drawn_fields(std::string(70'000, ' ') + "{\"fields\": []}").size(); }).empty());
    const DrawnForm form{{"meter", Language::fi, 1}, "M", {{{"m", FieldKind::check, {1, 2, 30, 40}}, "\"<b>"}}};
    BOOST_TEST((drawn_fields(definition_of(form)).at(0).field == form.fields.at(0).field));
    BOOST_TEST(drawn_fields(definition_of(form)).at(0).label == "\"<b>");
}

namespace {

struct Newcomer : Office {
    Archive files{clerk, shelves};
    const DocumentId id = file_form();
    const std::vector<AcceptedField> accepted{{1, "name", PersonalText{"Maija Malli"}},
                                              {1, "phone", PersonalText{"000 123 4567"}}};

    std::int64_t customers() { return only<std::int64_t>("SELECT count(*) FROM customer"); }
    std::int64_t version() { return files.record(clerk.open<access::ReadDocument>(id)).version; }
    CustomerId confirm_for(const Archive::Confirmation& what, const std::vector<customers::NewValue>& values) {
        return confirm_for_newcomer(clerk, files, clerk.open<access::FileDocument>(id), what, values);
    }
    std::vector<customers::NewValue> values() {
        return fields.for_card(clerk.open<access::FileDocument>(id), accepted);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_new_customer_does_not_stay_behind_when_the_paper_cannot_be_filed, Newcomer) {
    const auto before = version();
    const auto lines = test::lines_of(database(), "document.changed");
    const auto refused = [&](const Archive::Confirmation& what) {
        return refusal_of([&] { return confirm_for(what, values()).value(); });
    };
    BOOST_TEST(refused({Series::contact, "fi", {}, {}, before + 1}) == "document.changed_meanwhile");
    BOOST_TEST(refused({Series::contact, "fi", {}, UnitId{999}, before}) == "unit.unknown");
    BOOST_TEST(refusal_of([&] {
                   return confirm_for({Series::contact, "fi", {}, {}, before},
                                      {{"phone", PersonalText{"000 123 4567"}}}).value();
               }) == "customer.no_name");
    BOOST_TEST(refusal_of([&] {
                   return confirm_for({Series::contact, "fi", {}, {}, before},
                                      {{"name", PersonalText{"Maija Malli"}},
                                       {"phone", PersonalText{std::string(2'001, '1')}}}).value();
               }) == "customer.bad_value");
    // Refused by the database in the very transaction: a row of the history that cannot be written.
    run(test::engine() == db::Engine::sqlite
            ? "CREATE TRIGGER full_disk BEFORE INSERT ON document_change BEGIN SELECT RAISE(ABORT, 'full'); END;"
            : "CREATE FUNCTION full_disk() RETURNS trigger AS $$ BEGIN RAISE 'full'; END $$ LANGUAGE plpgsql;"
              "CREATE TRIGGER full_disk BEFORE INSERT ON document_change FOR EACH ROW EXECUTE FUNCTION full_disk();");
    BOOST_CHECK_THROW(confirm_for({Series::contact, "fi", {}, {}, before}, values()), Error);
    BOOST_TEST(customers() == 0);
    BOOST_TEST(version() == before);
    BOOST_TEST(test::lines_of(database(), "document.changed") == lines);
}

BOOST_FIXTURE_TEST_CASE(a_new_customer_and_the_paper_about_him_are_recorded_together, Newcomer) {
    const auto made = confirm_for({Series::contact, "fi", {}, {}, version()}, values());
    BOOST_TEST(customers() == 1);
    const auto record = files.record(clerk.open<access::ReadDocument>(id));
    BOOST_TEST((record.customer == made));
    BOOST_TEST((record.confirmed_at.has_value()));
    BOOST_TEST(card(made).value("name").reveal() == "Maija Malli");
    BOOST_TEST((card(made).data.at(0).document == id));
}
