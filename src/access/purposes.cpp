#include "access/purposes.hpp"

namespace arkki::access {

namespace {

/// Which of the three texts a language takes.
const std::string& chosen(Language language, const std::string& fi, const std::string& sv, const std::string& en) {
    return language == Language::fi ? fi : language == Language::sv ? sv : en;
}

}  // namespace

std::vector<Purpose> purposes_for(db::Read& read, Role role, Language language) {
    std::vector<Purpose> purposes;
    for (const auto& [purpose, basis, fi, sv, en, case_required] :
         read.rows<std::string, std::string, std::string, std::string, std::string, bool>(
             "SELECT p.code, p.legal_basis, p.text_fi, p.text_sv, p.text_en, p.case_required"
             " FROM purpose p JOIN purpose_role r ON r.purpose = p.code WHERE r.role = :role ORDER BY p.position",
             {{"role", code(role)}}))
        purposes.push_back({purpose, basis, chosen(language, fi, sv, en), case_required});
    return purposes;
}

std::optional<std::string> purpose_text(db::Read& read, std::string_view code, Language language) {
    const auto found = read.row<std::string, std::string, std::string>(
        "SELECT text_fi, text_sv, text_en FROM purpose WHERE code = :code", {{"code", code}});
    if (!found) return std::nullopt;
    const auto& [fi, sv, en] = *found;
    return chosen(language, fi, sv, en);
}

std::string_view usual_purpose(Role role) noexcept {
    switch (role) {
        case Role::clerk:
        case Role::responsible:
            return "care";
        case Role::auditor:
            return "audit";
        default:
            return "maintenance";
    }
}

}  // namespace arkki::access
