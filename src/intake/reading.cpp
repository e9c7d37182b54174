#include "intake/reading.hpp"

#include <algorithm>

#include "archive/form_shelf.hpp"
#include "archive/page_rows.hpp"
#include "intake/batches.hpp"

namespace arkki::intake {
namespace {

constexpr int smallest_page = 32;  ///< pixels of its longer side
constexpr std::size_t most_open = 2;
constexpr int early_pages = 20;    ///< of a file; a long one lets others pass before it comes to the rest

/// Why a picture that can be shown is still no page of paper: a person decides whether to keep it as it is.
std::string unfit_because(const archive::StoredPage& page) {
    if (!page.failure.empty()) return page.failure;
    if (page.damaged) return "reader.truncated";
    return std::max(page.width, page.height) < smallest_page ? "reader.too_small" : "";
}

/// Why nothing of a file is a page as it should be; empty if at least one is.
std::string unfit_because(const std::vector<archive::StoredPage>& pages) {
    std::string reason;
    for (const auto& page : pages) {
        const auto unfit = unfit_because(page);
        if (unfit.empty()) return {};
        if (reason.empty()) reason = unfit;
    }
    return reason;
}

/// "turn:90": how a person wants the page turned.
std::optional<int> turn_of(const std::string& input) {
    constexpr std::string_view turn = "turn:";
    if (!input.starts_with(turn)) return std::nullopt;
    for (const int degrees : {0, 90, 180, 270})
        if (input.substr(turn.size()) == std::to_string(degrees)) return degrees;
    return std::nullopt;
}

archive::StoredPage failed(int number, const std::string& reason) {
    archive::StoredPage page;
    page.number = page.source_page = number;
    page.failure = reason;
    page.damaged = true;
    return page;
}

}  // namespace

jobs::Order read_order(ArrivalId arrival, int page) {
    return {.kind = "read",
            .object = arrival.value(),
            .page = page,
            .input = {},
            .engine = {},
            .priority = page == 1            ? jobs::priority::first_page
                        : page <= early_pages ? jobs::priority::ordinary
                                              : jobs::priority::later};
}

std::string engine_code(const std::string& engine) { return hex(sha256(view(engine))).substr(0, 16); }

int order_rereads(const access::Desk& desk, const std::string& engine, std::optional<DocumentId> document) {
    desk.require("arrival.handle");
    constexpr int at_once = 500;
    int ordered = 0;
    PageId after{0};
    for (bool more = true; more;) {
        const auto pages = desk.database().read(
            [&](db::Read& read) { return archive::read_otherwise(read, engine, document, after, at_once); });
        more = pages.size() == at_once;
        if (pages.empty()) break;
        after = pages.back().page;
        ordered += static_cast<int>(pages.size());
        desk.database().write([&](db::Write& write) {
            for (const auto& page : pages)
                jobs::order_again(write,
                                  {.kind = "read",
                                   .object = page.arrival.value(),
                                   .page = page.number,
                                   .input = {},
                                   .engine = engine_code(engine),
                                   .priority = jobs::priority::background},
                                  desk.now());
        });
    }
    return ordered;
}

audit::Receipt quarantine(const access::Desk& desk, db::Write& write, audit::Appender& appender, ArrivalId arrival,
                          const std::string& reason) {
    write.run("UPDATE arrival SET state = 'quarantined', reason = :reason, finished_at = :now WHERE id = :id",
              {{"reason", reason}, {"now", desk.now()}, {"id", arrival}});
    auto event = desk.event("arrival.quarantined");
    event.object = object_of(arrival);
    event.args = {{"why", reason}};
    return appender.append(event);
}

OpenOriginals::File OpenOriginals::open(const blobs::Vault& vault, const Kept& arrival) {
    const std::lock_guard lock{mutex_};  // who wants the same file waits until it is open
    const auto found =
        std::find_if(files_.begin(), files_.end(), [&](const auto& entry) { return entry.first == arrival.id; });
    if (found != files_.end()) return found->second;
    while (files_.size() >= most_open) files_.pop_back();
    auto file = std::make_shared<const imaging::SealedFile>([&](const imaging::SealedFile::Take& take) {
        vault.get_pieces(arrival.key, arrival.original.id, take);
    });
    files_.emplace_front(arrival.id, file);
    return file;
}

void OpenOriginals::rest() {
    const std::lock_guard lock{mutex_};
    files_.clear();
}

void ReadingRoom::read(const jobs::Lease& lease) const {
    const Kept kept = desk_.database().read([&](db::Read& read) { return intake::kept(read, ArrivalId{lease.object}); });
    switch (kept.state) {
        case State::received:
        case State::reading:
            return first_reading(lease, kept);
        case State::read:
        case State::filed:
            return second_reading(lease, kept);
        default:  // somebody decided otherwise meanwhile
            desk_.database().write([&](db::Write& write) { jobs::done(write, lease, desk_.now()); });
    }
}

void ReadingRoom::first_reading(const jobs::Lease& lease, const Kept& kept) const {
    const auto same = desk_.database().read([&](db::Read& read) { return known_as(read, kept); });
    if (same) return set_aside(lease, kept, *same);
    if (lease.is_hopeless()) {
        if (lease.page == 1) return refuse(lease, kept, "intake.gave_up");
        const int of = desk_.database().read([&](db::Read& read) {
            return read.one<int>("SELECT pages_total FROM arrival WHERE id = :id", {{"id", kept.id}});
        });
        return keep_page(lease, kept, {failed(lease.page, "intake.gave_up"), of, kept.media, false});
    }
    if (kept.state == State::received) begin(lease, kept);
    auto found = look(lease, kept);
    if (!found) return;
    const bool nothing_known = found->of == 0 || found->of_file;
    if (lease.page == 1 && nothing_known) return refuse(lease, kept, found->page.failure);
    keep_page(lease, kept, *found);
}

void ReadingRoom::second_reading(const jobs::Lease& lease, const Kept& kept) const {
    if (lease.is_hopeless())
        return desk_.database().write([&](db::Write& write) { jobs::fail(write, lease, "intake.gave_up", desk_.now()); });
    const auto found = look(lease, kept);
    if (!found) return;
    const archive::Archive archive{desk_, shelves_};
    std::vector<std::string> before;
    // A reading that failed never takes the place of one that did not.
    if (!found->page.failure.empty())
        return desk_.database().write(
            [&](db::Write& write) { jobs::fail(write, lease, found->page.failure, desk_.now()); });
    desk_.database().write([&](db::Write& write) {
        jobs::done(write, lease, desk_.now());
        auto appender = desk_.log().appender(write);
        if (intake::kept(write, kept.id).state == State::read) {
            before = put_page(write, kept.id, found->of, found->page);
        } else if (auto replaced = archive.replace(write, appender, kept.id, found->page)) {
            before = std::move(replaced->blobs);
        }
    });
    for (const auto& blob : before) shelves_.vault.remove(blobs::BlobId{blob});
}

/// Says in its own transaction that work on the arrival began: whoever looks sees it.
void ReadingRoom::begin(const jobs::Lease& lease, const Kept& kept) const {
    desk_.database().write([&](db::Write& write) {
        jobs::demand(write, lease);
        write.run("UPDATE arrival SET state = 'reading' WHERE id = :id AND state = 'received'", {{"id", kept.id}});
    });
}

/// Reads the page and makes its blobs durable. Nothing if the job was put back for another try.
std::optional<ReadingRoom::Found> ReadingRoom::look(const jobs::Lease& lease, const Kept& kept) const {
    OpenOriginals::File file;
    try {
        file = originals_.open(shelves_.vault, kept);
    } catch (const Error& error) {
        if (error.fault() == Fault::unavailable) throw;
        return Found{failed(lease.page, error.key()), 0, kept.media, true};
    }
    const auto forms = shelves_.forms ? std::optional{shelves_.forms->sealed(desk_.database())} : std::nullopt;
    const auto said = turn_of(lease.input);
    const auto turn = said ? said : desk_.database().read([&](db::Read& read) {
        return archive::turn_wanted(read, kept.id, lease.page);
    });
    auto answer = reader_.read_page(*file, lease.page, {.turn_by = turn, .forms = forms ? &*forms : nullptr});
    if (answer.broke_down && lease.failures + 1 < jobs::attempts) {
        desk_.database().write([&](db::Write& write) {
            static_cast<void>(jobs::put_back(write, lease, answer.page.failure, desk_.now()));
        });
        return std::nullopt;
    }
    auto page = archive::Archive{desk_, shelves_}.store(kept.key, answer.page);
    page.number = page.source_page = lease.page;
    page.engine = reader_.engine();
    return Found{std::move(page), answer.pages, media_code(answer.kind), answer.of_file};
}

void ReadingRoom::keep_page(const jobs::Lease& lease, const Kept& kept, const Found& found) const {
    try {
        desk_.database().write([&](db::Write& write) {
            jobs::done(write, lease, desk_.now());
            const int of = std::max(found.of, lease.page);
            put_page(write, kept.id, of, found.page);
            const int read = pages_read(write, kept.id);
            write.run("UPDATE arrival SET pages_read = :read, pages_total = :of, media = :media WHERE id = :id",
                      {{"read", read}, {"of", of}, {"media", found.media}, {"id", kept.id}});
            if (lease.page == 1)
                for (int page = 2; page <= of; ++page)
                    jobs::order_again(write, read_order(kept.id, page), desk_.now());
            if (read < of) return;
            auto appender = desk_.log().appender(write);
            settle(write, appender, kept);
        });
    } catch (const Error& error) {
        // Then it is sure that no row names these blobs; of any other failure the sweeper knows better.
        if (error.key() == "job.lease_lost") archive::Archive{desk_, shelves_}.forget(found.page);
        throw;
    }
}

/// All pages are read: the arrival waits for its batch, or for a person if nothing of it is a page as it should be.
void ReadingRoom::settle(db::Write& write, audit::Appender& appender, const Kept& kept) const {
    const auto unfit = kept.of_stack() ? "" : unfit_because(read_pages(write, kept.id));
    if (unfit.empty())
        write.run("UPDATE arrival SET state = 'read', reason = '' WHERE id = :id", {{"id", kept.id}});
    else
        static_cast<void>(quarantine(desk_, write, appender, kept.id, unfit));
    assemble_if_complete(write, kept.batch, desk_.now());
}

/// Nothing of the file can be read. A sheet of a stack keeps its place all the same.
void ReadingRoom::refuse(const jobs::Lease& lease, const Kept& kept, const std::string& reason) const {
    if (kept.of_stack() && kept.original.size > 0)
        return keep_page(lease, kept, {failed(1, reason), 1, kept.media, true});
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        jobs::fail(write, lease, reason, desk_.now());
        const auto receipt = quarantine(desk_, write, appender, kept.id, reason);
        assemble_if_complete(write, kept.batch, desk_.now());
        return receipt;
    });
}

void ReadingRoom::set_aside(const jobs::Lease& lease, const Kept& kept, DocumentId same) const {
    std::vector<archive::StoredPage> read_already;
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        jobs::done(write, lease, desk_.now());
        read_already = read_pages(write, kept.id);
        drop_read_pages(write, kept.id);
        write.run("UPDATE arrival SET state = 'duplicate', same_as = :same, finished_at = :now WHERE id = :id",
                  {{"same", same}, {"now", desk_.now()}, {"id", kept.id}});
        assemble_if_complete(write, kept.batch, desk_.now());
        auto event = desk_.event("arrival.duplicate");
        event.object = object_of(kept.id);
        return appender.append(event);
    });
    const archive::Archive archive{desk_, shelves_};
    for (const auto& page : read_already) archive.forget(page);
}

}  // namespace arkki::intake
