// How a stack becomes documents: what its sheets say, and what must not be believed.
#include <boost/test/unit_test.hpp>

#include "intake/assembly.hpp"
#include "intake/codes.hpp"

using namespace arkki;
using namespace arkki::intake;
using custody::label_code;
using custody::LabelNumber;
using custody::LabelType;

namespace {

const std::string new_document = label_code({LabelType::command, 1});
const std::string place_follows = label_code({LabelType::command, 2});
const std::string place_ends = label_code({LabelType::command, 3});
const std::string orders_follow = label_code({LabelType::command, 14});
const std::string contacts_follow = label_code({LabelType::command, 11});

std::string binder(int number) { return label_code({LabelType::binder_or_folder, number}); }
std::string shelf(int number) { return label_code({LabelType::place, number}); }
std::string sheet(int number) { return label_code({LabelType::sheet, number}); }

/// A stack whose sheets carry these codes: each sheet an arrival of one page, numbered from 1.
std::vector<PageInBatch> stack(const std::vector<std::vector<std::string>>& sheets) {
    std::vector<PageInBatch> pages;
    for (const auto& codes : sheets) {
        PageInBatch page;
        page.arrival = ArrivalId{static_cast<std::int64_t>(pages.size()) + 1};
        page.of_stack = true;
        for (const auto& code : codes) page.codes.push_back({imaging::CodeFormat::qr, PersonalText{code}, {}});
        pages.push_back(std::move(page));
    }
    return pages;
}

/// The sheets of each document: "1 2|4".
std::string dealt(const std::vector<DocumentPlan>& documents) {
    std::string text;
    for (const auto& document : documents) {
        if (!text.empty()) text += "|";
        for (const auto& page : document.pages) {
            if (!text.empty() && text.back() != '|') text += " ";
            text += std::to_string(page.arrival.value());
        }
    }
    return text;
}
std::string dealt_stack(const std::vector<std::vector<std::string>>& sheets) { return dealt(plan(stack(sheets))); }

bool is_foreign(const std::string& code) { return std::holds_alternative<Foreign>(meaning_of_code(code)); }

}  // namespace

BOOST_AUTO_TEST_CASE(foreign_codes_are_never_acted_upon) {
    for (const std::string code :
         {"", "ARKKI:F:", "ARKKI:F:contact", "ARKKI:F:contact:fi", "ARKKI:F:contact:de:1", "ARKKI:F:tax:fi:1",
          "arkki:f:contact:fi:1", "ARKKI:U:300000000180", "ARKKI:F::fi:1", "ARKKI:F:contact::1", "https://example.org",
          "XARKKI:F:contact:fi:1", ":::::", "ARKKI:F:contact:fifi:1", "ARKKI:F:contact:fi:", "ARKKI:F:contact:fi:1:0",
          "ARKKI:F:contact:fi:1:01", "ARKKI:F:contact:fi:1:100", "ARKKI:F:contact:fi:1:2:3", "ARKKI:F:contact:fi:1 ",
          " 900000000150", "900000000150\n", "900000000151", "900000000150900000000150", "500000000170"})
        BOOST_TEST(is_foreign(code), code);
    const std::vector<std::vector<std::string>> sheets{
        {"https://example.org"}, {"ARKKI:F:tax:fi:1"}, {"900000000151"}, {"6415600540889"}, {"ARKKI:F:contact:de:1"}};
    BOOST_TEST(dealt_stack(sheets) == "1 2 3 4 5");
    for (const auto& document : plan(stack(sheets))) {
        BOOST_TEST(!document.series.has_value());
        BOOST_TEST(document.language.empty());
        BOOST_TEST(document.place_code.empty());
    }
}

BOOST_AUTO_TEST_CASE(our_own_forms_say_their_type_language_and_page) {
    const auto meaning = meaning_of_code("ARKKI:F:rectify:sv:1");
    const auto* form = std::get_if<FormMark>(&meaning);
    BOOST_TEST_REQUIRE(form);
    BOOST_TEST((*form == FormMark{"rectify", archive::Series::correction_request, "sv", "1", 1}));
    const auto second = meaning_of_code("ARKKI:F:access:fi:2:3");
    BOOST_TEST_REQUIRE(std::get_if<FormMark>(&second));
    BOOST_TEST(std::get<FormMark>(second).page == 3);
}

BOOST_AUTO_TEST_CASE(badges_keys_and_commands_nobody_printed_change_nothing) {
    BOOST_TEST(dealt_stack({{}, {label_code({LabelType::badge, 1})}, {label_code({LabelType::key, 7})},
                      {label_code({LabelType::command, 77})}}) == "1 2 3 4");
}

