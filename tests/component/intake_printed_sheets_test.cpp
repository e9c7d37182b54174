// What we print comes back: sheets and labels, rasterised as scanners would, turned, shrunk and two on a page.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <numbers>
#include <set>

#include "custody/label_code.hpp"
#include "intake/assembly.hpp"
#include "intake/codes.hpp"
#include "pdf/label_sheet.hpp"
#include "support/test_folder.hpp"
#include "support/test_intake.hpp"

using namespace arkki;
using namespace arkki::intake;
using custody::label_code;
using custody::LabelType;

namespace {

const std::string place_follows = label_code({LabelType::command, static_cast<int>(Command::place_follows)});
const std::string new_document = label_code({LabelType::command, static_cast<int>(Command::new_document)});
const std::string binder = label_code({LabelType::binder_or_folder, 42});
const Day day = day_from_iso("2026-11-23");

pdf::Resources resources() {
    pdf::Resources found;
    found.font_settings = ARKKI_SOURCE_DIR "/config/fonts.conf";
    return found;
}

Bytes separator() {
    return pdf::sign_sheet({{new_document}, {"Uusi asiakirja", "Nytt dokument", "New document"}, {"Pane eteen."}, {}},
                           1, day, resources());
}
Bytes place_sheet() {
    return pdf::sign_sheet({{place_follows, binder},
                            {"Seuraavien säilytyspaikka", "Plats för det som följer", "Place of what follows"},
                            {"Pane eteen."},
                            "K2-H3-M07"},
                           1, day, resources());
}

std::vector<pdf::LabelText> labels(int count) {
    std::vector<pdf::LabelText> made;
    for (int i = 1; i <= count; ++i)
        made.push_back({label_code({LabelType::binder_or_folder, i}), "Mappi", "K2-H3-M" + std::to_string(i)});
    return made;
}

using Surface = std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;

Surface blank(int width, int height) {
    Surface made{cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height), cairo_surface_destroy};
    cairo_t* pen = cairo_create(made.get());
    cairo_set_source_rgb(pen, 1, 1, 1);
    cairo_paint(pen);
    cairo_destroy(pen);
    return made;
}

class Press {
public:
    /// Whether pages can be made into pictures here at all.
    static bool works() {
        const bool here = test::has_program("pdftoppm");
        if (!here) BOOST_TEST_MESSAGE("skipped: pdftoppm is not installed");
        return here;
    }
    Surface picture(const Bytes& pdf, int dpi) {
        test::write_file(path("sheet.pdf"), text_of(pdf));
        const std::string command = "pdftoppm -png -singlefile -r " + std::to_string(dpi) + " " + path("sheet.pdf") +
                                    " " + path("sheet");
        BOOST_REQUIRE(std::system(command.c_str()) == 0);
        return {cairo_image_surface_create_from_png(path("sheet.png").c_str()), cairo_surface_destroy};
    }
    Surface turned(const Surface& from, int quarters) {
        const int width = cairo_image_surface_get_width(from.get()), height = cairo_image_surface_get_height(from.get());
        Surface to = quarters % 2 == 0 ? blank(width, height) : blank(height, width);
        cairo_t* pen = cairo_create(to.get());
        cairo_translate(pen, cairo_image_surface_get_width(to.get()) / 2.0,
                        cairo_image_surface_get_height(to.get()) / 2.0);
        cairo_rotate(pen, quarters * std::numbers::pi / 2);
        cairo_set_source_surface(pen, from.get(), -width / 2.0, -height / 2.0);
        cairo_paint(pen);
        cairo_destroy(pen);
        return to;
    }
    /// Both on one page of the same size, as a copier puts them.
    Surface beside(const Surface& left, const Surface& right) {
        const int width = cairo_image_surface_get_width(left.get()), height = cairo_image_surface_get_height(left.get());
        Surface to = blank(height, width);
        cairo_t* pen = cairo_create(to.get());
        const double scale = static_cast<double>(width) / height;
        cairo_scale(pen, scale, scale);
        cairo_set_source_surface(pen, left.get(), 0, 0);
        cairo_paint(pen);
        cairo_set_source_surface(pen, right.get(), width, 0);
        cairo_paint(pen);
        cairo_destroy(pen);
        return to;
    }
    /// What the reader sees on it, each code once.
    std::set<std::string> codes_on(const Surface& picture) {
        cairo_surface_write_to_png(picture.get(), path("seen.png").c_str());
        std::ifstream in{path("seen.png"), std::ios::binary};
        const Bytes bytes(std::istreambuf_iterator<char>{in}, {});
        std::set<std::string> seen;
        const auto reading = reader_.read(bytes, [&](const imaging::PageRead& page) {
            BOOST_TEST(page.failure.empty(), page.failure);
            BOOST_TEST(!page.codes_missing);
            for (const auto& code : page.codes) seen.insert(code.text.reveal());
        });
        BOOST_TEST(reading.refusal.empty(), reading.refusal);
        return seen;
    }

private:
    [[nodiscard]] std::string path(const std::string& name) const { return (folder_.path() / name).string(); }

