#include "service/setup.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "service/demonstration.hpp"
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

void make_folders(const Settings& settings) {
    if (fs::exists(settings.master_key())) throw Error{Fault::conflict, "setup.exists", settings.data.string()};
    const auto mask = ::umask(0077);
    std::error_code fault;
    for (const auto& folder : {settings.data, settings.data / "keys", settings.spool()})
        fs::create_directories(folder, fault);
    ::umask(mask);
    if (fault) throw Error{Fault::unavailable, "setup.cannot_write", settings.data.string()};
    fs::permissions(settings.data, fs::perms::owner_all);
}

}  // namespace

std::vector<Credential> set_up(const Settings& settings, const World& world, const std::optional<FirstPeople>& people) {
    make_folders(settings);
    {
        const auto database = open_database(settings);
        audit::Log log{*database, world.clock, world.randomness, world.wall_clock};
        const bool begun = audit::found(
            log, {"arkki.local/audit/e1", ARKKI_VERSION, digest_of(settings.home / "config" / "policy.properties")});
        if (!begun) throw Error{Fault::conflict, "setup.exists", settings.data.string()};
    }
    // The master key comes last of the empty house and first of the full one: without it the directory does not count
    // as set up, so that a broken-off set-up can be seen and begun anew.
    blobs::Vault::create(settings.blobs(), settings.master_key(), world.randomness);
    write_private(settings.roots(), {});
    Office office{settings, world};
    return people ? first_administrator(office, *people) : demonstration(office);
}

}  // namespace arkki::service
