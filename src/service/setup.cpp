#include "service/setup.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <vector>

#include "service/demonstration.hpp"
#include "service/first_administrator.hpp"
#include "service/newcomers.hpp"

namespace arkki::service {
namespace {

namespace fs = std::filesystem;

std::string digest_of(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    return hex(sha256(view(text.str())));
}

/// Where the house is made ready: apart, so that a broken-off set-up is no house at all; inside the data directory, as
/// that may be a file system of its own, or the only folder the service may write in.
Settings unfinished(const Settings& settings) {
    Settings staged = settings;
    staged.data = settings.data / "setup.unfinished";
    if (settings.database == "sqlite:" + (settings.data / "arkki.db").string())
        staged.database = "sqlite:" + (staged.data / "arkki.db").string();
    return staged;
}

void make_folders(const Settings& settings) {
    const auto mask = ::umask(0077);
    std::error_code fault;
    fs::remove_all(settings.data, fault);  // what a broken-off set-up left; nobody has ever used it
    for (const auto& folder : {settings.data, settings.data / "keys", settings.spool()})
        fs::create_directories(folder, fault);
    ::umask(mask);
    if (fault) throw Error{Fault::unavailable, "setup.cannot_write", settings.data.string()};
}

void found_log(const Settings& settings, const World& world) {
    const auto database = open_database(settings);
    audit::Log log{*database, world.clock, world.randomness, world.wall_clock};
    const bool begun = audit::found(
        log, {"arkki.local/audit/e1", ARKKI_VERSION, digest_of(settings.home / "config" / "policy.properties")});
    if (!begun) throw Error{Fault::conflict, "setup.exists", settings.data.string()};
}

/// Everything moves in, the keys last: a directory without master key counts as not set up.
void move_in(const fs::path& from, const fs::path& to) {
    std::error_code fault;
    fs::create_directories(to, fault);
    fs::permissions(to, fs::perms::owner_all, fault);
    std::vector<fs::path> names;
    for (const auto& entry : fs::directory_iterator{from})
        if (entry.path().filename() != "keys") names.push_back(entry.path().filename());
    names.emplace_back("keys");
    for (const auto& name : names) {
        fs::remove_all(to / name, fault);
        fs::rename(from / name, to / name, fault);
        if (fault) throw Error{Fault::unavailable, "setup.cannot_write", to.string()};
    }
    fs::remove(from, fault);
}

std::vector<Credential> fill(const Settings& settings, const World& world, const std::optional<FirstPeople>& people) {
    Office office{settings, world};
    if (!people) return demonstration(office);
    if (!people->administrator.empty()) return first_administrator(office, *people);
    return {{"", "admin", make_first_token(office), {}, {}}};
}

}  // namespace

std::vector<Credential> set_up(const Settings& settings, const World& world, const std::optional<FirstPeople>& people) {
    if (fs::exists(settings.master_key())) throw Error{Fault::conflict, "setup.exists", settings.data.string()};
    const Settings staged = unfinished(settings);
    make_folders(staged);
    found_log(staged, world);
    blobs::Vault::create(staged.blobs(), staged.master_key(), world.randomness);
    write_private(staged.roots(), {});
    auto credentials = fill(staged, world, people);
    move_in(staged.data, settings.data);
    for (auto& credential : credentials)
        if (!credential.key.empty())
            credential.key = settings.data / "keys" / fs::path{credential.key}.filename();
    return credentials;
}

}  // namespace arkki::service
