#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "access/desk.hpp"
#include "blobs/vault.hpp"
#include "lang/catalogue.hpp"
#include "lang/letter_texts.hpp"
#include "pdf/letter.hpp"
#include "pdf/resources.hpp"
#include "requests/requests.hpp"
#include "signing/raw_sign.hpp"

namespace arkki::requests {

/// What letters are made with; made once, handed in.
struct Stationery {
    const lang::LetterTexts& texts;
    const lang::Catalogue& catalogue;
    pdf::Resources resources;
    std::filesystem::path hyphenation;  ///< folder of the patterns
    blobs::Vault& vault;
    Randomness randomness;
    bool log_annex = false;  ///< an access reply tells when and why the data were looked at
    int log_months = 60;     ///< how long the log keeps that
    pdf::AddressWindow window{};  ///< of the envelopes the house uses
};

/// A letter as it would leave today.
struct Draft {
    std::string kind;    ///< "refusal-certificate", "access-reply", ...
    std::string number;  ///< "K-2026-00017"
    Bytes pdf;           ///< PDF/A-3a with an empty signature field
};

/// The letters that answer a request. Only the responsible person signs; what was signed never changes.
class Letters {
public:
    Letters(const access::Desk& desk, const Stationery& stationery) : desk_{desk}, stationery_{stationery} {}

    /// The letters of a decided request, the refusal first. The same bytes all day long.
    /// @throws Error{Fault::conflict, "request.not_decided" | "letter.authority_not_checked" | "letter.no_address" |
    ///         "letter.no_title" | "letter.documents_hidden" | "profile.missing"}  nothing was made
    /// @throws Error{Fault::invalid, ...}  of lang and pdf: a value that cannot be printed
    [[nodiscard]] std::vector<Draft> drafts(const access::Grant<access::PreviewLetter>& grant) const;
    [[nodiscard]] std::vector<Draft> drafts(const access::Grant<access::Decide>& grant) const;

    /// Composes, checks against PDF/A and PDF/UA, signs, keeps; what was granted takes effect in the same transaction.
    /// @throws as `drafts`; Error{Fault::conflict, "request.changed_meanwhile"}  decided anew while this was signed
    /// @throws Error{Fault::corrupt, "letter.not_conformant"}  nothing is signed
    std::vector<IssuedLetter> sign(const access::Grant<access::Decide>& grant, const signing::Signer& signer) const;

    /// The signed bytes.
    /// @throws Error{Fault::not_found, "letter.unknown"}  or a letter of another request
    [[nodiscard]] Bytes issued(const access::Grant<access::ViewLetter>& grant, LetterId letter) const;
    [[nodiscard]] Bytes issued(const access::Grant<access::ViewRequest>& grant, LetterId letter) const;

private:
    [[nodiscard]] std::vector<Draft> drafts_of(RequestId request) const;
    [[nodiscard]] Bytes bytes_of(RequestId request, LetterId letter) const;

    const access::Desk& desk_;
    Stationery stationery_;
};

/// Whether a file with this SHA-256 (hex) is a letter of ours.
[[nodiscard]] bool is_issued(db::Read& read, const std::string& sha256);

/// The kinds of letter that answer a decided request, the refusal first.
[[nodiscard]] std::vector<std::string> letter_kinds(Kind kind, Outcome outcome);

}  // namespace arkki::requests
