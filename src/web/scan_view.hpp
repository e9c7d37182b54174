#pragma once
#include <set>
#include <string>
#include <vector>

#include "intake/scan_batch.hpp"
#include "intake/scan_sheets.hpp"
#include "lang/value.hpp"
#include "service/scan_work.hpp"
#include "web/form_view.hpp"

/// How scanners and the stacks on them are said on pages.
namespace arkki::web {

/// "Feeder", "Glass" for what a driver calls its sources and modes; its own word where we know none.
[[nodiscard]] std::vector<Option> source_options(const Words& words, const intake::ScanChoices& choices);
[[nodiscard]] std::vector<Option> mode_options(const Words& words, const intake::ScanChoices& choices);
[[nodiscard]] std::vector<Option> resolution_options(const Words& words, const intake::ScanChoices& choices);

/// "Front desk" of a batch's device code; the code itself if the settings do not know it any more.
[[nodiscard]] std::string device_name(const service::ScanWork& scans, const std::string& code);
/// For the picture partial: which of the drawings.
[[nodiscard]] lang::Value picture_value(const std::string& halt);
/// What is said of a stack on its page.
/// @param sides  pages a sheet has: 2 for both sides
[[nodiscard]] lang::Value stack_value(const Words& words, const intake::Batch& batch,
                                      const service::ScannerState& state, int sides);
/// @param seen  the documents this session may see pictures of; of the others only their state is said
[[nodiscard]] lang::Value sheet_rows(const Words& words, const std::vector<intake::ScannedSheet>& sheets,
                                     const std::set<DocumentId>& seen);

}  // namespace arkki::web
