#include "service/courier.hpp"

#include "audit/checkpoints.hpp"
#include "audit/evidence.hpp"

namespace arkki::service {
namespace {

using namespace std::chrono_literals;

anchor::MailWords words_for(const lang::Catalogue& messages, Language language, const tlog::Checkpoint& checkpoint) {
    const lang::Arguments facts{{"size", std::to_string(checkpoint.size)}, {"origin", checkpoint.origin}};
    return {messages.text(language, "seal.mail.subject", facts), messages.text(language, "seal.mail.text", facts)};
}

std::vector<anchor::Channel> channels_of(Office& office) {
    const SealSettings& seal = office.settings().seal;
    return anchor::channels(seal.addresses, {office.world().clock, office.world().randomness,
                                             [&messages = office.catalogue(),
                                              language = seal.mail_language](const tlog::Checkpoint& checkpoint) {
                                                 return words_for(messages, language, checkpoint);
                                             }});
}

/// 1, 2, 4 ... minutes, at most an hour.
std::chrono::minutes pause_after(int attempts) {
    return std::min(std::chrono::minutes{1 << std::min(attempts, 6)}, 60min);
}

/// A folder in the data directory is the demonstration's and may be made; one elsewhere must be there, or a share that
/// is not mounted would be taken for the disk below it.
void make_own_folder(const Settings& settings) {
    const auto& folder = settings.seal.addresses.folder;
    std::error_code fault;
    if (folder.parent_path() == settings.data) std::filesystem::create_directory(folder, fault);
}

}  // namespace

Courier::Courier(Office& office, Report report)
    : office_{office}, report_{std::move(report)}, channels_{channels_of(office)} {
    make_own_folder(office.settings());
}

void Courier::hand_over(std::uint64_t size) {
    const Instant now = office_.world().clock();
    office_.database().write([&](db::Write& write) {
        for (const auto& channel : channels_) {
            const auto last = audit::last_handed_over(write, channel.name);
            if (!last || now - *last >= channel.rhythm) audit::hand_over(write, size, channel.name, now);
        }
    });
}

int Courier::deliver() {
    if (!office_.database().read([](db::Read& read) { return audit::why_closed(read); }).empty()) return 0;
    int arrived = 0;
    for (const auto& channel : channels_)
        while (deliver_on(channel)) ++arrived;
    return arrived;
}

anchor::Parcel Courier::parcel(const audit::Anchor& anchor) {
    return office_.database().read([&](db::Read& read) {
        const auto stored = audit::checkpoint_at(read, anchor.size).value();
        const auto checkpoint = tlog::checkpoint_from(stored.note);
        const auto proof_from = [this, size = checkpoint.size](std::uint64_t old_size) {
            return office_.database().read(
                [&](db::Read& again) { return tlog::consistency_proof(audit::stored_hashes(again), old_size, size); });
        };
        const auto witnessed = audit::record_of(read, "witness").acknowledged_size.value_or(0);
        return anchor::Parcel{checkpoint, stored.note, proof_from, witnessed <= checkpoint.size ? witnessed : 0};
    });
}

/// @returns whether something arrived, so that there may be more
bool Courier::deliver_on(const anchor::Channel& channel) {
    const auto next = office_.database().read(
        [&](db::Read& read) { return audit::next_anchor(read, channel.name, office_.world().clock()); });
    if (!next) return false;
    try {
        const auto sent = parcel(*next);
        arrived(*next, channel, channel.deliver(sent), sent.checkpoint);
        return true;
    } catch (const Error& error) {
        if (error.key() == "audit.closed") throw;  // not the channel's fault: nothing is written any more
        failed(*next, error.key());
        report_("checkpoint " + std::to_string(next->size) + " by " + channel.name + ": " + error.key());
        return false;
    }
}

/// The receipt, its line in the log and what came with it stand in one transaction.
void Courier::arrived(const audit::Anchor& anchor, const anchor::Channel& channel, const anchor::Receipt& receipt,
                      const tlog::Checkpoint& checkpoint) {
    auto event = office_.machine_desk("maintenance").event("log.anchored");
    event.sha256 = hex(sha256(view(receipt.bytes)));
    event.args = {
        {"size", std::to_string(checkpoint.size)}, {"root", base64(checkpoint.root)}, {"channel", channel.name}};
    office_.database().write([&](db::Write& write) {
        auto appender = office_.log().appender(write);
        if (!audit::acknowledge(write, anchor, event.sha256, office_.world().clock())) return;
        if (!receipt.time_stamp.empty()) audit::add_time_stamp(write, anchor.size, base64(view(receipt.time_stamp)));
        if (!receipt.cosignatures.empty()) audit::add_cosignatures(write, anchor.size, receipt.cosignatures);
        if (channel.newest_covers) audit::cover_smaller(write, anchor);
        appender.append(event);
    });
}

void Courier::failed(const audit::Anchor& anchor, const std::string& code) {
    const Instant now = office_.world().clock();
    office_.database().write(
        [&](db::Write& write) { audit::put_off(write, anchor, code, now, now + pause_after(anchor.attempts)); });
}

}  // namespace arkki::service