BOOST_AUTO_TEST_CASE(of_two_differing_labels_of_one_kind_a_person_decides) {
    const auto two_on_a_page = plan(stack({{binder(1), binder(2)}, {}}));
    BOOST_TEST(dealt(two_on_a_page) == "1 2");
    BOOST_TEST(two_on_a_page[0].doubt == "assembly.labels_differ");
    BOOST_TEST(two_on_a_page[0].place_code.empty());

    auto pages = stack({{place_follows, binder(1), binder(2)}, {}});
    for (auto& page : pages) page.unit = UnitId{9};
    const auto two_on_a_sheet = plan(pages);
    BOOST_TEST(dealt(two_on_a_sheet) == "2");
    BOOST_TEST(two_on_a_sheet[0].doubt == "assembly.labels_differ");
    // What was said with the batch is no way out of a contradiction.
    BOOST_TEST(!two_on_a_sheet[0].unit.has_value());

    const auto two_sheets = plan(stack({{sheet(1)}, {sheet(2)}}));
    BOOST_TEST(dealt(two_sheets) == "1 2");
    BOOST_TEST(two_sheets[0].doubt == "assembly.labels_differ");
    BOOST_TEST(two_sheets[0].sheet_code.empty());

    const auto two_types = plan(stack({{orders_follow, contacts_follow}, {}}));
    BOOST_TEST(!two_types[0].series.has_value());
    const auto two_forms = plan(stack({{}, {"ARKKI:F:contact:fi:1", "ARKKI:F:order:sv:1"}}));
    BOOST_TEST(dealt(two_forms) == "1 2");
    BOOST_TEST(!two_forms[0].series.has_value());
}

BOOST_AUTO_TEST_CASE(a_place_sheet_without_a_readable_label_leaves_the_place_to_a_person) {
    const auto documents = plan(stack({{place_follows, binder(1)}, {}, {place_follows}, {}}));
    BOOST_TEST(dealt(documents) == "2|4");
    BOOST_TEST(documents[0].place_code == binder(1));
    BOOST_TEST(documents[1].doubt == "assembly.place_unread");
    BOOST_TEST(documents[1].place_code.empty());
    // Both commands on one sheet contradict each other.
    BOOST_TEST(plan(stack({{place_follows, place_ends, binder(1)}, {}}))[0].doubt == "assembly.labels_differ");
}

BOOST_AUTO_TEST_CASE(separators_alone_make_no_document_and_an_empty_batch_none) {
    BOOST_TEST(plan({}).empty());
    BOOST_TEST(plan(stack({{new_document}, {new_document}, {place_follows, binder(1)}})).empty());
}

BOOST_AUTO_TEST_CASE(a_stack_without_sheets_is_one_document) { BOOST_TEST(dealt_stack({{}, {}, {}}) == "1 2 3"); }

BOOST_AUTO_TEST_CASE(a_separator_sheet_ends_one_document_and_begins_the_next) {
    BOOST_TEST(dealt_stack({{}, {}, {new_document}, {}, {new_document}, {new_document}, {}, {}, {new_document}}) ==
               "1 2|4|7 8");
    // The same label twice on a sheet, or turned into both kinds of code, is one.
    BOOST_TEST(dealt_stack({{}, {new_document, new_document, new_document}, {}}) == "1|3");
}

BOOST_AUTO_TEST_CASE(a_place_sheet_says_the_place_of_all_that_follows_until_another_says_otherwise) {
    auto pages = stack({{}, {place_follows, binder(7)}, {}, {new_document}, {}, {place_ends}, {}, {place_follows, shelf(3)}, {}});
    for (auto& page : pages) page.unit = UnitId{5};
    const auto documents = plan(pages);
    BOOST_TEST(dealt(documents) == "1|3|5|7|9");
    BOOST_TEST((documents[0].unit == UnitId{5}));
    BOOST_TEST(documents[0].place_code.empty());
    for (const std::size_t i : {1U, 2U}) {
        BOOST_TEST(documents[i].place_code == binder(7));
        BOOST_TEST(!documents[i].unit.has_value());
    }
    BOOST_TEST(documents[3].place_code.empty());
    BOOST_TEST(!documents[3].unit.has_value());
    BOOST_TEST(documents[3].doubt.empty());
    BOOST_TEST(documents[4].place_code == shelf(3));
}

