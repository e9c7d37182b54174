#pragma once
#include <optional>
#include <string>
#include <vector>

#include "access/desk.hpp"
#include "lang/value.hpp"
#include "pdf/letter.hpp"
#include "service/office.hpp"
#include "signing/raw_sign.hpp"

/// Papers about the log that are no letters of a request: certificate, extract, notice to staff.
namespace arkki::service {

/// A paper before it is laid out. Fields of the profile, of the signer and of the paper itself are filled in.
struct Paper {
    std::string kind;    ///< folder of templates/letters
    std::string number;  ///< "L-2026-11"
    Language language = Language::fi;
    lang::Value fields;
    std::string embedded_json;
    std::vector<pdf::CodePlace> codes{};
    std::vector<std::string> warnings{};
};

/// Lays a paper out as PDF/A-3a and checks it. With a signer the person of the desk signs it (PAdES B-T if an
/// authority stamps it, else B-B); without one it is to be printed and signed by hand.
/// @throws Error{Fault::conflict, "profile.missing" | "letter.no_title"}
/// @throws Error{Fault::corrupt, "letter.not_conformant"}, those of pdf::compose and signing::sign
[[nodiscard]] Bytes make_paper(Office& office, const access::Desk& desk, const Paper& paper,
                               const signing::Signer* signer);

/// Whether a file with this SHA-256 (hex) left the house: a letter of a request, or a paper of the log.
[[nodiscard]] bool is_issued(db::Read& read, const std::string& sha256);

/// What an act is called in words; the code itself for an act the catalogue does not know.
[[nodiscard]] std::string act_text(const lang::Catalogue& catalogue, Language language, const std::string& action);

}  // namespace arkki::service
