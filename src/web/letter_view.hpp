#pragma once
#include <string>
#include <vector>

#include "imaging/reader.hpp"
#include "signing/raw_sign.hpp"
#include "web/request_view.hpp"

/// What the pages share on which a letter is read and signed.
namespace arkki::web {

/// The pages of a PDF we composed, as pictures; drawn in the cage like any other file.
[[nodiscard]] std::vector<ShownDraft::Sheet> sheets_of(imaging::Reader& reader, ByteView pdf);
/// Each letter with its pages, for the templates; the pictures come from /requests/{id}/draft.
[[nodiscard]] lang::Value letter_values(const Words& in, RequestId request, const std::vector<ShownDraft>& drafts);
/// What the signer has before him, so that nothing else is signed.
[[nodiscard]] std::string digest_of(const std::vector<Bytes>& letters);
/// The key that was posted, or the one on the server, opened with the PIN of the form.
[[nodiscard]] signing::Signer signer_of(const Lobby& lobby, const Request& request, const access::Desk& desk);
/// What is wrong with a key stands beside the key or the PIN.
[[nodiscard]] std::vector<FieldProblem> beside_key(std::vector<FieldProblem> problems);

}  // namespace arkki::web
