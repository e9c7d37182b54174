#include "audit/sample.hpp"

#include <algorithm>
#include <set>

#include "base/error.hpp"
#include "tlog/checkpoint.hpp"

namespace arkki::audit {
namespace {

void big_endian(std::uint64_t number, Bytes& out) {
    for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(number >> shift));
}

struct Outside {
    std::int64_t size;
    Digest root;
};

/// The first checkpoint made after a moment that somebody outside has acknowledged.
std::optional<Outside> first_outside(db::Read& read, Instant after) {
    const auto found = read.rows<std::int64_t, std::string>(
        "SELECT c.size, c.note FROM audit_checkpoint c WHERE c.ts >= :after AND EXISTS (SELECT 1 FROM audit_anchor a"
        " WHERE a.size = c.size AND a.state = 'acknowledged') ORDER BY c.size LIMIT 1",
        {{"after", after}});
    if (found.empty()) return std::nullopt;
    const auto& [size, note] = found.front();
    // The signature was checked when the note was kept; here only its body counts.
    return Outside{size, tlog::checkpoint_from(note).root};
}

/// Whether each entry of the month is an act of a person that can still be read.
std::vector<bool> acts_of_people(db::Read& read, EventId from, std::int64_t range) {
    std::vector<bool> acts(static_cast<std::size_t>(range), false);
    for (const auto seq : read.rows<std::int64_t>(
             "SELECT seq FROM audit_entry WHERE seq >= :from AND seq < :to AND actor > 1 AND role IS NOT NULL"
             " AND role <> 'machine'",
             {{"from", from}, {"to", from.value() + range}}))
        acts[static_cast<std::size_t>(seq - from.value())] = true;
    return acts;
}

struct Number {
    std::uint64_t i, offset;
};

/// The numbers that hit an act of a person, each act once.
std::vector<Number> drawn(const Digest& root, const std::vector<bool>& acts, int size) {
    const auto people = static_cast<std::size_t>(std::count(acts.begin(), acts.end(), true));
    const std::size_t wanted = std::min(people, static_cast<std::size_t>(size));
    std::vector<Number> numbers;
    std::set<std::uint64_t> taken;
    // All acts of a month with very few are found long before; the limit only keeps a mistake from running for ever.
    const std::uint64_t limit = acts.size() * 64 + 10'000;
    for (std::uint64_t i = 0; numbers.size() < wanted && i < limit; ++i) {
        const auto offset = drawn_number(root, i, acts.size());
        if (acts[offset] && taken.insert(offset).second) numbers.push_back({i, offset});
    }
    return numbers;
}

Draw insert(db::Write& write, const Draw& draw, const std::vector<Number>& numbers) {
    write.run(
        "INSERT INTO audit_draw (month, root, size, from_seq, range, drawn_at) VALUES (:month, :root, :size, :from,"
        " :range, :now)",
        {{"month", draw.month},
         {"root", draw.root},
         {"size", draw.size},
         {"from", draw.from},
         {"range", draw.range},
         {"now", draw.drawn_at}});
    for (const auto& number : numbers)
        write.run("INSERT INTO audit_sample (month, i, seq) VALUES (:month, :i, :seq)",
                  {{"month", draw.month},
                   {"i", static_cast<std::int64_t>(number.i)},
                   {"seq", draw.from.value() + static_cast<std::int64_t>(number.offset)}});
    return draw;
}

std::vector<Sampled> rows_of(db::Read& read, const std::string& condition, const db::Parameters& parameters) {
    std::vector<Sampled> rows;
    for (auto& [id, month, i, seq, state, at, by, answer] :
         read.rows<SampleId, std::string, std::int64_t, EventId, std::string, std::optional<Instant>,
                   std::optional<PersonId>, std::optional<EventId>>(
             "SELECT id, month, i, seq, state, answered_at, answered_by, answer_seq FROM audit_sample WHERE " +
                 condition + " ORDER BY i",
             parameters))
        rows.push_back({id, std::move(month), i, seq, judgement_from(state), at, by.value_or(PersonId{0}), answer});
    return rows;
}

/// Whose act it was; nobody once that was pruned.
PersonId actor_of(db::Read& read, EventId seq) {
    return PersonId{
        read.row<std::int64_t>("SELECT coalesce(actor, 0) FROM audit_entry WHERE seq = :seq", {{"seq", seq}})
            .value_or(0)};
}

}  // namespace

