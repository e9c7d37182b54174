#include "intake/hot_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <utility>

#include "intake/arrival.hpp"

namespace arkki::intake {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::chrono::seconds pause_after_failure{30};
constexpr std::chrono::minutes growing_after{10};  ///< then the inbox says so; nobody gives up
constexpr int most_failures = 3;
constexpr const char* reason_file = ".reason";

bool of_no_interest(const std::string& name) {
    static constexpr std::array<std::string_view, 3> endings{".tmp", ".part", ".crdownload"};
    for (const auto ending : endings)
        if (name.ends_with(ending)) return true;
    return name.starts_with('.') || name.starts_with('~');
}

std::int64_t modified(const struct stat& facts) { return facts.st_mtim.tv_sec * 1'000'000'000 + facts.st_mtim.tv_nsec; }

fs::path claimed(const fs::path& folder) { return folder / ".arkki" / "claimed"; }
fs::path quarantine(const fs::path& folder) { return folder / ".arkki" / "quarantine"; }

bool is_folder(const fs::path& path) {
    struct stat facts {};
    return ::lstat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode);
}

/// The folder of one that was put aside, with its name in it. A claim is 16 hex digits: no way out of the folder.
std::pair<fs::path, std::string> put_aside_file(const fs::path& folder, const std::string& claim) {
    const bool ours = claim.size() == 16 && claim.find_first_not_of("0123456789abcdef") == std::string::npos;
    const fs::path place = quarantine(folder) / claim;
    if (ours && is_folder(place))
        for (const auto& name : names_in(place))
            if (name != reason_file) return {place, name};
    throw Error{Fault::not_found, "intake.no_such_file"};
}

}  // namespace

HotFolder::HotFolder(Settings settings, Clock clock, Randomness randomness, Receive receive, Known known)
    : settings_{std::move(settings)},
      clock_{std::move(clock)},
      randomness_{std::move(randomness)},
      receive_{std::move(receive)},
      known_{std::move(known)} {
    std::error_code fault;
    fs::create_directories(claimed(settings_.folder), fault);
    if (!fault) fs::create_directories(quarantine(settings_.folder), fault);
    if (fault) throw Error{Fault::unavailable, "intake.folder_unwritable"};
}

void HotFolder::recover() {
    stuck_.clear();
    for (const auto& claim : names_in(claimed(settings_.folder))) recover(claim);
    retry_at_ = clock_() + (stuck_.empty() ? 0s : pause_after_failure);
}

void HotFolder::recover(const std::string& claim) {
    const fs::path folder = claimed(settings_.folder) / claim;
    if (!is_folder(folder)) return;
    for (const auto& name : names_in(folder)) {
        const File file = open_plainly(folder / name);
        struct stat facts {};
        if (file.get() < 0 || ::fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode))
            stumble(claim, name, -1, Error{Fault::invalid, "intake.unreadable"});
        else
            finish(claim, name, file.get());
    }
    ::rmdir(folder.c_str());  // goes when it is empty
}

HotFolder::Sight HotFolder::sight_of(const std::string& name, const struct stat& facts) const {
    const Instant now = clock_();
    const Sight sight{static_cast<std::uint64_t>(facts.st_size), facts.st_ino, facts.st_dev, modified(facts), now, now};
    const auto before = seen_.find(name);
    if (before == seen_.end() || before->second.first > now) return sight;  // a clock set back only delays
    Sight known = sight;
    known.first = before->second.first;
    if (same(before->second, sight) && before->second.since <= now) known.since = before->second.since;
    return known;
}

