#include "service/sealer_keys.hpp"

#include <fstream>

#include "base/error.hpp"
#include "base/text.hpp"

namespace arkki::service {

std::vector<tlog::VerifierKey> pinned_keys(const Settings& settings) {
    std::vector<tlog::VerifierKey> keys;
    std::ifstream in{settings.sealer_vkeys()};
    for (std::string line; std::getline(in, line);)
        if (!trimmed(line).empty()) keys.push_back(tlog::VerifierKey::from_text(trimmed(line)));
    if (keys.empty()) throw Error{Fault::not_found, "seal.no_key"};
    return keys;
}

tlog::Checkpoint signed_by_one(const std::string& note, const std::vector<tlog::VerifierKey>& keys) {
    for (const auto& key : keys) {
        try {
            return tlog::open_note(note, key).checkpoint;
        } catch (const Error& error) {
            if (error.key() != "audit.bad_signature") throw;
        }
    }
    throw Error{Fault::corrupt, "audit.bad_signature"};
}

}  // namespace arkki::service
