// From the printed sheet to the value: our own forms filled in, scanned well and badly, and read back.
#include <boost/test/unit_test.hpp>

#include <Poco/JSON/Parser.h>
#include <leptonica/allheaders.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "archive/form_definition.hpp"
#include "imaging/field_state.hpp"
#include "imaging/reader.hpp"
#include "imaging/sealed_file.hpp"
#include "pdf/form.hpp"
#include "support/test_folder.hpp"

using namespace arkki;
using namespace arkki::imaging;
namespace fs = std::filesystem;

namespace {

const fs::path home{ARKKI_SOURCE_DIR};

bool second_run() {
    const char* engine = std::getenv("ARKKI_TEST_ENGINE");
    return engine != nullptr && std::string_view{engine} == "postgresql";
}

std::string whole(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

ReaderSettings settings() {
    ReaderSettings settings;
    settings.program = ARKKI_BINARY_DIR "/bin/arkki-reader";
    return settings;
}

std::vector<FormTemplate> our_templates() {
    std::vector<FormTemplate> templates;
    for (const auto& form : archive::form_definitions(home / "templates/forms"))
        for (const auto language : {Language::fi, Language::sv, Language::en})
            templates.push_back(archive::lay_out(form, language, {}, {}).fields);
    return templates;
}

FormRead read_form(Reader& reader, const fs::path& file, const std::vector<FormTemplate>& templates) {
    const auto bytes = whole(file);
    const SealedFile scan{ByteView{reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}};
    const SealedFile forms{pack(templates)};
    Ask ask;
    ask.forms = &forms;
    const auto answer = reader.read_page(scan, 1, ask);
    BOOST_TEST_REQUIRE(answer.page.failure == "");
    BOOST_TEST_REQUIRE(!answer.page.fields.empty(), file);
    return unpack_fields(answer.page.fields);
}

/// Blanks do not count.
std::string tight(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c != ' ' && c != '\n') out += c;
    return out;
}

struct Score {
    int fields = 0, exact = 0, sure = 0, wrong_sure = 0, empty = 0, empty_seen = 0;
    int ticks = 0, ticks_right = 0, signatures = 0, signatures_right = 0;
    double least_ticked = 1, most_unticked = 0;
};

void add(Score& score, const FormRead& read, const Poco::JSON::Object& page) {
    std::map<std::string, std::string> truth;
    const auto fields = page.getArray("fields"), ticks = page.getArray("ticks");
    for (unsigned i = 0; i < fields->size(); ++i)
        truth[fields->getObject(i)->getValue<std::string>("name")] =
            fields->getObject(i)->getValue<std::string>("value");
    std::map<std::string, bool> ticked;
    for (unsigned i = 0; i < ticks->size(); ++i)
        ticked[ticks->getObject(i)->getValue<std::string>("name")] = ticks->getObject(i)->getValue<bool>("ticked");
    for (const auto& field : read.fields) {
        const auto judged = imaging::judged(field);
        if (field.kind == FieldKind::check) {
            const bool on = ticked.at(field.name);
            ++score.ticks;
            score.ticks_right += judged.value.reveal() == (on ? "yes" : "no");
            if (on) score.least_ticked = std::min(score.least_ticked, double(field.ink));
            if (!on) score.most_unticked = std::max(score.most_unticked, double(field.ink));
        } else if (field.kind == FieldKind::signature) {
            ++score.signatures;
            score.signatures_right += judged.value.reveal() == (page.getValue<bool>("signed") ? "yes" : "no");
        } else if (const auto& value = truth.at(field.name); value.empty()) {
            ++score.empty;
            score.empty_seen += judged.state == FieldState::empty;
        } else {
            const bool right = tight(judged.value.reveal()) == tight(value);
            ++score.fields;
            score.exact += right;
            score.sure += judged.state == FieldState::sure;
            score.wrong_sure += judged.state == FieldState::sure && !right;
            if (!right)
                BOOST_TEST_MESSAGE(field.name << " " << field.confidence << " '" << judged.value.reveal() << "' for '"
                                              << value << "'");
        }
    }
}

/// Makes forms with make_forms and reads them all.
Score score_of(const std::string& arguments, const fs::path& folder) {
    const std::string command = ARKKI_BINARY_DIR "/bin/make_forms '" + folder.string() + "' " + arguments;
    BOOST_TEST_REQUIRE(std::system(command.c_str()) == 0);
    const auto templates = our_templates();
    Reader reader{settings()};
    Score score;
    std::vector<fs::path> truths;
    for (const auto& entry : fs::directory_iterator{folder})
        if (entry.path().extension() == ".json") truths.push_back(entry.path());
    std::ranges::sort(truths);
    for (const auto& file : truths) {
        const auto truth = Poco::JSON::Parser{}.parse(whole(file)).extract<Poco::JSON::Object::Ptr>();
        const auto read = read_form(reader, folder / truth->getValue<std::string>("file"), templates);
        BOOST_TEST_MESSAGE(file.filename() << ": marks " << read.marks << ", residual " << read.residual);
        BOOST_TEST(read.marks == 4);
        BOOST_TEST_REQUIRE(code(read.outcome) == "read", file);
        add(score, read, *truth->getArray("pages")->getObject(0));
    }
    BOOST_TEST_MESSAGE("exact " << score.exact << "/" << score.fields << ", wrong among sure " << score.wrong_sure
                                << "/" << score.sure << ", empty seen " << score.empty_seen << "/" << score.empty
                                << ", boxes " << score.ticks_right << "/" << score.ticks << " (" << score.least_ticked
                                << ", " << score.most_unticked << "), signatures " << score.signatures_right << "/"
                                << score.signatures);
    return score;
}

std::string count_or(const char* otherwise) {
    const char* asked = std::getenv("ARKKI_TEST_FORMS");
    return asked != nullptr ? asked : otherwise;
}

}  // namespace