int HotFolder::poll() {
    if (clock_() >= retry_at_) recover();
    left_alone_.clear();
    const auto names = names_in(settings_.folder);
    const File folder{::open(settings_.folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
    int taken = 0;
    std::map<std::string, Sight> still_here;
    for (const auto& name : names) {
        struct stat facts {};
        if (of_no_interest(name) || ::fstatat(folder.get(), name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0) continue;
        if (!S_ISREG(facts.st_mode)) {
            if (!S_ISDIR(facts.st_mode)) leave(name, "intake.no_plain_file");
            continue;
        }
        const Sight sight = sight_of(name, facts);
        if (settled(name, sight) && taken < settings_.at_once && take_in(name, sight))
            ++taken;
        else
            still_here.emplace(name, sight);
    }
    seen_ = std::move(still_here);
    left_alone_.insert(left_alone_.end(), stuck_.begin(), stuck_.end());
    name_put_aside();
    return taken;
}

std::optional<Instant> HotFolder::next_settled() const {
    std::optional<Instant> next;
    for (const auto& [name, sight] : seen_)
        if (const Instant at = sight.since + settings_.settle; sight.size > 0 && (!next || at < *next)) next = at;
    return next;
}

void HotFolder::leave(const std::string& name, const std::string& reason) {
    left_alone_.push_back({readable_name(name), reason});
}

bool HotFolder::settled(const std::string& name, const Sight& sight) {
    const Instant now = clock_();
    const auto before = seen_.find(name);
    if (before == seen_.end() || !same(before->second, sight) || now - sight.since < settings_.settle) {
        if (now - sight.first >= growing_after) leave(name, "intake.still_growing");
        return false;
    }
    if (sight.size == 0) leave(name, "intake.empty_file");
    return sight.size > 0;
}

/// Claims and takes in one settled file. @returns false if it must stay where it is for now
bool HotFolder::take_in(const std::string& name, const Sight& sight) {
    const File file = open_plainly(settings_.folder / name);
    if (!may_be_claimed(name, sight, file.get())) return false;
    const std::string claim_name = hex(random_bytes(randomness_, 8));
    return claim(name, claim_name, sight) && finish(claim_name, name, file.get());
}

bool HotFolder::may_be_claimed(const std::string& name, const Sight& sight, int file) {
    struct stat facts {}, folder {};
    std::string why;
    if (file < 0 || ::fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode) ||
        ::stat(settings_.folder.c_str(), &folder) != 0)
        why = "intake.unreadable";
    else if (facts.st_dev != folder.st_dev)
        why = "intake.no_plain_file";  // something mounted over the name
    else if (facts.st_nlink != 1)
        why = "intake.linked_twice";
    else if (static_cast<std::uint64_t>(facts.st_size) > settings_.largest)
        why = "intake.too_large";
    if (!why.empty()) leave(name, why);
    return why.empty() && facts.st_ino == sight.inode;
}

/// Each claim has a folder of its own, so that the longest name a file system takes is not made longer and nothing is
/// ever replaced.
bool HotFolder::claim(const std::string& name, const std::string& claim, const Sight& sight) {
    const fs::path folder = claimed(settings_.folder) / claim;
    const fs::path target = folder / name;
    if (::mkdir(folder.c_str(), 0770) != 0 || !move_in(settings_.rename, settings_.folder / name, target)) {
        ::rmdir(folder.c_str());
        leave(name, "intake.folder_unwritable");
        return false;
    }
    struct stat now {};
    const bool quiet = ::lstat(target.c_str(), &now) == 0 && now.st_nlink == 1 && same(sight_of(name, now), sight);
    if (!quiet) give_back(claim, name);  // somebody still writes, or put another file in its place: look again later
    return quiet;
}

void HotFolder::give_back(const std::string& claim, const std::string& name) {
    const fs::path folder = claimed(settings_.folder) / claim;
    // If there is a new file of that name, this one stays claimed and is taken in from there.
    static_cast<void>(move_out(settings_.rename, folder / name, settings_.folder / name));
    ::rmdir(folder.c_str());
}

/// Commit first, then unlink. @returns whether the file is taken in now
bool HotFolder::finish(const std::string& claim, const std::string& name, int file) {
    // Another service on this folder may be at it: whoever holds the lock finishes it. Shares without locks say other
    // things, and there the claim's uniqueness in the database decides.
    if (::flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) return false;
    try {
        receive(claim, name, file);
        failures_.erase(claim);
        return true;
    } catch (const Error& error) {
        if (error.key() == "intake.still_written")
            give_back(claim, name);
        else
            stumble(claim, name, file, error);
        return false;
    }
}

void HotFolder::receive(const std::string& claim, const std::string& name, int file) {
    if (!known_(claim)) receive_(file, name, claim);
    const fs::path folder = claimed(settings_.folder) / claim;
    if (::unlink((folder / name).c_str()) != 0 && errno != ENOENT)
        throw Error{Fault::unavailable, "intake.folder_unwritable"};
    if (is_folder(folder)) sync_folder(folder);
    ::rmdir(folder.c_str());
    sync_folder(claimed(settings_.folder));
}

/// What is nobody's fault but the file's counts; a full disk or a database that is away does not.
void HotFolder::stumble(const std::string& claim, const std::string& name, int file, const Error& error) {
    const bool unreadable_bytes = file >= 0 && error.fault() == Fault::unavailable && !readable(file);
    const std::string reason = unreadable_bytes ? "intake.unreadable" : error.key();
    const bool counts = unreadable_bytes || error.fault() == Fault::invalid || error.fault() == Fault::corrupt;
    if (counts && ++failures_[claim] >= most_failures) {
        failures_.erase(claim);
        return put_aside(claim, name, reason);
    }
    stuck_.push_back({readable_name(name), reason});
    retry_at_ = clock_() + pause_after_failure;
}

void HotFolder::put_aside(const std::string& claim, const std::string& name, const std::string& reason) {
    const fs::path from = claimed(settings_.folder) / claim, to = quarantine(settings_.folder) / claim;
    ::mkdir(to.c_str(), 0770);
    std::ofstream{to / reason_file} << reason << '\n' << iso(clock_()) << '\n';
    if (!move_in(settings_.rename, from / name, to / name)) stuck_.push_back({readable_name(name), reason});
    ::rmdir(from.c_str());
}

void HotFolder::name_put_aside() {
    for (const auto& claim : names_in(quarantine(settings_.folder))) {
        const fs::path place = quarantine(settings_.folder) / claim;
        if (!is_folder(place)) continue;
        std::string reason;
        std::getline(std::ifstream{place / reason_file}, reason);
        for (const auto& name : names_in(place))
            if (name != reason_file) left_alone_.push_back({readable_name(name), reason, claim});
    }
}

void take_up_again(const fs::path& folder, const std::string& claim) {
    const auto [place, name] = put_aside_file(folder, claim);
    const fs::path to = claimed(folder) / claim;
    ::mkdir(to.c_str(), 0770);
    if (!move_in(rename_or_refuse, place / name, to / name))
        throw Error{Fault::unavailable, "intake.folder_unwritable"};
    ::unlink((place / reason_file).c_str());
    ::rmdir(place.c_str());
}

void delete_put_aside(const fs::path& folder, const std::string& claim) {
    const auto [place, name] = put_aside_file(folder, claim);
    if (::unlink((place / name).c_str()) != 0) throw Error{Fault::unavailable, "intake.folder_unwritable"};
    ::unlink((place / reason_file).c_str());
    ::rmdir(place.c_str());
}

void must_not_overlap(const fs::path& folder, const fs::path& other) {
    const auto inside = [](const fs::path& inner, const fs::path& outer) {
        const fs::path in = fs::weakly_canonical(inner), out = fs::weakly_canonical(outer);
        return std::mismatch(out.begin(), out.end(), in.begin(), in.end()).first == out.end();
    };
    if (inside(folder, other) || inside(other, folder))
        throw Error{Fault::invalid, "intake.folder_overlaps", folder.string()};
}

}  // namespace arkki::intake