BOOST_AUTO_TEST_CASE(the_narrowest_of_several_labels_is_the_place) {
    const auto documents = plan(stack({{place_follows, shelf(3), binder(7), label_code({LabelType::box, 4})}, {}}));
    BOOST_TEST(documents[0].place_code == binder(7));
}

BOOST_AUTO_TEST_CASE(a_page_of_its_own_with_a_label_of_a_place_begins_a_document_and_stays_in_it) {
    const auto documents = plan(stack({{}, {binder(7)}, {}}));
    BOOST_TEST(dealt(documents) == "1|2 3");
    BOOST_TEST(documents[0].place_code.empty());
    BOOST_TEST(documents[1].place_code == binder(7));
}

BOOST_AUTO_TEST_CASE(the_label_of_a_sheet_is_the_sheet_of_its_document_and_begins_none) {
    const auto documents = plan(stack({{sheet(4)}, {sheet(4)}, {}}));
    BOOST_TEST(dealt(documents) == "1 2 3");
    BOOST_TEST(documents[0].sheet_code == sheet(4));
    // Sheets with labels of their own may lie in one document when a place sheet says where.
    const auto placed = plan(stack({{place_follows, binder(7)}, {sheet(4)}, {sheet(5)}}));
    BOOST_TEST(placed[0].doubt.empty());
    BOOST_TEST(placed[0].place_code == binder(7));
    BOOST_TEST(placed[0].sheet_code.empty());
}

BOOST_AUTO_TEST_CASE(the_first_page_of_a_form_begins_a_document_its_later_pages_do_not) {
    const std::string first = "ARKKI:F:access:sv:1", second = "ARKKI:F:access:sv:1:2", other = "ARKKI:F:order:fi:1:2";
    const auto documents = plan(stack({{}, {first}, {second}, {}, {first}, {other}}));
    BOOST_TEST(dealt(documents) == "1|2 3 4|5|6");
    BOOST_TEST(!documents[0].series.has_value());
    BOOST_TEST((documents[1].series == archive::Series::access_request));
    BOOST_TEST(documents[1].language == "sv");
    // Page 2 of another form is not part of this one, even if its first page was lost.
    BOOST_TEST((documents[3].series == archive::Series::order));
    BOOST_TEST(documents[3].language == "fi");
}

BOOST_AUTO_TEST_CASE(what_a_person_said_of_the_type_weighs_more_than_the_form_and_a_type_sheet_most) {
    auto pages = stack({{"ARKKI:F:access:sv:1"}, {orders_follow}, {"ARKKI:F:access:sv:1"}, {new_document}, {}});
    for (auto& page : pages) page.series = archive::Series::letter;
    const auto documents = plan(pages);
    BOOST_TEST(dealt(documents) == "1|3|5");
    BOOST_TEST((documents[0].series == archive::Series::letter));
    BOOST_TEST(documents[0].language == "sv");
    BOOST_TEST((documents[1].series == archive::Series::order));
    BOOST_TEST((documents[2].series == archive::Series::order));
}

BOOST_AUTO_TEST_CASE(blank_pages_are_kept_and_marked) {
    auto pages = stack({{}, {}, {new_document}, {}});
    pages[1].blank = true;
    pages[3].blank = true;
    const auto documents = plan(pages);
    BOOST_TEST(dealt(documents) == "1 2|4");
    BOOST_TEST(!documents[0].pages[0].blank);
    BOOST_TEST(documents[0].pages[1].blank);
    BOOST_TEST(documents[1].pages[0].blank);
}

BOOST_AUTO_TEST_CASE(files_that_are_documents_of_their_own_stay_apart_and_sheets_still_split_them) {
    auto pages = stack({{}, {}, {}, {new_document}, {}});
    pages[1].arrival = ArrivalId{1};  // the first file has two pages
    pages[1].number = 2;
    for (auto& page : pages) page.of_stack = false;
    BOOST_TEST(dealt(plan(pages)) == "1 1|3|5");
    BOOST_TEST(plan(pages)[0].pages[1].number == 2);
}

BOOST_AUTO_TEST_CASE(a_thousand_sheets_are_dealt_each_once_and_in_their_order) {
    std::vector<std::vector<std::string>> sheets;
    for (int i = 0; i < 1000; ++i)
        sheets.push_back(i % 10 == 0 ? std::vector{new_document} : std::vector<std::string>{});
    std::int64_t last = 0, pages = 0;
    for (const auto& document : plan(stack(sheets)))
        for (const auto& page : document.pages) {
            BOOST_TEST(page.arrival.value() > last);
            last = page.arrival.value();
            ++pages;
        }
    BOOST_TEST(pages == 900);
}
