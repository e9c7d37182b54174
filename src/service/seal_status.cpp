#include "service/seal_status.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>

#include "audit/checkpoints.hpp"
#include "audit/query.hpp"

namespace arkki::service {
namespace {

using namespace std::chrono_literals;

constexpr std::array<std::string_view, 6> channel_names{"folder", "syslog", "witness", "tsa", "mail", "paper"};

bool is_set(const anchor::Addresses& to, std::string_view name) {
    if (name == "folder") return !to.folder.empty();
    if (name == "syslog") return !to.syslog.empty();
    if (name == "witness") return !to.witness.empty();
    if (name == "tsa") return !to.tsa.empty();
    return name == "mail" && !to.mail_to.empty();
}

bool on_one_disk(const std::filesystem::path& one, const std::filesystem::path& other) {
    struct stat first {
    }, second{};
    return ::stat(one.c_str(), &first) == 0 && ::stat(other.c_str(), &second) == 0 && first.st_dev == second.st_dev;
}

/// A binder is a way too, as long as somebody files a page each month.
bool is_in_use(const ChannelStatus& channel, Instant now) {
    const auto& filed = channel.record.acknowledged_at;
    return channel.is_set || (channel.name == "paper" && filed && now - *filed < 31 * 24h);
}

/// Nothing leaves this machine but into a folder on the very disk the log is on.
bool only_a_folder_here(const Settings& settings, const SealStatus& status) {
    const auto leaves = [](const ChannelStatus& channel) {
        return channel.name != "folder" && (channel.is_set || channel.record.acknowledged_size);
    };
    return !settings.seal.addresses.folder.empty() && std::ranges::none_of(status.channels, leaves) &&
           on_one_disk(settings.seal.addresses.folder, settings.data);
}

bool is_late(db::Read& read, const SealStatus& status, const SealSettings& settings, Instant now) {
    const auto oldest = audit::oldest_unsealed(read, status.sealed_size.value_or(0));
    if (oldest && now - *oldest > 3 * settings.interval) return true;
    return status.sealed_at && now - *status.sealed_at > 25h;
}

ChannelStatus channel_of(db::Read& read, std::string_view name, const SealSettings& settings, Instant now) {
    ChannelStatus channel{std::string{name}, is_set(settings.addresses, name), audit::record_of(read, name)};
    channel.failing = channel.is_set && channel.record.waiting_since && now - *channel.record.waiting_since > 24h;
    return channel;
}

void take(SealStatus& status, const ChannelStatus& channel) {
    const auto& [size, at] = std::pair{channel.record.acknowledged_size, channel.record.acknowledged_at};
    if (size) status.outside_size = std::max(status.outside_size.value_or(0), *size);
    if (at && (!status.outside_at || *at > *status.outside_at)) status.outside_at = at;
}

void read_database(db::Read& read, SealStatus& status, const SealSettings& settings, Instant now) {
    status.log_size = audit::current(read).size;
    status.closed = audit::why_closed(read);
    if (const auto latest = audit::latest_checkpoint(read)) {
        status.sealed_size = latest->size;
        status.sealed_at = latest->at;
    }
    for (const auto name : channel_names) {
        status.channels.push_back(channel_of(read, name, settings, now));
        take(status, status.channels.back());
    }
    if (is_late(read, status, settings, now)) status.alarms.emplace_back("late");
}

/// The worst first, each once.
void put_in_order(std::vector<std::string>& alarms) {
    const auto rank = [](const std::string& code) { return std::ranges::find(seal_alarm_codes(), code); };
    std::ranges::sort(alarms, {}, rank);
    alarms.erase(std::unique(alarms.begin(), alarms.end()), alarms.end());
}

}  // namespace

SealStatus seal_status(Office& office) {
    const Settings& settings = office.settings();
    const Instant now = office.world().clock();
    SealStatus status;
    office.database().read([&](db::Read& read) { read_database(read, status, settings.seal, now); });
    const auto word = office.seal_news().read();
    status.same_user = word.same_user;
    if (!word.fault.empty()) status.alarms.push_back(word.fault);
    if (!status.closed.empty()) status.alarms.push_back(status.closed);
    if (!std::filesystem::exists(settings.sealer_vkeys())) status.alarms.emplace_back("no_key");
    if (std::ranges::none_of(status.channels, [&](const auto& channel) { return is_in_use(channel, now); }))
        status.alarms.emplace_back("no_channel");
    for (const auto& channel : status.channels)
        if (channel.failing) status.alarms.push_back("failing." + channel.name);
    put_in_order(status.alarms);
    status.folder_here = only_a_folder_here(settings, status);
    return status;
}

const std::vector<std::string>& seal_alarm_codes() {
    static const std::vector<std::string> codes{"behind",      "forked",       "bad_note",       "halted",
                                                "row_changed", "no_key",       "no_sealer",      "fault",
                                                "late",        "no_channel",   "failing.folder", "failing.witness",
                                                "failing.tsa", "failing.mail", "failing.syslog"};
    return codes;
}

}  // namespace arkki::service
