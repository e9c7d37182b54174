#pragma once
#include <string>
#include <vector>

#include "access/desk.hpp"
#include "requests/log_extract.hpp"
#include "service/office.hpp"
#include "service/reports.hpp"

namespace arkki::service {

/// An extract before it is a letter, for the responsible person to look at.
struct ExtractView {
    requests::Overview request;
    bool decided = false;  ///< the letter and the evidence end with the decision
    bool names = false;    ///< the letter will name the staff
    lang::Value tables;    ///< as the template log-extract has them
};
/// @throws Error{Fault::conflict, "extract.wrong_kind"}
[[nodiscard]] ExtractView show_extract(Office& office, const access::Desk& desk, RequestId request, Language language);

/// A file of evidence, by its name inside the folder or package.
struct EvidenceFile {
    std::string name;
    std::string bytes;
};

/// The evidence that goes with a log extract: what the person needs to check every entry about himself without us.
///
/// Each entry opens its circumstances (C) and, of the persons (S), him alone; who acted (A), what was typed (F) and all
/// other customers stay closed. Of lists and search results the circumstances stay closed as well, as they name what
/// else was on the page. With them go the signed checkpoint, the log's public key and the shell verifier. A
/// "log.proved" entry is durable before this returns.
/// @throws Error{Fault::conflict, "extract.wrong_kind"}  no request for a log extract, or not decided yet
/// @throws Error{Fault::unavailable, "extract.no_seal"}  entries that no signed checkpoint covers yet
[[nodiscard]] std::vector<EvidenceFile> evidence_of(Office& office, const access::Desk& desk, RequestId request);

/// The same as one ZIP file. @throws as `evidence_of`
[[nodiscard]] std::string evidence_package(Office& office, const access::Desk& desk, RequestId request);

/// Writes the files into a folder.
/// @throws Error{Fault::conflict, "extract.not_empty"}, Error{Fault::unavailable, "cli.cannot_write"}
void write_evidence(const std::vector<EvidenceFile>& files, const std::filesystem::path& folder);

/// The newest request of a customer for an extract of the log.
/// @throws Error{Fault::not_found, "extract.no_request"}
[[nodiscard]] RequestId extract_request_of(const access::Desk& desk, CustomerId customer);

/// The rows of an extract as a table, without names of staff.
void add_subject_rows(Report& report, const requests::LogExtract& extract, const WallClock& wall_clock);

}  // namespace arkki::service
