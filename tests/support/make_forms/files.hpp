#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "scanner.hpp"

namespace arkki::forms {

/// Writes scans as an office scanner does: "jpg" grey at quality 60; "png" black and white, 16 shades when clean; "tif"
/// black and white, ITU-T T.6; "pdf" with a JPEG on each page. JPEG and PNG hold one page.
/// @throws std::invalid_argument for another format, std::runtime_error if it cannot be written
void write_scans(const std::filesystem::path& file, const std::string& format, const std::vector<Scan>& scans);

}  // namespace arkki::forms
