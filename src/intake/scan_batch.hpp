#pragma once
#include <optional>

#include "db/database.hpp"
#include "intake/batches.hpp"
#include "intake/scan_output.hpp"

namespace arkki::intake {

/// How the stack of a batch is scanned: kept once, for whoever goes on with it.
void keep_choice(db::Write& write, BatchId batch, const ScanChoice& choice);
/// The usual one, if nothing was kept.
[[nodiscard]] ScanChoice choice_of(db::Read& read, BatchId batch);

/// What a run over the paper means for its batch: the message key to halt with, or nothing if the batch is complete.
/// @param batch  as it is after the run
[[nodiscard]] std::optional<std::string> halt_after(ScanEnd end, const ScanChoice& choice, const Batch& batch);

}  // namespace arkki::intake
