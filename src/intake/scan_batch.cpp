#include "intake/scan_batch.hpp"

namespace arkki::intake {

void keep_choice(db::Write& write, BatchId batch, const ScanChoice& choice) {
    write.run("INSERT INTO scan (batch, source, mode, resolution) VALUES (:batch, :source, :mode, :resolution)",
              {{"batch", batch},
               {"source", choice.source},
               {"mode", choice.mode},
               {"resolution", choice.resolution}});
}

ScanChoice choice_of(db::Read& read, BatchId batch) {
    const auto row = read.row<std::string, std::string, int>(
        "SELECT source, mode, resolution FROM scan WHERE batch = :batch", {{"batch", batch}});
    if (!row) return {};
    const auto& [source, mode, resolution] = *row;
    return {source, mode, resolution};
}

std::optional<std::string> halt_after(ScanEnd end, const ScanChoice& choice, const Batch& batch) {
    if (end != ScanEnd::done) return "scan." + std::string{code(end)};
    const bool feeder = feeds(choice.source);
    if (batch.sheets_told ? !batch.differs() : feeder) return std::nullopt;
    return feeder || (batch.sheets_told && *batch.sheets_told < batch.sheets) ? "scan.count_differs" : "scan.next_sheet";
}

}  // namespace arkki::intake
