#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "form.hpp"
#include "scanner.hpp"

namespace arkki::forms {

/// Writes what is true of a file beside it: FOLDER/NAME.json (order, pages with fields, lines and the way from the
/// clean page to the scan; boxes are [x, y, width, height] in dots of the clean 300 dpi page) and FOLDER/NAME.gt.txt in
/// reading order, a form feed between pages.
void write_truth(const std::filesystem::path& folder, const std::string& file_name, const Order& order,
                 const std::string& customer, const std::vector<Page>& pages, const std::vector<Scan>& scans);

}  // namespace arkki::forms
