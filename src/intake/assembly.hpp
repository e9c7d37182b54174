#pragma once
#include <optional>
#include <string>
#include <vector>

#include "access/desk.hpp"
#include "archive/document.hpp"
#include "base/ids.hpp"
#include "imaging/page.hpp"

namespace arkki::intake {

/// A page that was read, in the order in which the paper lay on the scanner: sheets of a batch, pages of each file.
struct PageInBatch {
    ArrivalId arrival{0};
    int number = 1;  ///< in its file
    /// Its file is a sheet of one stack (a scan): a document goes on over it. Other files are documents of their own.
    bool of_stack = false;
    bool blank = false;
    std::string failure;  ///< message key of a page that could not be read
    std::vector<imaging::Code> codes;
    std::optional<archive::Series> series;  ///< said from outside, of the whole batch or of this file
    std::optional<UnitId> unit;             ///< the same
};

/// One document to be: which pages in which order, and what our own codes on them say: proposals, until a person confirms
/// them. What nothing says stays open.
struct DocumentPlan {
    std::vector<PageInBatch> pages;  ///< never empty; blank ones are kept and marked
    std::optional<archive::Series> series;
    std::string language;        ///< fi, sv, en or "" if nothing says
    std::optional<UnitId> unit;  ///< what was said from outside; empty if a sheet within the batch says otherwise
    std::string place_code;      ///< the label of a place, box, binder or folder (kinds 1, 2, 3), as printed
    std::string sheet_code;      ///< the label of this very sheet (kind 4), as printed
    /// Message key of what a person has to decide: `assembly.labels_differ`, `assembly.place_unread`. Then `unit`,
    /// `place_code` and `sheet_code` are empty: nothing is guessed.
    std::string doubt;
};

/// Where documents begin and end. Pure: the same pages give the same plan. Pages of no document were signs for us
/// (separator, place and type sheets): they are counted, not filed.
///
/// A document begins with each file that is no sheet of a stack, after a sheet of ours, at a page with a label of a place,
/// and at the first page of a form of ours. What a sheet of ours says holds until the next one that says otherwise. Foreign
/// codes, badges, keys and commands we do not know change nothing.
[[nodiscard]] std::vector<DocumentPlan> plan(const std::vector<PageInBatch>& pages);

/// Where the paper of a planned document belongs, as custody knows the labels; nothing if a person must say it: labels
/// that nobody has, a sheet that is recorded elsewhere than its place sheet says, a place with several units.
[[nodiscard]] std::optional<UnitId> unit_of(const access::Desk& desk, const DocumentPlan& plan);

}  // namespace arkki::intake