BOOST_AUTO_TEST_CASE(printed_forms_scanned_well_are_read_exactly_and_what_is_sure_is_right) {
    if (second_run()) return;
    const test::TestFolder folder;
    const auto score = score_of("--seed 21 --fills print --levels 1,2 --formats jpg --count " + count_or("8"),
                                folder.path());
    BOOST_TEST(score.fields >= 50);
    BOOST_TEST(score.exact >= score.fields * 0.95);
    BOOST_TEST(score.sure >= score.fields / 2);
    BOOST_TEST(score.wrong_sure <= score.sure * 0.01);
    BOOST_TEST(score.empty_seen >= score.empty * 0.95);
    BOOST_TEST(score.ticks_right == score.ticks);
    BOOST_TEST(score.signatures_right == score.signatures);
}

namespace {

/// A clean form as a picture to be spoilt.
struct Clean {
    Clean() {
        const std::string command = ARKKI_BINARY_DIR "/bin/make_forms '" + folder.path().string() +
                                    "' --seed 3 --types contact --langs fi --fills print --levels 0 --formats png --count 1";
        BOOST_TEST_REQUIRE(std::system(command.c_str()) == 0);
        for (const auto& entry : fs::directory_iterator{folder.path()})
            if (entry.path().extension() == ".png") picture = pixConvertTo8(pixRead(entry.path().c_str()), 0);
        BOOST_TEST_REQUIRE(picture != nullptr);
    }
    ~Clean() { pixDestroy(&picture); }

    /// Centre and side in pixels.
    void paint(double x, double y, int side, bool black) {
        pixRasterop(picture, int(x) - side / 2, int(y) - side / 2, side, side, black ? PIX_CLR : PIX_SET, nullptr, 0, 0);
    }
    void cover_mark(double x, double y) { paint(x, y, 90, false); }
    FormRead read(const std::vector<FormTemplate>& templates = our_templates()) {
        pixSetResolution(picture, 300, 300);
        pixWrite((folder.path() / "spoilt.png").c_str(), picture, IFF_PNG);
        Reader reader{settings()};
        return read_form(reader, folder.path() / "spoilt.png", templates);
    }

