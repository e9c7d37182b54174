#include "service/who_has_looked.hpp"

#include <Poco/Zip/Compress.h>
#include <Poco/Zip/ZipCommon.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "audit/checkpoints.hpp"
#include "audit/evidence.hpp"
#include "audit/query.hpp"
#include "tlog/note.hpp"

namespace arkki::service {
namespace {

namespace fs = std::filesystem;

std::string whole(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// A request for an extract, and when it was decided: the beginning of time if it was not.
struct Decided {
    requests::Overview request;
    Instant at;
};

Decided decided(Office& office, const access::Desk& desk, RequestId id) {
    const auto request = office.requests(desk).show(desk.open<access::ViewRequest>(id));
    if (request.kind != requests::Kind::log_extract) throw Error{Fault::conflict, "extract.wrong_kind"};
    Instant at{};
    for (const auto& step : request.steps)
        if (step.to == requests::State::sign) at = std::max(at, step.at);
    return {request, at};
}

/// What of an entry is opened for the person it is about.
audit::Opening opening_for(CustomerId subject, const std::string& action) {
    const bool list = action == "search.page" || action == "list.page";
    return {list ? "S" : "SC", std::vector<CustomerId>{subject}};
}

void add_entry(std::vector<EvidenceFile>& files, db::Read& read, CustomerId subject, EventId seq) {
    const auto entry = audit::entry(read, seq);
    if (!entry) return;
    const auto found = audit::evidence(read, seq, opening_for(subject, entry->event.action));
    if (!found.sealed) throw Error{Fault::unavailable, "extract.no_seal"};
    const std::string name = std::to_string(seq.value()) + ".tlog-proof";
    files.push_back({name, found.proof});
    files.push_back({name + ".entry.json", found.entry});
}

std::string digest_of(const std::vector<EvidenceFile>& files) {
    Sha256 hash;
    for (const auto& file : files) hash.add(view(file.name + "\n" + file.bytes));
    return hex(hash.finish());
}

}  // namespace

ExtractView show_extract(Office& office, const access::Desk& desk, RequestId id, Language language) {
    desk.require("log.extract", "request:" + std::to_string(id.value()));
    const auto [request, at] = decided(office, desk, id);
    ExtractView view{request, at != Instant{}, false, {}};
    auto event = desk.event("log.read");
    event.object = "request:" + std::to_string(id.value());
    event.subjects = {request.subject};
    event.args = {{"report", "subject"}};
    office.log().append(event);
    office.database().read([&](db::Read& read) {
        view.names = requests::names_disclosed(read, id);
        requests::add_extract(
            view.tables, read, requests::log_extract(read, view.request.subject, view.decided ? at : desk.now()),
            view.names, office.settings().keeping.rest_months, office.catalogue(), language, desk.wall_clock());
    });
    return view;
}

std::vector<EvidenceFile> evidence_of(Office& office, const access::Desk& desk, RequestId id) {
    desk.require("log.extract", "request:" + std::to_string(id.value()));
    const auto [request, until] = decided(office, desk, id);
    if (until == Instant{}) throw Error{Fault::conflict, "extract.wrong_kind"};
    std::vector<EvidenceFile> files;
    std::size_t entries = 0;
    office.database().read([&](db::Read& read) {
        const auto latest = audit::latest_checkpoint(read);
        if (!latest) throw Error{Fault::unavailable, "extract.no_seal"};
        for (const auto seq : requests::entries_of(read, request.subject, until)) {
            add_entry(files, read, request.subject, seq);
            ++entries;
        }
        files.push_back({"checkpoint", tlog::with_cosignatures(latest->note, latest->cosignatures)});
    });
    files.push_back({"vkey", whole(office.settings().sealer_vkeys())});
    files.push_back({"verify-evidence.sh", whole(office.settings().home / "docs" / "verify-evidence.sh")});
    auto event = desk.event("log.proved");
    event.object = "request:" + std::to_string(id.value());
    event.subjects = {request.subject};
    event.case_ref = event.object;
    event.count = static_cast<std::int64_t>(entries);
    event.sha256 = digest_of(files);
    event.args = {{"opened", "S,C"}};
    office.log().append(event);
    return files;
}

std::string evidence_package(Office& office, const access::Desk& desk, RequestId request) {
    const auto files = evidence_of(office, desk, request);
    std::ostringstream out;
    Poco::Zip::Compress zip{out, true};
    for (const auto& file : files) {
        std::istringstream in{file.bytes};
        zip.addFile(in, Poco::DateTime{}, Poco::Path{file.name, Poco::Path::PATH_UNIX});
    }
    zip.close();
    return out.str();
}

void write_evidence(const std::vector<EvidenceFile>& files, const fs::path& folder) {
    std::error_code fault;
    if (fs::exists(folder, fault) && !fs::is_empty(folder, fault)) throw Error{Fault::conflict, "extract.not_empty"};
    fs::create_directories(folder, fault);
    fs::permissions(folder, fs::perms::owner_all, fault);
    for (const auto& file : files) {
        std::ofstream out{folder / file.name, std::ios::binary};
        if (!(out << file.bytes).flush()) throw Error{Fault::unavailable, "cli.cannot_write", {}, "evidence"};
    }
}

RequestId extract_request_of(const access::Desk& desk, CustomerId customer) {
    desk.require("log.extract");
    const auto found =
        desk.database().read([&](db::Read& read) { return requests::newest_extract_request(read, customer); });
    if (!found) throw Error{Fault::not_found, "extract.no_request"};
    return *found;
}

void add_subject_rows(Report& report, const requests::LogExtract& extract, const WallClock& wall_clock) {
    report.columns = {"table", "seq", "utc", "local", "act", "purpose", "role", "kind", "recipient"};
    const auto add = [&](const char* table, const std::vector<requests::Look>& looks) {
        for (const auto& one : looks) {
            const auto time = wall_clock(one.at);
            char clock[16];
            std::snprintf(clock, sizeof clock, " %02d:%02d", time.hour, time.minute);
            report.rows.push_back({table, std::to_string(one.seq.value()), iso(one.at), iso(time.day) + clock,
                                   one.action, one.purpose, one.role, one.series, one.recipient});
        }
    };
    add("look", extract.looks);
    add("appearance", extract.appearances);
    add("review", extract.reviews);
}

}  // namespace arkki::service
