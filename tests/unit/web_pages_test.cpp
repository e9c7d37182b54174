// Every template with its sample in every language, strictly; hostile values stay text; the look keeps its contrast.
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>

#include "base/error.hpp"
#include "lang/pages.hpp"
#include "lang/sample.hpp"
#include "web/assets.hpp"

using namespace arkki;
namespace fs = std::filesystem;

namespace {

const fs::path templates{ARKKI_SOURCE_DIR "/templates"};

std::string text_of_file(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    BOOST_TEST_REQUIRE(in.good(), file << " cannot be read");
    return {std::istreambuf_iterator<char>{in}, {}};
}
const lang::Pages& pages() {
    static const lang::Catalogue catalogue{fs::path{ARKKI_BINARY_DIR} / "messages"};
    static const lang::Pages pages{templates / "pages", catalogue};
    return pages;
}
std::vector<std::string> page_names() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator{templates / "pages"})
        if (entry.path().extension() == ".html") names.push_back(entry.path().stem().string());
    return names;
}
lang::Value sample(const std::string& name, Language language) {
    const auto read = [&](const std::string& file) {
        return lang::sample_value(text_of_file(templates / "pages/samples" / (file + ".json")), language);
    };
    lang::Value value = read(name);
    value.set("page", *read("frame").find("page"));
    return value;
}

/// Puts `text` into every text of a value.
void replace_texts(lang::Value& value, const std::string& text) {
    if (auto* rows = value.rows()) {
        for (auto& row : *rows) replace_texts(row, text);
    } else if (auto* fields = value.fields()) {
        for (auto& [name, inner] : *fields) replace_texts(inner, text);
    } else if (value.text() && !value.text()->empty()) {
        value = lang::Value{text};
    }
}
/// The places the filing page changes while somebody types: no page, it stands in one.
bool is_part(const std::string& name) { return name == "candidates"; }

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
}

