#include "tlog/witness.hpp"

#include <algorithm>
#include <charconv>

#include "base/error.hpp"
#include "tlog/durable_file.hpp"

namespace arkki::tlog {
namespace {

constexpr std::size_t most_hashes = 63;
constexpr std::size_t largest_state = 4096;

Error bad_request() { return {Fault::invalid, "witness.bad_request"}; }

std::string_view line_of(std::string_view& text) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) throw bad_request();
    const auto line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

std::uint64_t old_size_in(std::string_view line) {
    if (!line.starts_with("old ")) throw bad_request();
    line.remove_prefix(4);
    std::uint64_t size = 0;
    const auto [end, fault] = std::from_chars(line.data(), line.data() + line.size(), size);
    if (fault != std::errc{} || std::to_string(size) != line) throw bad_request();
    return size;
}

Digest hash_in(std::string_view line) {
    Bytes bytes;
    try {
        bytes = from_base64(line);
    } catch (const Error&) {
        throw bad_request();
    }
    Digest hash{};
    if (bytes.size() != hash.size()) throw bad_request();
    std::copy(bytes.begin(), bytes.end(), hash.begin());
    return hash;
}

Witness::Answer conflict(std::uint64_t size) { return {409, "text/x.tlog.size", std::to_string(size) + '\n'}; }

/// The empty log is the beginning of every log; there is nothing to prove.
bool extends(const Checkpoint& old, const Checkpoint& fresh, const Proof& proof) {
    if (old.size == 0) return proof.empty() && (fresh.size != 0 || fresh.root == sha256({}));
    return is_consistent(old.size, old.root, fresh.size, fresh.root, proof);
}

}  // namespace

std::string witness_request_text(const WitnessRequest& request) {
    std::string text = "old " + std::to_string(request.old_size) + '\n';
    for (const Digest& hash : request.proof) text += base64(hash) + '\n';
    return text + '\n' + request.note;
}

WitnessRequest witness_request_from(std::string_view text) {
    WitnessRequest request;
    request.old_size = old_size_in(line_of(text));
    for (auto line = line_of(text); !line.empty(); line = line_of(text)) {
        if (request.proof.size() == most_hashes) throw bad_request();
        request.proof.push_back(hash_in(line));
    }
    request.note = text;
    return request;
}

Witness::Witness(SignerKey key, VerifierKey log, std::filesystem::path folder)
    : key_{std::move(key)}, log_{std::move(log)}, folder_{std::move(folder)}, last_{log_.name(), 0, sha256({})} {
    make_folders(folder_);
    const auto state = read_file(file(), largest_state);
    if (!state) return;
    try {
        last_ = checkpoint_from(*state);
    } catch (const Error&) {
        throw Error{Fault::corrupt, "witness.bad_state"};
    }
    if (last_.origin != log_.name()) throw Error{Fault::corrupt, "witness.bad_state"};
}

Witness::Answer Witness::add_checkpoint(std::string_view body, Instant now) {
    try {
        const auto request = witness_request_from(body);
        if (checkpoint_from(request.note).origin != log_.name()) return {404, "text/plain", "another log\n"};
        const auto opened = open_note(request.note, log_);
        if (request.old_size > opened.checkpoint.size)
            return {400, "text/plain", "old is larger than the checkpoint\n"};
        const std::lock_guard lock{one_by_one_};
        return judge(request, opened.checkpoint, opened.text, now);
    } catch (const Error& error) {
        if (error.key() == "audit.bad_signature") return {403, "text/plain", "not signed by the log\n"};
        if (error.fault() == Fault::invalid) return {400, "text/plain", "not a request\n"};
        throw;
    }
}

Witness::Answer Witness::judge(const WitnessRequest& request, const Checkpoint& checkpoint, const std::string& text,
                               Instant now) {
    if (request.old_size != last_.size) return conflict(last_.size);
    if (checkpoint.size == last_.size && checkpoint.root != last_.root) return conflict(last_.size);
    if (!extends(last_, checkpoint, request.proof)) return {422, "text/plain", "the proof does not hold\n"};
    put_durably(file(), text, 0600);
    last_ = checkpoint;
    return {200, "text/plain", cosignature_line(text, key_, now)};
}

}  // namespace arkki::tlog