    test::TestFolder folder;
    Pix* picture = nullptr;
};
constexpr double near = form_sheet::mark_centre * form_sheet::dots_per_mm;
constexpr double right = form_sheet::width - near, bottom = form_sheet::height - near;

std::string value(const FormRead& form, const std::string& name) {
    for (const auto& field : form.fields)
        if (field.name == name) return field.value.reveal();
    return {};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_form_with_one_mark_covered_is_read_and_with_two_it_is_not) {
    if (second_run()) return;
    Clean clean;
    clean.cover_mark(right, bottom);
    const auto three = clean.read();
    BOOST_TEST(code(three.outcome) == "read");
    BOOST_TEST(three.marks == 3);
    BOOST_TEST(value(three, "phone") == "000 421 3308");
    clean.cover_mark(near, bottom);
    const auto two = clean.read();
    BOOST_TEST(code(two.outcome) == "no_marks");
    BOOST_TEST(two.marks == 2);
    BOOST_TEST(two.fields.empty());
}

BOOST_AUTO_TEST_CASE(a_stain_beside_a_mark_misleads_nobody) {
    if (second_run()) return;
    Clean clean;
    clean.paint(near + 130, near + 130, 60, true);
    clean.paint(right - 10, bottom - 190, 64, true);
    const auto read = clean.read();
    BOOST_TEST(code(read.outcome) == "read");
    BOOST_TEST(read.marks == 4);
    BOOST_TEST(read.residual < 0.6f);
}

BOOST_AUTO_TEST_CASE(a_creased_sheet_is_refused) {
    if (second_run()) return;
    Clean clean;
    clean.cover_mark(right, bottom);
    clean.paint(right - 12, bottom + 6, 59, true);
    const auto read = clean.read();
    BOOST_TEST(code(read.outcome) == "bad_fit");
    BOOST_TEST(read.fields.empty());
}

BOOST_AUTO_TEST_CASE(a_sheet_stretched_in_one_direction_is_refused) {
    if (second_run()) return;
    Clean clean;
    Pix* stretched = pixScale(clean.picture, 1.0f, 0.985f);
    std::swap(clean.picture, stretched);
    pixDestroy(&stretched);
    const auto read = clean.read();
    BOOST_TEST(code(read.outcome) == "bad_fit");
    BOOST_TEST(read.residual > 2.0f);
}

BOOST_AUTO_TEST_CASE(another_version_and_templates_that_are_none_give_no_field) {
    if (second_run()) return;
    Clean clean;
    auto templates = our_templates();
    for (auto& form : templates) form.name.version = 2;
    const auto other = clean.read(templates);
    BOOST_TEST(code(other.outcome) == "unknown_form");
    BOOST_TEST(other.marks == 4);  // enough to draw its fields over it
    BOOST_TEST(other.fields.empty());
    BOOST_TEST(code(clean.read({}).outcome) == "unknown_form");
}

BOOST_AUTO_TEST_CASE(every_form_prints_in_every_language_and_its_frames_are_the_templates_boxes) {
    const archive::FormSender sender{"Hämeen ja Satakunnan Pitkäniminen Esimerkkiosuuskunta Oy",
                                     "Pitkänimisenkadunkulma 123 B 45, 00100 Helsinki",
                                     "+358 00 000 0000 · asiakasrekisteri@esimerkkiosuuskunta.example"};
    pdf::Resources resources;
    resources.font_settings = home / "config/fonts.conf";
    const Day day{std::chrono::year{2026} / 11 / 23};
    for (const auto& form : archive::form_definitions(home / "templates/forms"))
        for (const auto language : {Language::fi, Language::sv, Language::en}) {
            const auto sheet = archive::lay_out(form, language, sender, day);
            const auto bytes = pdf::compose(sheet.print, resources);
            BOOST_TEST(bytes.size() > 10'000u);
            BOOST_TEST((bytes == pdf::compose(sheet.print, resources)));
            // Every field has a frame of its own on the paper, in which it lies with no more than a line's breadth.
            for (const auto& field : sheet.fields.fields) {
                const bool framed = std::ranges::any_of(sheet.print.shapes, [&](const pdf::FormShape& shape) {
                    const bool writable = shape.kind == pdf::FormShape::Kind::frame || shape.kind == pdf::FormShape::Kind::tick;
                    const double left = shape.area.left * form_sheet::dots_per_mm, top = shape.area.top * form_sheet::dots_per_mm;
                    return writable && std::abs(left - field.box.x) <= 6 && std::abs(top - field.box.y) <= 6 &&
                           std::abs(left + shape.area.width * form_sheet::dots_per_mm - field.box.x - field.box.width) <= 6 &&
                           std::abs(top + shape.area.height * form_sheet::dots_per_mm - field.box.y - field.box.height) <= 6;
                });
                BOOST_TEST(framed, form.code << " " << field.name);
                BOOST_TEST(!sheet.labels.at(field.name).empty());
            }
            const auto& own = sheet.fields.fields;  // the same in every language
            BOOST_TEST((own == archive::lay_out(form, Language::fi, {}, {}).fields.fields));
        }
}
