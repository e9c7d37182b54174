// The sample forms, their truth and the demonstration office belong together, and nobody in them is real.
#include <boost/test/unit_test.hpp>

#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace fs = std::filesystem;
using Poco::JSON::Array;
using Poco::JSON::Object;

namespace {

const fs::path root{ARKKI_SOURCE_DIR};
const fs::path scans = root / "scans/samples", truths = root / "tests/fixtures/samples";

std::string content(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

Object::Ptr json(const fs::path& file) { return Poco::JSON::Parser{}.parse(content(file)).extract<Object::Ptr>(); }

std::vector<Object::Ptr> objects(const Object::Ptr& owner, const std::string& key) {
    std::vector<Object::Ptr> rows;
    for (const auto& row : *owner->getArray(key)) rows.push_back(row.extract<Object::Ptr>());
    return rows;
}

std::string text(const Object::Ptr& object, const std::string& key) { return object->getValue<std::string>(key); }

std::vector<fs::path> files_in(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator{folder})
        if (entry.path().filename() != ".gitkeep") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

std::vector<Object::Ptr> all_truths() {
    std::vector<Object::Ptr> all;
    for (const auto& file : files_in(truths))
        if (file.extension() == ".json") all.push_back(json(file));
    return all;
}

Object::Ptr demo() { return json(root / "config/demo.json"); }

Object::Ptr field(const Object::Ptr& truth, const std::string& name) {
    for (const auto& candidate : objects(objects(truth, "pages").front(), "fields"))
        if (text(candidate, "name") == name) return candidate;
    BOOST_FAIL("no field " << name);
    return {};
}

std::vector<fs::path> texts_about_people() {
    std::vector<fs::path> files = files_in(truths);
    for (const auto* more : {"config/demo.json", "tests/support/make_forms/forms.json"}) files.push_back(root / more);
    return files;
}

}  // namespace

BOOST_AUTO_TEST_CASE(no_sample_is_without_its_truth_and_no_truth_without_its_sample) {
    std::set<std::string> pictures, described, written;
    for (const auto& file : files_in(scans)) pictures.insert(file.stem().string());
    for (const auto& truth : all_truths()) {
        const std::string file = text(truth, "file");
        BOOST_TEST(fs::exists(scans / file), file);
        described.insert(fs::path{file}.stem().string());
    }
    for (const auto& file : files_in(truths))
        if (file.extension() == ".txt") written.insert(file.stem().stem().string());
    BOOST_TEST(pictures.size() == files_in(scans).size());
    BOOST_TEST(pictures == described, boost::test_tools::per_element());
    BOOST_TEST(pictures == written, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_samples_are_all_forms_in_all_languages_and_all_kinds_of_files_in_5_MB) {
    std::set<std::string> kinds, forms;
    std::uintmax_t size = 0;
    for (const auto& file : files_in(scans)) {
        kinds.insert(file.extension());
        size += fs::file_size(file);
    }
    for (const auto& truth : all_truths()) forms.insert(text(truth, "type") + "-" + text(truth, "language"));
    BOOST_TEST(kinds == (std::set<std::string>{".jpg", ".pdf", ".png", ".tif"}), boost::test_tools::per_element());
    BOOST_TEST(forms.size() == 12u);
    BOOST_TEST(size <= 5'000'000u);
}

BOOST_AUTO_TEST_CASE(what_was_filled_in_stands_in_the_reading_text) {
    for (const auto& truth : all_truths()) {
        const std::string name = fs::path{text(truth, "file")}.stem().string();
        const std::string reading = content(truths / (name + ".gt.txt"));
        for (const auto& page : objects(truth, "pages"))
            for (const auto& line : objects(page, "lines"))
                BOOST_TEST(reading.find(text(line, "text")) != std::string::npos, name << " lacks a line");
    }
}

BOOST_AUTO_TEST_CASE(everybody_on_a_sample_is_a_customer_and_two_customers_share_a_name) {
    std::map<std::string, int> names;
    for (const auto& customer : objects(demo(), "customers")) ++names[text(customer, "name")];
    BOOST_TEST(names.size() >= 8u);
    BOOST_TEST(std::count_if(names.begin(), names.end(), [](const auto& name) { return name.second == 2; }) == 1);
    for (const auto& truth : all_truths()) {
        BOOST_TEST(names.contains(text(truth, "customer")), text(truth, "file"));
        BOOST_TEST(text(field(truth, "name"), "value") == text(truth, "customer"));
    }
}

BOOST_AUTO_TEST_CASE(a_customer_asks_to_correct_the_phone_number_that_the_register_has) {
    const auto truth = json(truths / "rectify-fi.json");
    std::string known;
    for (const auto& customer : objects(demo(), "customers"))
        if (text(customer, "name") == text(truth, "customer")) known = text(customer, "phone");
    BOOST_TEST(text(field(truth, "wrong"), "value") == known);
    BOOST_TEST(text(field(truth, "right"), "value") != known);
    BOOST_TEST(text(field(truth, "phone"), "value") == text(field(truth, "right"), "value"));
}

BOOST_AUTO_TEST_CASE(no_mail_address_could_reach_anybody_but_the_authority) {
    static const std::regex address{R"([\w.+-]+@([\w.-]*\w))"};
    for (const auto& file : texts_about_people()) {
        const std::string words = content(file);
        for (std::sregex_iterator found{words.begin(), words.end(), address}, end; found != end; ++found) {
            const std::string domain = (*found)[1];
            BOOST_TEST((domain.ends_with(".example") || domain == "example.org" || found->str() == "tietosuoja@om.fi"),
                       file << ": " << domain);
        }
    }
}

BOOST_AUTO_TEST_CASE(no_phone_number_could_ring_anywhere_but_at_the_authority) {
    static const std::regex number{R"(\+?\d[\d ]{8,14}\d)"};
    for (const auto& file : texts_about_people()) {
        if (file.extension() == ".json" && file.parent_path() == truths)
            continue;  // numbers of dots; the text has the same words
        const std::string words = content(file);
        for (std::sregex_iterator found{words.begin(), words.end(), number}, end; found != end; ++found) {
            const std::string digits = found->str();
            const bool authority = digits == "029 566 6700" || digits == "+358 29 566 6700";
            BOOST_TEST((digits.starts_with("000 ") || authority), file << ": " << digits);
        }
    }
}

BOOST_AUTO_TEST_CASE(no_file_of_the_demonstration_holds_a_name_from_life) {
    static const std::array<std::string, 10> denied{"gmail.",      "hotmail.", "outlook.com", "yahoo.",       "luukku.",
                                                    "kolumbus.fi", "elisa.",   "telia.",      "Ratapihantie", "00521"};
    auto files = texts_about_people();
    for (const auto& scan : files_in(scans)) files.push_back(scan);
    for (const auto& file : files) {
        const std::string words = content(file);
        for (const auto& word : denied) BOOST_TEST(words.find(word) == std::string::npos, file << " holds " << word);
    }
}

BOOST_AUTO_TEST_CASE(the_demonstration_office_names_nothing_it_does_not_have) {
    const auto office = demo();
    std::set<std::string> places{""}, units, users;
    for (const auto& place : objects(office, "places")) {
        BOOST_TEST(places.contains(text(place, "parent")), text(place, "code") << " stands before what it lies in");
        BOOST_TEST((text(place, "kind") == "site") == text(place, "parent").empty());
        BOOST_TEST(places.insert(text(place, "code")).second, text(place, "code") << " is there twice");
    }
    for (const auto& unit : objects(office, "units")) {
        BOOST_TEST(places.contains(text(unit, "place")));
        units.insert(text(unit, "place") + "-" + text(unit, "mark"));
    }
    BOOST_TEST(units.contains(text(office, "intake_place")));
    for (const auto& person : objects(office, "people")) users.insert(text(person, "user"));
    for (const auto& entry : objects(office, "access")) BOOST_TEST(users.contains(text(entry, "user")));
}

BOOST_AUTO_TEST_CASE(the_profile_says_the_same_in_every_language) {
    const auto office = demo();
    const auto profile = office->getObject("profile"), lists = office->getObject("lists");
    for (const std::string key : {"register.name", "sa.name", "sa.visit", "sa.post", "sa.phone", "sa.email", "sa.web",
                                  "remedy.court_text", "retention.data"})
        for (const std::string language : {"fi", "sv", "en"})
            BOOST_TEST(!text(profile->getObject(language), key).empty(), language << " " << key);
    for (const auto& list : lists->getNames())
        for (const std::string language : {"sv", "en"})
            BOOST_TEST(
                lists->getObject(list)->getArray(language)->size() == lists->getObject(list)->getArray("fi")->size(),
                list << " " << language);
    for (const std::string language :
         {"", "fi", "sv", "en"})  // set-up sets the day itself; anywhere else a person compares the data first
        BOOST_TEST(!profile->getObject(language)->has("sa.checked_on"));
}