    test::TestFolder folder_;
    imaging::Reader reader_{{.program = ARKKI_BINARY_DIR "/bin/arkki-reader"}};
};

}  // namespace

BOOST_AUTO_TEST_CASE(sheets_that_cannot_be_printed_are_refused) {
    const auto key_of = [](const auto& act) { return test::refusal_of([&] { return act().size(); }); };
    const auto& stock = pdf::label_stock("L7160");
    BOOST_TEST(test::refusal_of([] { return pdf::label_stock("3474").columns; }) == "label.unknown_sheet");
    BOOST_TEST(key_of([&] { return pdf::label_sheet({}, {stock}, day, resources()); }) == "label.none");
    for (const int first : {0, 22, -1})
        BOOST_TEST(key_of([&] { return pdf::label_sheet(labels(1), {stock, first}, day, resources()); }) ==
                   "label.bad_start");
    BOOST_TEST(key_of([&] { return pdf::label_sheet(labels(1), {stock, 1, 21}, day, resources()); }) == "label.bad_shift");
    BOOST_TEST(key_of([&] { return pdf::label_sheet(labels(1), {stock, 1, 0, 0, 2}, day, resources()); }) ==
               "label.bad_shift");
    BOOST_TEST(key_of([&] { return pdf::label_sheet({{"12a", "", ""}}, {stock}, day, resources()); }) ==
               "code128.not_digits");
    for (const int copies : {0, 201})
        BOOST_TEST(key_of([&] { return pdf::sign_sheet({{new_document}, {}, {}, {}}, copies, day, resources()); }) ==
                   "sheet.bad_copies");
    BOOST_TEST(key_of([&] { return pdf::sign_sheet({{}, {}, {}, {}}, 1, day, resources()); }) == "label.none");
}

BOOST_AUTO_TEST_CASE(a_place_sheet_is_read_at_every_resolution_and_however_it_lies) {
    if (!Press::works()) return;
    Press press;
    const std::set<std::string> said{place_follows, binder};
    for (const int dpi : {150, 200, 300})
        for (const int quarters : {0, 1, 2, 3}) {
            if (dpi != 150 && quarters != 0 && quarters != dpi / 100) continue;  // the coarsest one all around
            const auto seen = press.codes_on(press.turned(press.picture(place_sheet(), dpi), quarters));
            BOOST_TEST((seen == said), dpi << " dpi, turned " << quarters * 90);
        }
}

BOOST_AUTO_TEST_CASE(two_sheets_on_one_page_are_both_read) {
    if (!Press::works()) return;
    Press press;
    for (const int dpi : {150, 300}) {
        const auto seen = press.codes_on(press.beside(press.picture(place_sheet(), dpi), press.picture(separator(), dpi)));
        BOOST_TEST((seen == std::set{place_follows, binder, new_document}), dpi << " dpi");
    }
}

BOOST_AUTO_TEST_CASE(a_scanned_separator_parts_the_documents_of_a_stack) {
    if (!Press::works()) return;
    Press press;
    std::vector<PageInBatch> stack(3);
    for (std::size_t i = 0; i < stack.size(); ++i) {
        stack[i].arrival = ArrivalId{static_cast<std::int64_t>(i) + 1};
        stack[i].of_stack = true;
    }
    for (const auto& code : press.codes_on(press.picture(separator(), 200)))
        stack[1].codes.push_back({imaging::CodeFormat::qr, PersonalText{code}, {}});
    BOOST_TEST(plan(stack).size() == 2u);
}

BOOST_AUTO_TEST_CASE(labels_of_every_stock_are_read_back) {
    if (!Press::works()) return;
    Press press;
    for (const auto& stock : pdf::label_stocks())
        for (const int dpi : {150, 200, 300}) {
            if (dpi != 300 && stock.name != "L7160" && stock.name != "L7651") continue;
            // Beginning in the last row: labels go on over the end of the sheet.
            const int on_sheet = stock.columns * stock.rows;
            const auto seen = press.codes_on(
                press.picture(pdf::label_sheet(labels(2), {stock, on_sheet - 1}, day, resources()), dpi));
            BOOST_TEST((seen == std::set{labels(2)[0].digits, labels(2)[1].digits}), stock.name << " at " << dpi);
        }
}
