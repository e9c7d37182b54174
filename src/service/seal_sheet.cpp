#include "service/seal_sheet.hpp"

#include <fstream>

#include "audit/anchors.hpp"
#include "audit/checkpoints.hpp"
#include "lang/numbers.hpp"
#include "service/papers.hpp"

namespace arkki::service {
namespace {

audit::StoredCheckpoint stored(Office& office, std::uint64_t size) {
    auto found = office.database().read([&](db::Read& read) { return audit::checkpoint_at(read, size); });
    if (!found) throw Error{Fault::not_found, "seal.no_checkpoint"};
    return std::move(*found);
}

/// The key in force stands first.
std::string vkey_of(const Settings& settings) {
    std::ifstream in{settings.sealer_vkeys()};
    std::string first;
    std::getline(in, first);
    return first.empty() ? "-" : std::string{trimmed(first)};
}

std::string moment(const Office& office, Language language, Instant at) {
    const auto local = office.world().wall_clock(at);
    const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return lang::format_day(language, local.day) + ", " + two(local.hour) + ":" + two(local.minute);
}

}  // namespace

Bytes seal_sheet(Office& office, const access::Desk& desk, Language language, std::uint64_t size) {
    const auto checkpoint = stored(office, size);
    const auto said = tlog::checkpoint_from(checkpoint.note);
    Paper paper{"checkpoint", "K-" + std::to_string(size), language, {}, {}};
    paper.fields.set("checkpoint", lang::Value{{"count", std::to_string(size)},
                                               {"moment", moment(office, language, checkpoint.at)},
                                               {"origin", said.origin},
                                               {"size", std::to_string(size)},
                                               {"root", base64(said.root)},
                                               {"vkey", vkey_of(office.settings())}});
    paper.embedded_json = "{\"format\":\"arkki-checkpoint/v1\",\"note\":\"" + base64(view(checkpoint.note)) + "\"}";
    paper.codes = {{said.origin + "\n" + std::to_string(size) + "\n" + base64(said.root), checkpoint.note}};
    Bytes pdf = make_paper(office, desk, paper, nullptr);
    auto event = desk.event("log.exported");
    event.object = "paper:" + paper.number;
    event.sha256 = hex(sha256(pdf));
    event.args = {{"kind", "checkpoint"}, {"size", std::to_string(size)}};
    office.log().append(event);
    return pdf;
}

void filed_in_binder(Office& office, const access::Desk& desk, std::uint64_t size) {
    const auto checkpoint = stored(office, size);
    auto event = desk.event("log.anchored");
    event.sha256 = hex(sha256(view(checkpoint.note)));  // the paper's receipt is the person's word; its bytes are these
    event.args = {{"size", std::to_string(size)},
                  {"root", base64(tlog::checkpoint_from(checkpoint.note).root)},
                  {"channel", "paper"}};
    office.log().change([&](db::Write& write, audit::Appender& log) {
        audit::filed_on_paper(write, size, event.sha256, desk.now());
        return log.append(event);
    });
}

}  // namespace arkki::service