std::uint64_t drawn_number(const Digest& root, std::uint64_t i, std::uint64_t range) {
    Bytes seed{root.begin(), root.end()};
    big_endian(i, seed);
    const Digest hash = sha256(seed);
    std::uint64_t number = 0;
    for (int byte = 0; byte < 8; ++byte) number = number << 8 | hash[static_cast<std::size_t>(byte)];
    return number % range;
}

std::optional<Draw> draw_sample(Log& log, Event by, const Month& month, int size, Instant now) {
    std::vector<Number> numbers;
    Draw draw;
    const bool ready = log.database().read([&](db::Read& read) {
        if (const auto made = drawing(read, month.name)) {
            draw = *made;
            return false;
        }
        const auto outside = first_outside(read, month.to);
        if (!outside) return false;
        const auto [first, last] = read.one<std::optional<std::int64_t>, std::optional<std::int64_t>>(
            "SELECT min(seq), max(seq) FROM audit_entry WHERE ts >= :from AND ts < :to",
            {{"from", month.from}, {"to", month.to}});
        if (!first) throw Error{Fault::invalid, "sample.empty_month", {}, "month"};
        draw = {month.name, base64(outside->root), outside->size, EventId{*first}, *last - *first + 1, now};
        numbers = drawn(outside->root, acts_of_people(read, draw.from, draw.range), size);
        return true;
    });
    if (!ready) return draw.month.empty() ? std::nullopt : std::optional{draw};
    by.action = "log.sampled";
    by.object = "sample:" + month.name;
    by.count = static_cast<std::int64_t>(numbers.size());
    by.args = {{"size", std::to_string(draw.size)}, {"root", draw.root}};
    log.change([&](db::Write& write, Appender& appender) {
        insert(write, draw, numbers);
        return appender.append(by);
    });
    return draw;
}

std::optional<Draw> drawing(db::Read& read, const std::string& month) {
    const auto row = read.row<std::string, std::int64_t, EventId, std::int64_t, Instant>(
        "SELECT root, size, from_seq, range, drawn_at FROM audit_draw WHERE month = :month", {{"month", month}});
    if (!row) return std::nullopt;
    const auto& [root, size, from, range, at] = *row;
    return Draw{month, root, size, from, range, at};
}

std::vector<Sampled> sample(db::Read& read, const std::string& month) {
    return rows_of(read, "month = :month", {{"month", month}});
}

std::int64_t unanswered(db::Read& read) {
    return read.one<std::int64_t>("SELECT count(*) FROM audit_sample WHERE state = 'open'");
}

EventId answer(Log& log, Event by, SampleId id, Judgement verdict, const PersonalText& note, Instant now) {
    const auto about = log.database().read([&](db::Read& read) { return rows_of(read, "id = :id", {{"id", id}}); });
    if (about.empty()) throw Error{Fault::not_found, "sample.unknown"};
    if (verdict == Judgement::open) throw Error{Fault::invalid, "finding.bad_verdict", {}, "verdict"};
    if (trimmed(note.reveal()).empty()) throw Error{Fault::invalid, "finding.no_note", {}, "note"};
    by.action = "log.verdict";
    by.object = "sample:" + about.front().month + "/" + std::to_string(about.front().i);
    by.args = {{"seq", std::to_string(about.front().seq.value())}, {"verdict", std::string{code(verdict)}}};
    const auto actor = log.database().read([&](db::Read& read) { return actor_of(read, about.front().seq); });
    if (by.actor == actor) {
        by.result = "denied";
        by.rule = "own";
        log.append(by);
        throw Error{Fault::denied, "finding.own"};
    }
    by.note = note;
    return log.change([&](db::Write& write, Appender& appender) {
        const auto receipt = appender.append(by);
        write.run(
            "UPDATE audit_sample SET state = :state, answered_at = :now, answered_by = :by, answer_seq = :seq WHERE"
            " id = :id",
            {{"state", std::string{code(verdict)}},
             {"now", now},
             {"by", by.actor},
             {"seq", receipt.event()},
             {"id", id}});
        return receipt;
    });
}

}  // namespace arkki::audit
