#include "audit/anchors.hpp"

#include "audit/checkpoints.hpp"
#include "base/error.hpp"

namespace arkki::audit {
namespace {

std::int64_t number(std::uint64_t size) { return static_cast<std::int64_t>(size); }

}  // namespace

void hand_over(db::Write& write, std::uint64_t size, std::string_view channel, Instant now) {
    write.run(
        "INSERT INTO audit_anchor (size, channel, state, made_at) SELECT :size, :channel, 'waiting', :now "
        "WHERE NOT EXISTS (SELECT 1 FROM audit_anchor WHERE size = :size AND channel = :channel)",
        {{"size", number(size)}, {"channel", std::string{channel}}, {"now", now}});
}

std::optional<Anchor> next_anchor(db::Read& read, std::string_view channel, Instant now) {
    const auto row = read.row<std::int64_t, std::int64_t, int>(
        "SELECT id, size, attempts FROM audit_anchor WHERE channel = :channel AND state IN ('waiting','failed') "
        "AND not_before <= :now ORDER BY size DESC LIMIT 1",
        {{"channel", std::string{channel}}, {"now", now}});
    if (!row) return std::nullopt;
    const auto& [id, size, attempts] = *row;
    return Anchor{id, static_cast<std::uint64_t>(size), std::string{channel}, attempts};
}

void put_off(db::Write& write, const Anchor& anchor, const std::string& code, Instant now, Instant next) {
    write.run(
        "UPDATE audit_anchor SET state = 'failed', attempts = attempts + 1, code = :code, at = :now, "
        "not_before = :next WHERE id = :id AND state IN ('waiting','failed')",
        {{"id", anchor.id}, {"code", code}, {"now", now}, {"next", next}});
}

bool acknowledge(db::Write& write, const Anchor& anchor, const std::string& receipt_sha256, Instant now) {
    return write.run(
               "UPDATE audit_anchor SET state = 'acknowledged', attempts = attempts + 1, code = '', at = :now, "
               "receipt_sha256 = :receipt WHERE id = :id AND state IN ('waiting','failed')",
               {{"id", anchor.id}, {"now", now}, {"receipt", receipt_sha256}}) == 1;
}

void cover_smaller(db::Write& write, const Anchor& anchor) {
    write.run(
        "UPDATE audit_anchor SET state = 'covered', code = '' WHERE channel = :channel AND size < :size "
        "AND state IN ('waiting','failed')",
        {{"channel", anchor.channel}, {"size", number(anchor.size)}});
}

void filed_on_paper(db::Write& write, std::uint64_t size, const std::string& receipt_sha256, Instant now) {
    if (!checkpoint_at(write, size)) throw Error{Fault::not_found, "seal.no_checkpoint"};
    hand_over(write, size, "paper", now);
    const auto id = write.one<std::int64_t>("SELECT id FROM audit_anchor WHERE size = :size AND channel = 'paper'",
                                            {{"size", number(size)}});
    if (!acknowledge(write, {id, size, "paper", 0}, receipt_sha256, now))
        throw Error{Fault::conflict, "seal.filed_already"};
}

ChannelRecord record_of(db::Read& read, std::string_view channel) {
    const db::Parameters of{{"channel", std::string{channel}}};
    ChannelRecord record;
    const auto done = read.row<std::int64_t, Instant>(
        "SELECT size, at FROM audit_anchor WHERE channel = :channel AND state = 'acknowledged' "
        "ORDER BY size DESC LIMIT 1",
        of);
    if (done) {
        record.acknowledged_size = static_cast<std::uint64_t>(std::get<0>(*done));
        record.acknowledged_at = std::get<1>(*done);
    }
    const auto [waiting, since] = read.one<std::int64_t, std::optional<Instant>>(
        "SELECT count(*), min(made_at) FROM audit_anchor WHERE channel = :channel AND state IN ('waiting','failed')",
        of);
    record.waiting = waiting;
    record.waiting_since = since;
    record.code = read.row<std::string>(
                          "SELECT code FROM audit_anchor WHERE channel = :channel AND state = 'failed' "
                          "ORDER BY at DESC, id DESC LIMIT 1",
                          of)
                      .value_or("");
    return record;
}

std::optional<Instant> last_handed_over(db::Read& read, std::string_view channel) {
    return read.one<std::optional<Instant>>("SELECT max(made_at) FROM audit_anchor WHERE channel = :channel",
                                            {{"channel", std::string{channel}}});
}

}  // namespace arkki::audit
