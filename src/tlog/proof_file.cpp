#include "tlog/proof_file.hpp"

#include <algorithm>
#include <charconv>

#include "base/error.hpp"
#include "tlog/checkpoint.hpp"

namespace arkki::tlog {
namespace {

constexpr std::size_t most_hashes = 63;  // a path in a tree of 2^63 leaves
constexpr std::string_view proof_format = "c2sp.org/tlog-proof@v1";
constexpr std::string_view consistency_format = "arkki-consistency/v1";

Error bad() { return {Fault::invalid, "audit.bad_proof"}; }

std::string_view line_of(std::string_view& text) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) throw bad();
    const auto line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

std::uint64_t number_in(std::string_view line, std::string_view word) {
    if (!line.starts_with(word)) throw bad();
    line.remove_prefix(word.size());
    std::uint64_t number = 0;
    const auto [end, fault] = std::from_chars(line.data(), line.data() + line.size(), number);
    if (fault != std::errc{} || std::to_string(number) != line) throw bad();
    return number;
}

Digest hash_in(std::string_view line) {
    Bytes bytes;
    try {
        bytes = from_base64(line);
    } catch (const Error&) {
        throw bad();
    }
    Digest hash{};
    if (bytes.size() != hash.size()) throw bad();
    std::copy(bytes.begin(), bytes.end(), hash.begin());
    return hash;
}

std::string lines_of(const Proof& proof) {
    std::string lines;
    for (const Digest& hash : proof) lines += base64(hash) + '\n';
    return lines;
}

}  // namespace

std::string proof_text(const ProofFile& file) {
    return std::string{proof_format} + "\nindex " + std::to_string(file.index) + '\n' + lines_of(file.proof) + '\n' +
           file.note;
}

ProofFile proof_from(std::string_view text) {
    ProofFile file;
    if (line_of(text) != proof_format) throw bad();
    file.index = number_in(line_of(text), "index ");
    for (auto line = line_of(text); !line.empty(); line = line_of(text)) {
        if (file.proof.size() == most_hashes) throw bad();
        file.proof.push_back(hash_in(line));
    }
    file.note = text;
    try {
        if (file.index >= checkpoint_from(file.note).size) throw bad();
    } catch (const Error&) {
        throw bad();
    }
    return file;
}

std::string consistency_text(const ConsistencyFile& file) {
    return std::string{consistency_format} + "\nold " + std::to_string(file.old_size) + "\nsize " +
           std::to_string(file.size) + '\n' + lines_of(file.proof);
}

ConsistencyFile consistency_from(std::string_view text) {
    ConsistencyFile file;
    if (line_of(text) != consistency_format) throw bad();
    file.old_size = number_in(line_of(text), "old ");
    file.size = number_in(line_of(text), "size ");
    while (!text.empty()) {
        if (file.proof.size() == 2 * most_hashes) throw bad();
        file.proof.push_back(hash_in(line_of(text)));
    }
    if (file.old_size > file.size) throw bad();
    return file;
}

}  // namespace arkki::tlog
