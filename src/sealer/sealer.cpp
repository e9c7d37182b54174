#include "sealer/sealer.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/error.hpp"
#include "tlog/durable_file.hpp"

namespace arkki::sealer {
namespace {

using tlog::SealAnswer;

constexpr std::size_t largest_state = 128 * 1024;
constexpr std::size_t longest_frame = 65535;

SealAnswer answer(SealAnswer::Kind kind, std::uint64_t number, std::string why, std::string note = {}) {
    SealAnswer made;
    made.kind = kind;
    made.number = number;
    made.why = std::move(why);
    made.note = std::move(note);
    return made;
}

/// One line, so that nobody forges a second entry.
std::string one_line(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    return text;
}

void put_if_new(const std::filesystem::path& file, const std::string& text) {
    if (tlog::read_file(file, largest_state) != text) tlog::put_durably(file, text);
}

}  // namespace

Lock::Lock(const std::filesystem::path& file) : file_{::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)} {
    if (file_ >= 0 && ::flock(file_, LOCK_EX | LOCK_NB) == 0) return;
    const bool held = file_ >= 0 && errno == EWOULDBLOCK;
    if (file_ >= 0) ::close(file_);
    throw Error{Fault::unavailable, held ? "seal.running" : "tlog.cannot_write"};
}

Lock::~Lock() { ::close(file_); }

Sealer::Sealer(std::vector<tlog::SignerKey> keys, Places places) : keys_{std::move(keys)}, places_{std::move(places)} {
    tlog::make_folders(places_.state);
    tlog::make_folders(places_.exported / "checkpoints");
    lock_.emplace(places_.state / "lock");
    load();
    put_if_new(places_.exported / "vkey", keys_.front().vkey() + '\n');
    publish();
}

void Sealer::load() {
    const auto text = tlog::read_file(places_.state / "sealer.state", largest_state);
    if (!text) {
        // Never start afresh beside a log that was sealed: that would be a second history.
        if (std::filesystem::exists(places_.exported / "checkpoint")) throw Error{Fault::corrupt, "seal.bad_state"};
        return;
    }
    State state = state_from(*text, keys_.front().verifier().name());
    const auto is_of = [&](const tlog::SignerKey& key) {
        try {
            const auto checkpoint = tlog::open_note(state.note, key.verifier()).checkpoint;
            return checkpoint.size == state.frontier.size() && checkpoint.root == state.frontier.root();
        } catch (const Error&) {
            return false;
        }
    };
    if (!state.note.empty() && std::none_of(keys_.begin(), keys_.end(), is_of))
        throw Error{Fault::corrupt, "seal.bad_state"};
    edge_ = tlog::TreeEdge{places_.exported, state.frontier};
    note_ = std::move(state.note);
    halt_ = std::move(state.halt);
}

std::string Sealer::sign(const tlog::Frontier& frontier) const {
    const tlog::Checkpoint checkpoint{keys_.front().verifier().name(), frontier.size(), frontier.root()};
    std::string note = tlog::signed_note(checkpoint, keys_.front());
    for (std::size_t i = 1; i < keys_.size(); ++i) note = tlog::with_signature(note, keys_[i]);
    return note;
}

SealAnswer Sealer::push(std::uint64_t from, std::uint64_t count, std::string_view framed) {
    using Kind = SealAnswer::Kind;
    std::vector<std::string> leaves;
    try {
        leaves = tlog::leaves_from(framed, count, longest_frame);
    } catch (const Error&) {
        return answer(Kind::refused, 0, "half_a_message");
    }
    if (halt_) return answer(Kind::bad, halt_->seq, halt_->why);
    if (from != size()) return answer(Kind::size, size(), {}, note_);
    for (std::uint64_t i = 0; i < leaves.size(); ++i)
        if (const auto why = tlog::leaf_fault(from + i, leaves[i])) return stop({from + i, *why});
    return extend(leaves);
}

SealAnswer Sealer::extend(const std::vector<std::string>& leaves) {
    tlog::TreeEdge grown = edge_;
    for (const auto& leaf : leaves) grown.add(leaf);
    grown.write(places_.exported);  // before the state: what a state counts must be there after a crash
    const std::string note = leaves.empty() && !note_.empty() ? note_ : sign(grown.frontier());
    keep({grown.frontier(), note, halt_});
    edge_ = std::move(grown);
    note_ = note;
    publish();
    return answer(SealAnswer::Kind::ok, 0, {}, note_);
}

SealAnswer Sealer::stop(Halt halt) {
    keep({edge_.frontier(), note_, halt});
    halt_ = std::move(halt);
    return answer(SealAnswer::Kind::bad, halt_->seq, halt_->why);
}

SealAnswer Sealer::leaves(std::uint64_t from, std::uint64_t count) const {
    SealAnswer made;
    made.kind = SealAnswer::Kind::leaves;
    made.number = from;
    if (from < size()) made.leaves = tlog::read_leaves(places_.exported, from, std::min(size(), from + count), size());
    return made;
}

void Sealer::reset(const std::string& reason, Instant now) {
    const auto file = places_.state / "resets.log";
    const auto before = tlog::read_file(file, 16 * 1024 * 1024);
    const auto what = halt_ ? std::to_string(halt_->seq) + ' ' + halt_->why : std::string{"- running"};
    tlog::put_durably(file, before.value_or("") + iso(now) + ' ' + what + ' ' + one_line(reason) + '\n', 0600);
    keep({edge_.frontier(), note_, std::nullopt});
    halt_.reset();
}

void Sealer::keep(const State& state) const {
    tlog::put_durably(places_.state / "sealer.state", state_text(state, keys_.front().verifier().name()), 0600);
}

void Sealer::publish() const {
    if (note_.empty()) return;
    put_if_new(places_.exported / "checkpoints" / std::to_string(size()), note_);
    put_if_new(places_.exported / "checkpoint", note_);
}

}  // namespace arkki::sealer
