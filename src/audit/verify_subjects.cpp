#include "audit/verify_subjects.hpp"

#include <algorithm>
#include <utility>

#include "audit/entry_view.hpp"

namespace arkki::audit {
namespace {

/// An entry and a data subject it names.
using Pair = std::pair<std::int64_t, std::int64_t>;

const std::vector<db::Kind> two_integers{db::Kind::integer, db::Kind::integer};

std::vector<Pair> pairs_said(db::Read& read, std::int64_t from, std::int64_t to) {
    std::vector<Pair> pairs;
    EntryHasher hasher;
    each_entry(read, from, to, [&](const EntryView& entry) {
        (void)hasher.leaf(entry);
        for (const std::int64_t subject : hasher.subjects()) pairs.emplace_back(entry.seq, subject);
    });
    std::sort(pairs.begin(), pairs.end());
    return pairs;
}

std::vector<Pair> pairs_listed(db::Read& read, std::int64_t from, std::int64_t to) {
    std::vector<Pair> pairs;
    read.each("SELECT seq, subject FROM audit_subject WHERE seq >= :from AND seq < :to", {{"from", from}, {"to", to}},
              two_integers, [&](db::RowView row) { pairs.emplace_back(row[0].integer, row[1].integer); });
    std::sort(pairs.begin(), pairs.end());
    return pairs;
}

void compare_pairs(const std::vector<Pair>& said, const std::vector<Pair>& listed, Problems& problems) {
    auto expected = said.begin();
    for (const Pair& pair : listed) {
        for (; expected != said.end() && *expected < pair; ++expected) problems.report(expected->first, "subject_gone");
        if (expected != said.end() && *expected == pair)
            ++expected;
        else
            problems.report(pair.first, "subject_added");
    }
    for (; expected != said.end(); ++expected) problems.report(expected->first, "subject_gone");
}

}  // namespace

SubjectTable read_subjects(db::Database& database, const SetProduct::Secret& secret, std::int64_t end) {
    SubjectTable table;
    table.slices.resize(static_cast<std::size_t>((end + slice_size - 1) / slice_size));
    database.read([&](db::Read& read) {
        const auto now = read.one<std::int64_t>("SELECT coalesce(max(seq) + 1, 0) FROM audit_entry");
        read.each("SELECT subject, seq FROM audit_subject", {}, two_integers, [&](db::RowView row) {
            const std::int64_t seq = row[1].integer;
            if (seq >= 0 && seq < end)
                table.slices[static_cast<std::size_t>(seq / slice_size)].add(row[0].integer, seq, secret);
            else if ((seq < 0 || seq >= now) && table.strays.size() < Problems::most_named)
                table.strays.push_back(seq);
        });
    });
    return table;
}

void compare_subjects(db::Database& database, const SubjectTable& table, const std::vector<SetProduct>& said,
                      std::int64_t end, Problems& problems) {
    for (const std::int64_t seq : table.strays) problems.report(seq, "subject_added");
    for (std::size_t i = 0; i < said.size(); ++i) {
        if (said[i] == table.slices[i]) continue;
        const auto from = static_cast<std::int64_t>(i) * slice_size;
        // Each look goes through the whole table; when enough is known the rest is only counted.
        if (problems.count() > Problems::most_named) {
            problems.report(from, "subject_gone");
            continue;
        }
        database.read([&](db::Read& read) {
            const auto to = std::min(from + slice_size, end);
            compare_pairs(pairs_said(read, from, to), pairs_listed(read, from, to), problems);
        });
    }
}

}  // namespace arkki::audit
