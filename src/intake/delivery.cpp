#include "intake/delivery.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "intake/batches.hpp"
#include "intake/mail_drop.hpp"

namespace arkki::intake {
namespace {

constexpr std::size_t longest_key = 200;
constexpr std::int64_t largest = 512LL << 20;

/// What came of a file of this delivery before.
struct Earlier {
    ArrivalId arrival{0};
    BatchId batch{0};
    std::string sha256;
};

std::int64_t size_of(int file) {
    struct stat facts {};
    if (::fstat(file, &facts) != 0) throw Error{Fault::unavailable, "intake.unreadable"};
    return facts.st_size;
}

std::string sha256_of(int file) {
    std::string piece(1 << 16, '\0');
    Sha256 hash;
    for (off_t at = 0;;) {
        const auto got = ::pread(file, piece.data(), piece.size(), at);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw Error{Fault::unavailable, "intake.unreadable"};
        if (got == 0) return hex(hash.finish());
        hash.add(view(std::string_view{piece}.substr(0, static_cast<std::size_t>(got))));
        at += got;
    }
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

/// All is looked at before anything is made. @returns the hash of each file
std::vector<std::string> checked(const Delivery& delivery) {
    if (delivery.files.empty()) throw Error{Fault::invalid, "upload.no_file", {}, "file"};
    const auto printable = [](char c) { return c > 32 && c < 127; };
    if (delivery.key.size() > longest_key || !std::all_of(delivery.key.begin(), delivery.key.end(), printable))
        throw Error{Fault::invalid, "upload.bad_key", {}, "key"};
    std::vector<std::string> hashes;
    for (const auto& file : delivery.files) {
        const auto size = size_of(file.file);
        if (size == 0) throw Error{Fault::invalid, "upload.empty_file", {}, "file"};
        if (size > largest) throw Error{Fault::invalid, "intake.too_large", {}, "file"};
        hashes.push_back(sha256_of(file.file));
        if (!file.sha256.empty() && lower(file.sha256) != hashes.back())
            throw Error{Fault::invalid, "upload.other_bytes", {}, "file"};
    }
    return hashes;
}

/// The name under which an arrival remembers that it is the n-th file of this delivery of this person.
std::string claim_of(const access::Desk& desk, const Delivery& delivery, std::size_t n) {
    if (delivery.key.empty()) return {};
    const std::string whole = std::to_string(desk.session().actor.value()) + " " + delivery.key;
    return delivery.way + "-" + hex(sha256(view(whole))).substr(0, 32) + "-" + std::to_string(n);
}

std::vector<std::optional<Earlier>> earlier(const access::Desk& desk, const Delivery& delivery) {
    std::vector<std::optional<Earlier>> found(delivery.files.size());
    if (delivery.key.empty()) return found;
    desk.database().read([&](db::Read& read) {
        for (std::size_t n = 0; n < found.size(); ++n)
            if (const auto row = read.row<ArrivalId, BatchId, std::string>(
                    "SELECT id, batch, sha256 FROM arrival WHERE claim = :claim", {{"claim", claim_of(desk, delivery, n)}}))
                found[n] = Earlier{std::get<0>(*row), std::get<1>(*row), std::get<2>(*row)};
        return 0;
    });
    return found;
}

std::vector<bool> mails_of(const Delivery& delivery) {
    std::vector<bool> mails;
    for (const auto& file : delivery.files) mails.push_back(is_mail(file.file, file.name.reveal()));
    return mails;
}

/// The batch in which a mail of this delivery was begun to be unpacked: the mail itself comes in last.
std::optional<BatchId> begun_with(const access::Desk& desk, const Delivery& delivery, const std::vector<bool>& mails) {
    if (delivery.key.empty()) return std::nullopt;
    return desk.database().read([&](db::Read& read) -> std::optional<BatchId> {
        for (std::size_t n = 0; n < mails.size(); ++n) {
            if (!mails[n]) continue;
            const auto claim = claim_of_attachment(claim_of(desk, delivery, n), 1);
            if (const auto batch = read.row<BatchId>(
                    "SELECT b.id FROM arrival a JOIN batch b ON b.id = a.batch WHERE a.claim = :claim AND b.state = 'open'",
                    {{"claim", claim}}))
                return batch;
        }
        return std::nullopt;
    });
}

/// One file is a batch of its own, closed at once; several, and what a mail holds, share one that is open until the last is
/// in.
std::optional<BatchId> batch_for(const access::Desk& desk, const Delivery& delivery,
                                 const std::vector<std::optional<Earlier>>& before, const std::vector<bool>& mails) {
    const auto known = std::find_if(before.begin(), before.end(), [](const auto& file) { return file.has_value(); });
    if (known != before.end()) {
        const bool whole = std::all_of(before.begin(), before.end(), [](const auto& file) { return file.has_value(); });
        if (!whole && !Batches{desk}.show((*known)->batch).open) throw Error{Fault::conflict, "upload.key_used", {}, "key"};
        return (*known)->batch;
    }
    const bool any_mail = std::find(mails.begin(), mails.end(), true) != mails.end();
    if (delivery.files.size() == 1 && !any_mail) return std::nullopt;
    if (const auto begun = begun_with(desk, delivery, mails)) return begun;
    // How many sheets a mail holds nobody has told.
    const auto sheets = any_mail ? std::nullopt : std::optional{static_cast<int>(delivery.files.size())};
    return Batches{desk}.open({delivery.way, "", sheets, delivery.unit, delivery.series});
}

}  // namespace

Delivered deliver(const access::Desk& desk, const Intake& intake, const std::filesystem::path& spool,
                  const Delivery& delivery) {
    const auto hashes = checked(delivery);
    const auto before = earlier(desk, delivery);
    for (std::size_t n = 0; n < before.size(); ++n)
        if (before[n] && before[n]->sha256 != hashes[n]) throw Error{Fault::conflict, "upload.key_used", {}, "key"};
    Delivered delivered;
    delivered.repeated = std::all_of(before.begin(), before.end(), [](const auto& file) { return file.has_value(); });
    const auto mails = mails_of(delivery);
    const auto batch = batch_for(desk, delivery, before, mails);
    for (std::size_t n = 0; n < delivery.files.size(); ++n) {
        if (before[n]) {
            delivered.arrivals.push_back(before[n]->arrival);
            continue;
        }
        const auto& file = delivery.files[n];
        Source source{delivery.way, file.name, claim_of(desk, delivery, n), delivery.unit, delivery.series};
        source.batch = batch;
        delivered.arrivals.push_back(mails[n] ? MailDrop{desk, intake, spool}.unpack(file.file, source)
                                              : intake.receive(file.file, source));
    }
    if (batch) Batches{desk}.close(*batch);
    delivered.batch = batch ? *batch : intake.show(delivered.arrivals.front()).batch;
    return delivered;
}

std::vector<Arrival> arrivals_of(const access::Desk& desk, const Intake& intake, BatchId batch) {
    desk.require("arrival.handle", "batch:" + std::to_string(batch.value()));
    const auto ids = desk.database().read([&](db::Read& read) {
        return read.rows<ArrivalId>("SELECT id FROM arrival WHERE batch = :batch ORDER BY sheet", {{"batch", batch}});
    });
    if (ids.empty()) throw Error{Fault::not_found, "batch.unknown"};
    std::vector<Arrival> arrivals;
    for (const auto id : ids) arrivals.push_back(intake.show(id));
    return arrivals;
}

int close_forgotten(const access::Desk& desk, std::chrono::minutes older_than) {
    int closed = 0;
    for (const auto& batch : Batches{desk}.open_batches()) {
        const bool sent = batch.way == "upload" || batch.way == "api" || batch.way == "mail";
        if (!sent || desk.now() - batch.opened_at < older_than) continue;
        Batches{desk}.close(batch.id);
        ++closed;
    }
    return closed;
}

}  // namespace arkki::intake
