#include "requests/letter_forms.hpp"

#include <optional>
#include <tuple>

#include "jobs/jobs.hpp"
#include "requests/requests.hpp"
#include "requests/rows.hpp"

namespace arkki::requests {
namespace {

struct Step {
    std::string level;
    Bytes file;
};

std::optional<Step> step_from(const LetterForm& form, const blobs::Vault& vault, const Lifting& lifting, Instant now) {
    const bool to_archive = form.level == "B-T" && lifting.sources;
    if (form.level != "B-B" && !to_archive) return std::nullopt;
    const Bytes letter = vault.get(form.key, form.blob);
    if (!to_archive) return Step{"B-T", signing::with_time_stamp(letter, lifting.authority, now)};
    return Step{"B-LTA",
                signing::lifted_to_archive(letter, lifting.roots, lifting.authority, *lifting.sources, now)};
}

void keep(db::Write& write, const access::Desk& desk, LetterId letter, const Step& step, const blobs::Stored& stored) {
    write.run(
        "INSERT INTO letter_form (letter, level, sha256, size, blob, made_at)"
        " VALUES (:letter, :level, :sha256, :size, :blob, :now)",
        {{"letter", letter},
         {"level", step.level},
         {"sha256", stored.sha256},
         {"size", static_cast<std::int64_t>(stored.size)},
         {"blob", stored.id.text},
         {"now", desk.now()}});
    const auto [request, number] =
        write.one<RequestId, std::string>("SELECT request, number FROM letter WHERE id = :id", {{"id", letter}});
    auto event = event_of(desk, "letter.lifted", load(write, request));
    event.sha256 = stored.sha256;
    event.args = {{"letter", number}, {"level", step.level}};
    static_cast<void>(desk.log().appender(write).append(event));
}

}  // namespace

LetterForm newest_form(db::Read& read, LetterId letter) {
    const auto first = read.row<std::string, std::string, std::int64_t, std::string, std::string>(
        "SELECT level, sha256, size, letter_key, blob FROM letter WHERE id = :id", {{"id", letter}});
    if (!first) throw Error{Fault::not_found, "letter.unknown"};
    const auto& [level, sha256, size, key, blob] = *first;
    LetterForm form{0, level, sha256, size, blobs::WrappedKey{key}, blobs::BlobId{blob}};
    if (const auto later = read.row<std::int64_t, std::string, std::string, std::int64_t, std::string>(
            "SELECT id, level, sha256, size, blob FROM letter_form WHERE letter = :id ORDER BY id DESC LIMIT 1",
            {{"id", letter}})) {
        std::tie(form.number, form.level, form.sha256, form.size, form.blob.text) = *later;
    }
    return form;
}

void order_lift(db::Write& write, LetterId letter, Instant now) {
    jobs::order(write, {std::string{lift_job}, letter.value(), 0, "", "", jobs::priority::soon}, now);
}

void give_up_lift(db::Write& write, LetterId letter) { jobs::void_of(write, lift_job, letter.value()); }

std::string lift(const access::Desk& desk, blobs::Vault& vault, LetterId letter, const Lifting& lifting,
                 const std::function<void(db::Write&)>& with) {
    for (;;) {
        const auto form = desk.database().read([&](db::Read& read) { return newest_form(read, letter); });
        const auto next = step_from(form, vault, lifting, desk.now());
        if (!next) {
            if (with) desk.database().write(with);
            return form.level;
        }
        const auto stored = vault.put(form.key, next->file);
        desk.database().write([&](db::Write& write) {
            if (newest_form(write, letter).number == form.number) keep(write, desk, letter, *next, stored);
        });
    }
}

}  // namespace arkki::requests
