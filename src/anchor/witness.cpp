#include "anchor/witness.hpp"

#include <charconv>

#include "anchor/line.hpp"
#include "base/error.hpp"
#include "tlog/note.hpp"

namespace arkki::anchor {
namespace {

std::string request_text(const Parcel& parcel, std::uint64_t old_size) {
    std::string text = "old " + std::to_string(old_size) + '\n';
    if (old_size > 0)
        for (const auto& hash : parcel.proof_from(old_size)) text += base64(hash) + '\n';
    return text + '\n' + parcel.note;
}

/// The size a witness saw last, out of its 409.
std::uint64_t size_from(const std::string& body) {
    std::uint64_t size = 0;
    const char* const last = body.data() + body.size();
    const auto [end, fault] = std::from_chars(body.data(), last, size);
    if (fault != std::errc{} || (end != last && *end != '\n')) throw Error{Fault::unavailable, "anchor.garbled"};
    return size;
}

/// The lines that are the witness's own, checked; what else it sent is left.
Receipt checked(const Parcel& parcel, const std::string& lines, const tlog::VerifierKey& witness) {
    Receipt receipt{lines, "", ""};
    tlog::OpenedNote opened{parcel.checkpoint, tlog::checkpoint_text(parcel.checkpoint), {}};
    for (std::size_t begin = 0, end = 0; (end = lines.find('\n', begin)) != std::string::npos; begin = end + 1) {
        const std::string line = lines.substr(begin, end + 1 - begin);
        opened.signatures = tlog::note_from(opened.text + '\n' + line).signatures;
        if (!tlog::cosignatures(opened, {witness}).empty()) receipt.cosignatures += line;
    }
    if (receipt.cosignatures.empty()) throw Error{Fault::unavailable, "anchor.witness_untrusted"};
    return receipt;
}

Receipt checked_or_garbled(const Parcel& parcel, const std::string& lines, const tlog::VerifierKey& witness) {
    try {
        return checked(parcel, lines, witness);
    } catch (const Error& error) {
        if (error.fault() == Fault::invalid) throw Error{Fault::unavailable, "anchor.garbled"};
        throw;
    }
}

}  // namespace

Receipt ask_witness(const WitnessSettings& settings, const Parcel& parcel) {
    const auto witness = tlog::VerifierKey::from_text(settings.vkey);
    const std::string url = settings.url + (settings.url.ends_with('/') ? "" : "/") + "add-checkpoint";
    std::uint64_t old_size = parcel.witnessed;
    for (int tries = 0; tries < 3; ++tries) {
        const auto answer = post(url, "text/plain", request_text(parcel, old_size), settings.patience);
        if (answer.status == 200) return checked_or_garbled(parcel, answer.body, witness);
        if (answer.status == 422) throw Error{Fault::corrupt, "anchor.witness_disagrees"};
        if (answer.status != 409) throw Error{Fault::unavailable, "anchor.refused", std::to_string(answer.status)};
        const auto seen = size_from(answer.body);
        if (seen > parcel.checkpoint.size) throw Error{Fault::unavailable, "anchor.witness_ahead"};
        if (seen == parcel.checkpoint.size && old_size == seen) throw Error{Fault::corrupt, "anchor.witness_disagrees"};
        old_size = seen;
    }
    throw Error{Fault::unavailable, "anchor.garbled"};
}

}  // namespace arkki::anchor
