#pragma once
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "archive/archive.hpp"
#include "archive/search.hpp"
#include "custody/places.hpp"
#include "custody/units.hpp"
#include "register/customers.hpp"
#include "support/pdf_scans.hpp"
#include "support/test_office.hpp"

namespace arkki::test {

/// A page as the reader would deliver it: words left to right, one line a line.
inline imaging::PageRead page_of(const std::string& text, int number = 1, int of = 1) {
    imaging::PageRead page;
    page.number = number;
    page.of = of;
    page.width = 1240;
    page.height = 1754;
    page.dpi = 150;
    page.image = Bytes{0xFF, 0xD8, static_cast<std::uint8_t>(number)};
    page.thumbnail = Bytes{0xFF, 0xD8, 0xFF};
    page.bilevel = pdf_test::white_g4(page.height);
    std::istringstream lines{text};
    int line_number = 0;
    for (std::string line; std::getline(lines, line); ++line_number) {
        std::istringstream words{line};
        int x = 100;
        for (std::string word; words >> word; x += 20 + 15 * static_cast<int>(word.size()))
            page.words.push_back({PersonalText{word},
                                  {x, 100 + 40 * line_number, 15 * static_cast<int>(word.size()), 30},
                                  90.F,
                                  line_number,
                                  0,
                                  125 + 40 * line_number});
    }
    return page;
}

inline bool has_program(const std::string& name) {
    return std::system(("command -v " + name + " >/dev/null 2>&1").c_str()) == 0;
}

/// The words of a PDF as poppler reads them, with single blanks; "" where its tools are not installed.
inline std::string text_of_pdf(const Bytes& pdf, const std::filesystem::path& folder) {
    const auto path = folder / "read.pdf";
    std::ofstream{path, std::ios::binary}.write(reinterpret_cast<const char*>(pdf.data()),
                                                static_cast<std::streamsize>(pdf.size()));
    if (!has_program("pdftotext")) return {};
    std::FILE* pipe = ::popen(("pdftotext -raw " + path.string() + " -").c_str(), "r");
    std::string raw, text;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) raw += static_cast<char>(c);
    ::pclose(pipe);
    std::istringstream words{raw};
    for (std::string word; words >> word;) text += (text.empty() ? "" : " ") + word;
    return text;
}

/// The small office with a real vault; the Guard asks the rooms themselves.
class TestArchive : public TestOffice {
public:
    TestArchive() {
        facts_of = [this](db::Read& read, const access::Object& object, const access::Asking&) {
            return facts_of_thing(read, object);
        };
    }
    virtual ~TestArchive() = default;

    /// Files a document of pages with these texts, as intake does.
    DocumentId file(const std::vector<std::string>& texts, archive::Series series = archive::Series::contact,
                    std::optional<UnitId> unit = {}) {
        std::vector<imaging::PageRead> pages;
        for (const auto& text : texts)
            pages.push_back(page_of(text, static_cast<int>(pages.size()) + 1, static_cast<int>(texts.size())));
        return file_pages(pages, series, unit);
    }
    DocumentId file_pages(const std::vector<imaging::PageRead>& pages, archive::Series series,
                          std::optional<UnitId> unit, const std::string& original = "%PDF-1.7 original") {
        const access::Desk desk = machine("intake");
        const archive::Archive archive{desk, shelves};
        archive::NewDocument document;
        document.series = series;
        document.received_on = today();
        document.unit = unit;
        document.media = "pdf";
        document.key = vault.new_key();
        document.original = vault.put(document.key, view(original));
        for (const auto& page : pages) document.pages.push_back(archive.store(document.key, page));
        std::optional<DocumentId> id;
        log.change([&](db::Write& write, audit::Appender& appender) {
            auto [made, receipt] = archive.file(write, appender, document);
            id = made;
            return receipt;
        });
        return *id;
    }
    /// A person says whose it is.
    void confirm(const access::Desk& desk, DocumentId id, archive::Archive::Confirmation what) {
        archive::Archive{desk, shelves}.confirm(desk.open<access::FileDocument>(id), what);
    }
    CustomerId customer(const access::Desk& desk, const std::string& name, const std::string& address = {}) {
        return customers::Cards{desk}.add({{"name", PersonalText{name}}, {"postal_address", PersonalText{address}}},
                                          day_from_iso("2020-01-02"));
    }
    void run(const std::string& sql) {
        database().write([&](db::Write& write) { write.script(sql); });
    }
    /// The key of what the database says to a statement.
    std::string refused_sql(const std::string& sql) {
        return refusal_of([&] {
            run(sql);
            return 0;
        });
    }
    template <class T>
    T only(const std::string& sql) {
        return database().read([&](db::Read& read) { return read.one<T>(sql); });
    }

    static pdf::Resources resources() {
        pdf::Resources resources;
        resources.font_settings = ARKKI_SOURCE_DIR "/config/fonts.conf";
        return resources;
    }

protected:
    virtual access::Facts facts_of_thing(db::Read& read, const access::Object& object) {
        if (object.kind == "document") return archive::facts(read, DocumentId{object.id});
        if (object.kind == "customer") return customers::facts(read, CustomerId{object.id});
        access::Facts known;
        if (object.kind != "unit") return known;
        if (const auto unit = custody::unit_of(read, UnitId{object.id})) {
            known.exists = true;
            known.path = unit->path;
        }
        return known;
    }

private:
    std::filesystem::path vault_folder() {
        const auto folder = store.folder() / "blobs";
        blobs::Vault::create(folder, store.folder() / "master.key");
        return folder;
    }

public:
    blobs::Vault vault{vault_folder(), store.folder() / "master.key"};
    archive::Shelves shelves{vault, resources()};
};

/// Site T1 > room T1-A > locked fire-safe cabinet K2 > shelf K2-H3, and a second such cabinet K3 with shelf K3-H1.
struct TestRoom {
    explicit TestRoom(const access::Desk& desk) : units{desk}, places_{desk} {
        const PlaceId site = places_.add({custody::PlaceKind::site, {}, "T1", "Toimisto", {}});
        const PlaceId room = places_.add({custody::PlaceKind::room, site, "T1-A", "Arkistohuone", {}});
        shelf = shelf_of(room, "K2");
        other_shelf = shelf_of(room, "K3");
    }
    UnitId binder(const std::string& mark, PlaceId place) {
        return units.add({custody::UnitKind::binder, mark, {place, {}}});
    }
    custody::Units units;
    PlaceId shelf{0}, other_shelf{0};

private:
    PlaceId shelf_of(PlaceId room, const std::string& code) {
        const auto cabinet = places_.add(
            {custody::PlaceKind::cabinet,
             room,
             code,
             "",
             {custody::LockType::key, custody::LockState::ok, "EN 1047-1 S 60 P", custody::FireBasis::certified}});
        return places_.add({custody::PlaceKind::shelf, cabinet, code + "-H1", "", {}});
    }
    custody::Places places_;
};

}  // namespace arkki::test
