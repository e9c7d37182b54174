#include "audit/entry_view.hpp"

#include <algorithm>
#include <charconv>

#include "audit/leaf.hpp"
#include "base/base64.hpp"

namespace arkki::audit {
namespace {

constexpr std::string_view select_range =
    "SELECT seq, ts, local_hour, leaf, salt_a, salt_s, salt_c, salt_f, com_a, com_s, com_c, com_f, actor, session, "
    "auth, addr, via, station, object, version, sha256, subjects, action, role, purpose, case_ref, basis, result, "
    "rule, "
    "row_count, request, args, query, reason, note FROM audit_entry WHERE seq >= :from AND seq < :to ORDER BY seq";

const std::vector<db::Kind>& kinds() {
    static const auto made = [] {
        std::vector<db::Kind> all(35, db::Kind::text);
        for (const std::size_t integer : {0u, 1u, 2u, 12u, 19u, 29u}) all[integer] = db::Kind::integer;
        return all;
    }();
    return made;
}

EntryView entry_of(db::RowView row) {
    const auto text = [&](std::size_t column) { return row[column].text; };
    EntryView entry;
    entry.seq = row[0].integer;
    entry.at = instant_from_microseconds(row[1].integer);
    entry.local_hour = row[2].integer;
    entry.leaf = text(3);
    entry.salts = {text(4), text(5), text(6), text(7)};
    entry.commitments = {text(8), text(9), text(10), text(11)};
    entry.who = {row[12].integer, text(13), text(14), text(15), text(16), text(17)};
    entry.whom = {text(18), row[19].integer, text(20), {}};
    entry.subjects = text(21);
    entry.circumstances = {text(22), text(23), text(24),        text(25), text(26),
                           text(27), text(28), row[29].integer, text(30), text(31)};
    entry.typed = {text(32), text(33), text(34)};
    return entry;
}

/// Lines as an Appender writes them: each with a key, none empty, no line feed at the end.
bool are_args(std::string_view lines) {
    if (lines.empty()) return true;
    for (;;) {
        const auto line = lines.substr(0, lines.find('\n'));
        if (line.find('=') == std::string_view::npos) return false;
        if (line.size() == lines.size()) return true;
        lines.remove_prefix(line.size() + 1);
    }
}

std::string_view decimal(std::int64_t number, std::array<char, 24>& digits) {
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return {digits.data(), static_cast<std::size_t>(end - digits.data())};
}

std::string_view text_view(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

}  // namespace

unsigned EntryView::pruned_mask() const {
    unsigned mask = 0;
    for (std::size_t group = 0; group < commitments.size(); ++group) mask |= unsigned{is_pruned(group)} << group;
    return mask;
}

void each_entry(db::Read& read, std::int64_t from, std::int64_t to, const std::function<void(const EntryView&)>& take) {
    read.each(select_range, {{"from", from}, {"to", to}}, kinds(), [&](db::RowView row) { take(entry_of(row)); });
}

std::optional<Digest> EntryHasher::leaf(const EntryView& entry) {
    bool as_written = read_subjects(entry.subjects) && are_args(entry.circumstances.args);
    std::array<Digest, 4> groups;
    for (std::size_t group = 0; group < groups.size(); ++group)
        as_written = as_written && (entry.is_pruned(group) ? decode_base64(entry.commitments[group], groups[group])
                                                           : commit(entry, group, groups[group]));
    if (!as_written) return std::nullopt;
    buffer_.assign(1, '\0');  // RFC 6962: a leaf
    append_leaf_text(buffer_, EventId{entry.seq}, entry.at, {groups[0], groups[1], groups[2], groups[3]});
    return hash_.add(buffer_).finish();
}

/// Reads what can be read; false unless the list is the one way to write it.
bool EntryHasher::read_subjects(std::string_view listed) {
    subjects_.clear();
    bool as_written = true;
    std::array<char, 24> digits{};
    while (!listed.empty()) {
        std::int64_t id = 0;
        const auto [end, fault] = std::from_chars(listed.data(), listed.data() + listed.size(), id);
        if (fault != std::errc{}) return false;
        const auto length = static_cast<std::size_t>(end - listed.data());
        as_written = as_written && decimal(id, digits) == listed.substr(0, length) &&
                     (subjects_.empty() || subjects_.back() < id) &&
                     (length == listed.size() || (listed[length] == ',' && length + 1 < listed.size()));
        subjects_.push_back(id);
        listed.remove_prefix(std::min(listed.size(), length + 1));
    }
    if (!as_written) {
        std::sort(subjects_.begin(), subjects_.end());
        subjects_.erase(std::unique(subjects_.begin(), subjects_.end()), subjects_.end());
    }
    return as_written;
}

bool EntryHasher::commit(const EntryView& entry, std::size_t group, Digest& result) {
    constexpr std::size_t whom = 1;
    std::array<std::uint8_t, 32> salt{};  // S: its own, then the seed of its subjects'
    const auto own = std::span{salt}.first(group == whom ? 32 : 16);
    if (!decode_base64(entry.salts[group], own)) return false;
    const auto first = ByteView{salt}.first(16);
    switch (group) {
        case 0:
            result = commitment(first, entry.who);
            break;
        case whom: {
            commit_subjects(ByteView{salt}.last(16));
            Whom with_subjects = entry.whom;
            with_subjects.subjects = views_;
            result = commitment(first, with_subjects);
            break;
        }
        case 2:
            result = commitment(first, entry.circumstances);
            break;
        default:
            result = commitment(first, entry.typed);
    }
    return true;
}

template <class Group>
Digest EntryHasher::commitment(ByteView salt, const Group& group) {
    buffer_.assign(1, char{group_tag}).append(text_view(salt));
    append_body(buffer_, group);
    return hash_.add(buffer_).finish();
}

void EntryHasher::commit_subjects(ByteView seed) {
    encoded_.resize(subjects_.size());
    std::array<char, 24> digits{};
    for (std::size_t i = 0; i < subjects_.size(); ++i) {
        const auto id = decimal(subjects_[i], digits);
        buffer_.assign(1, char{subject_salt_tag}).append(text_view(seed)).append(id);
        const Digest salt = hash_.add(buffer_).finish();
        buffer_.assign(1, char{subject_tag}).append(text_view(ByteView{salt}.first(16))).append(id);
        encode_base64(hash_.add(buffer_).finish(), encoded_[i].data());
    }
    std::sort(encoded_.begin(), encoded_.end());
    views_.clear();
    for (const Encoded& one : encoded_) views_.emplace_back(one.data(), one.size());
}

}  // namespace arkki::audit
