#include "cli/audit_keys.hpp"

#include <fstream>
#include <sstream>

#include "base/error.hpp"
#include "base/text.hpp"

namespace arkki::cli {

std::string text_of_file(const std::filesystem::path& file, const std::string& option) {
    std::ifstream in{file, std::ios::binary};
    std::ostringstream text;
    if (!in || !(text << in.rdbuf())) throw Error{Fault::not_found, "cli.no_file", {}, option};
    return text.str();
}

std::vector<tlog::VerifierKey> keys_from(const std::string& text) {
    std::vector<tlog::VerifierKey> keys;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);)
        if (!trimmed(line).empty()) keys.push_back(tlog::VerifierKey::from_text(trimmed(line)));
    if (keys.empty()) throw Error{Fault::invalid, "audit.bad_vkey", {}, "vkey"};
    return keys;
}

tlog::Policy policy_of(const std::string& policy_file, const std::string& vkey_file) {
    if (!policy_file.empty()) return tlog::policy_from(text_of_file(policy_file, "policy"));
    if (vkey_file.empty()) throw Error{Fault::invalid, "cli.no_vkey", {}, "vkey"};
    return {keys_from(text_of_file(vkey_file, "vkey")).front(), {}};
}

}  // namespace arkki::cli
