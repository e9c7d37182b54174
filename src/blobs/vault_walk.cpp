// What stands in the vault, whoever knows of it.
#include <system_error>

#include "blobs/vault.hpp"

namespace arkki::blobs {
namespace {

namespace fs = std::filesystem;

std::chrono::seconds age_of(const fs::directory_entry& entry) {
    std::error_code fault;
    const auto written = entry.last_write_time(fault);
    if (fault) return std::chrono::seconds{0};  // gone meanwhile, or not ours to judge
    return std::chrono::duration_cast<std::chrono::seconds>(fs::file_time_type::clock::now() - written);
}

bool is_name(const std::string& name) {
    return name.size() == 64 && name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

void Vault::each(const std::function<void(const BlobId&, std::chrono::seconds)>& take) const {
    std::error_code fault;
    for (fs::recursive_directory_iterator entry{folder_, fault}, end; !fault && entry != end; entry.increment(fault))
        if (const std::string name = entry->path().filename(); is_name(name)) take(BlobId{name}, age_of(*entry));
    if (fault) throw Error{Fault::unavailable, "vault.no_folder"};
}

int Vault::sweep_unfinished(std::chrono::seconds older_than) {
    int swept = 0;
    std::error_code fault;
    for (fs::directory_iterator entry{folder_ / "unfinished", fault}, end; !fault && entry != end;
         entry.increment(fault))
        if (age_of(*entry) >= older_than && fs::remove(entry->path(), fault)) ++swept;
    return swept;
}

}  // namespace arkki::blobs
