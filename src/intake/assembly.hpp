#pragma once
#include <optional>
#include <string>
#include <vector>

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

/// One document to be: which pages in which order, and what our own codes on them say. What nothing says stays open.
struct DocumentPlan {
    std::vector<PageInBatch> pages;  ///< never empty
    std::optional<archive::Series> series;
    std::string language;  ///< fi, sv, en or "" if nothing says
    std::optional<UnitId> unit;
    std::string place_code;  ///< the label of a place or binder that was read, as printed; its unit is looked up
    std::string doubt;       ///< message key of what a person has to decide: two labels of one kind that differ
};

/// Where documents begin and end. Pure: the same pages give the same plan. Pages of no document were signs for us
/// (separator and place sheets): they are counted, not filed.
[[nodiscard]] std::vector<DocumentPlan> plan(const std::vector<PageInBatch>& pages);

}  // namespace arkki::intake