double luminance(const std::string& colour) {
    const auto channel = [&](std::size_t at) {
        const double c = std::stoi(colour.substr(at, 2), nullptr, 16) / 255.0;
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}
double contrast(const std::string& one, const std::string& other) {
    const auto [low, high] = std::minmax(luminance(one), luminance(other));
    return (high + 0.05) / (low + 0.05);
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_page_is_complete_with_its_sample_in_three_languages) {
    for (const auto& name : page_names())
        for (const auto language : {Language::fi, Language::sv, Language::en}) {
            const std::string html = pages().render(name, language, sample(name, language));
            BOOST_TEST(html.find("<html lang=\"" + std::string{code(language)} + "\"") != std::string::npos, name);
            BOOST_TEST(count_of(html, "<h1>") == (is_part(name) ? 0u : 1u), name);
            BOOST_TEST(html.find("{{") == std::string::npos, name);
        }
}

BOOST_AUTO_TEST_CASE(a_value_that_is_missing_is_an_error) {
    for (const auto& name : page_names()) {
        lang::Value value = sample(name, Language::fi);
        value.remove("page.title");
        BOOST_CHECK_THROW((void)pages().render(name, Language::fi, value), Error);
    }
}

BOOST_AUTO_TEST_CASE(hostile_values_stay_text) {
    for (const auto& name : page_names()) {
        const lang::Value plain = sample(name, Language::fi);
        lang::Value hostile = plain;
        replace_texts(hostile, "\"><script>alert(1)</script>{{x}}'`&\r\n\xe2\x80\xae");
        const std::string before = pages().render(name, Language::fi, plain);
        const std::string after = pages().render(name, Language::fi, hostile);
        BOOST_TEST(count_of(before, "<") == count_of(after, "<"), name);
        BOOST_TEST(after.find("<script>alert") == std::string::npos, name);
    }
}

BOOST_AUTO_TEST_CASE(no_page_styles_or_scripts_inline_and_every_form_that_posts_carries_the_token) {
    static const std::regex inline_code{R"( (style|on[a-z]+)=")"};
    static const std::regex form{R"(<form[^>]*method="post"[^]*?</form>)"};
    static const std::set<std::string> strangers{"sign_in", "sign_in_code", "first"};  // nobody is signed in yet
    for (const auto& name : page_names()) {
        const std::string html = pages().render(name, Language::en, sample(name, Language::en));
        BOOST_TEST(!std::regex_search(html, inline_code), name);
        BOOST_TEST((count_of(html, "<script") > 0u) != is_part(name), name);
        BOOST_TEST(count_of(html, "<script") == count_of(html, "<script type=\"module\" src=\""), name);
        for (std::sregex_iterator at{html.begin(), html.end(), form}, end; at != end; ++at)
            BOOST_TEST((strangers.contains(name) || at->str().find("name=\"token\"") != std::string::npos), name << at->str());
    }
}

BOOST_AUTO_TEST_CASE(no_id_stands_twice_on_a_page_and_every_label_has_its_field) {
    static const std::regex id{R"re( id="([^"]+)")re"}, label{R"re(<label [^>]*for="([^"]+)")re"};
    for (const auto& name : page_names()) {
        const std::string html = pages().render(name, Language::fi, sample(name, Language::fi));
        std::map<std::string, int> ids;
        for (std::sregex_iterator at{html.begin(), html.end(), id}, end; at != end; ++at) ++ids[(*at)[1]];
        for (const auto& [text, count] : ids) BOOST_TEST(count == 1, name << ": " << text);
        for (std::sregex_iterator at{html.begin(), html.end(), label}, end; at != end; ++at)
            BOOST_TEST(ids.contains((*at)[1]), name << ": label for " << (*at)[1]);
    }
}

BOOST_AUTO_TEST_CASE(texts_have_a_contrast_of_7_and_controls_of_3_in_light_and_dark) {
    const std::string css = text_of_file(templates / "assets/arkki.css");
    static const std::regex set{R"(:root \{([^}]*--paper: #[^}]*--hit[^}]*)\})"}, colour{R"(--([a-z-]+): (#[0-9a-f]{6});)"};
    int sets = 0;
    for (std::sregex_iterator at{css.begin(), css.end(), set}, end; at != end; ++at, ++sets) {
        const std::string body = (*at)[1];
        std::map<std::string, std::string> of;
        for (std::sregex_iterator c{body.begin(), body.end(), colour}; c != end; ++c) of[(*c)[1]] = (*c)[2];
        for (const auto& [text, ground] : std::vector<std::pair<std::string, std::string>>{
                 {"ink", "paper"}, {"ink", "sheet"}, {"ink", "accent-soft"}, {"muted", "paper"}, {"muted", "sheet"},
                 {"muted", "accent-soft"}, {"accent", "paper"}, {"accent", "sheet"}, {"accent", "accent-soft"},
                 {"on-accent", "accent"}, {"good", "good-soft"}, {"warn", "warn-soft"}, {"bad", "bad-soft"},
                 {"bad", "paper"}, {"bad", "sheet"}})
            BOOST_TEST(contrast(of.at(text), of.at(ground)) >= 7.0,
                       text << " on " << ground << ": " << contrast(of.at(text), of.at(ground)));
        for (const auto& ground : {"paper", "sheet"})
            for (const auto& line : {"edge", "focus"}) BOOST_TEST(contrast(of.at(line), of.at(ground)) >= 3.0, line);
    }
    BOOST_TEST(sets == 2);
}

BOOST_AUTO_TEST_CASE(assets_are_kept_for_ever_under_their_hash_and_never_under_another) {
    const web::Assets assets{templates / "assets"};
    const std::string href = assets.href("arkki.css");
    web::Request request;
    request.ids.add("hash", href.substr(8, 16));
    request.ids.add("name", "arkki.css");
    BOOST_TEST(assets.serve(request).header("Cache-Control") == "public, max-age=31536000, immutable");
    web::Request old;
    old.ids.add("hash", "0000000000000000");
    old.ids.add("name", "arkki.css");
    BOOST_TEST(assets.serve(old).header("Cache-Control").empty());
    web::Request other;
    other.ids.add("name", "../pages/error.html");
    BOOST_CHECK_THROW((void)assets.serve(other), Error);
    BOOST_CHECK_THROW((void)assets.href("missing.css"), Error);
}
