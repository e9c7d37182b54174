// A stack that a copier left in a hot folder as one file, with sheets of ours between the papers.
#include <boost/test/unit_test.hpp>
#include <cairo-pdf.h>

#include "archive/search.hpp"
#include "custody/units.hpp"
#include "service/deep_check.hpp"
#include "service/folder_watch.hpp"
#include "service/printed_sheets.hpp"
#include "support/test_intake.hpp"
#include "support/test_jobs.hpp"
#include "support/test_service.hpp"

using namespace arkki;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

using Surface = std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;

/// Grey pictures of A4 at 150 dpi, one a page of a PDF: what a copier makes of a stack.
class Copier {
public:
    explicit Copier(fs::path folder) : folder_{std::move(folder)} {}

    void paper(const std::string& text) {
        test::write_file(folder_ / "page.png", test::png_of(text));
        take("page.png");
    }
    /// The first page of one of our printed sheets, through a printer and a scanner.
    void sheet(const Bytes& pdf) {
        test::write_file(folder_ / "sheet.pdf", text_of(pdf));
        const auto file = (folder_ / "sheet").string();
        BOOST_REQUIRE(std::system(("pdftoppm -gray -png -singlefile -r 150 " + file + ".pdf " + file).c_str()) == 0);
        take("sheet.png");
    }
    /// The stack under its final name, complete at once.
    void leave_in(const fs::path& hot_folder, const std::string& name) {
        const fs::path made = folder_ / "stack.pdf";
        const Surface pdf{cairo_pdf_surface_create(made.c_str(), 595, 842), cairo_surface_destroy};
        cairo_t* pen = cairo_create(pdf.get());
        for (const auto& page : pages_) {
            cairo_save(pen);
            cairo_scale(pen, 595.0 / cairo_image_surface_get_width(page.get()),
                        842.0 / cairo_image_surface_get_height(page.get()));
            cairo_set_source_surface(pen, page.get(), 0, 0);
            cairo_paint(pen);
            cairo_restore(pen);
            cairo_show_page(pen);
        }
        cairo_destroy(pen);
        cairo_surface_finish(pdf.get());
        fs::copy_file(made, hot_folder / name);
    }

private:
    void take(const std::string& picture) {
        pages_.emplace_back(cairo_image_surface_create_from_png((folder_ / picture).c_str()), cairo_surface_destroy);
    }
    fs::path folder_;
    std::vector<Surface> pages_;
};

struct House : test::TestService {
    Copier copier{folder()};

    Bytes printed(const std::string& kind, const std::string& argument = "") {
        const auto desk = office().machine_desk("maintenance");
        return service::PrintedSheets{desk, office().catalogue(), office().resources()}.sheet(kind, argument, 1);
    }
    void take_in(const std::string& name) {
        service::FolderWatch watch{office(), [](const std::string& said) { BOOST_ERROR(said); }};
        copier.leave_in(office().settings().hot_folder, name);
        watch.poll();
        clock.advance(3s);
        BOOST_TEST_REQUIRE(watch.poll() == 1);
        test::do_all_jobs(office());
    }
    /// `type pages binder confirmed` of each document, and the pages of the file it is made of.
    std::vector<std::string> documents() {
        std::vector<std::string> all;
        office().database().read([&](db::Read& read) {
            for (const auto& [id, text] : read.rows<DocumentId, std::string>(
                     "SELECT d.id, d.series || ' ' || coalesce(u.mark, '-') || CASE WHEN d.confirmed_at IS NULL THEN"
                     " ' waits:' ELSE ' filed:' END FROM document d LEFT JOIN unit u ON u.id = d.unit ORDER BY d.id")) {
                std::string pages;
                for (const auto page : read.rows<int>(
                         "SELECT source_page FROM page WHERE document = :id AND dropped = 0 ORDER BY number",
                         {{"id", id}}))
                    pages += ' ' + std::to_string(page);
                all.push_back(text + pages);
            }
            return 0;
        });
        return all;
    }
    std::vector<std::int64_t> found(const std::string& word) {
        std::vector<std::int64_t> ids;
        for (const auto& page : archive::search(desk("clerk"), office().shelves(), PersonalText{word}, 20).pages)
            ids.push_back(page.hit.document.value());
        return ids;
    }
};

using List = std::vector<std::string>;
using Ids = std::vector<std::int64_t>;

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_stack_of_one_file_is_cut_at_its_separators_and_stands_where_its_place_sheet_says, House) {
    BOOST_TEST_REQUIRE(test::has_program("pdftoppm"));
    copier.paper("Tilauslomake alkaa");
    copier.paper("Tilauslomake jatkuu");
    copier.sheet(printed("separator"));
    copier.paper("Yhteydenotto asiakkaalta");
    copier.sheet(printed("place", "K2-H1-M05"));
    copier.paper("Reklamaatio sopimuksesta");
    copier.sheet(printed("type", "order"));
    copier.paper("Varaosat keskiviikkona");
    copier.sheet(printed("no-place"));
    copier.paper("Kiitoskirje");
    take_in("pino.pdf");

    BOOST_TEST(documents() == (List{"other M07 waits: 1 2", "other M07 waits: 4", "other M05 waits: 6",
                                    "order M05 waits: 8", "order - waits: 10"}));
    BOOST_TEST(found("jatkuu") == Ids{1});
    BOOST_TEST(found("asiakas") == Ids{2});
    BOOST_TEST(found("sopimus") == Ids{3});
    office().database().read([](db::Read& read) {
        BOOST_TEST(read.one<std::string>("SELECT state FROM arrival") == "filed");
        // One file, kept once, bears all of them.
        BOOST_TEST(read.one<std::int64_t>("SELECT count(DISTINCT original) FROM document_original") == 1);
        BOOST_TEST(read.one<std::int64_t>("SELECT count(*) FROM document_original") == 5);
    });
    BOOST_TEST(fs::is_empty(office().settings().hot_folder / ".arkki" / "claimed"));
    for (const auto& finding : service::deep_check(office(), {true, 0s, {}}).findings)
        BOOST_ERROR(finding.key + " " + finding.what);
}

BOOST_FIXTURE_TEST_CASE(a_file_of_nothing_but_sheets_of_ours_makes_no_document_and_is_not_lost, House) {
    BOOST_TEST_REQUIRE(test::has_program("pdftoppm"));
    copier.sheet(printed("separator"));
    copier.sheet(printed("place", "K2-H1-M05"));
    take_in("erottimet.pdf");
    BOOST_TEST(documents() == List{});
    office().database().read([](db::Read& read) {
        BOOST_TEST(read.one<std::string>("SELECT state FROM arrival") == "separator");
    });
    for (const auto& finding : service::deep_check(office(), {true, 0s, {}}).findings)
        BOOST_ERROR(finding.key + " " + finding.what);
}
