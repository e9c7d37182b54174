#include "requests/letter_forms.hpp"

#include <optional>
#include <tuple>

#include "jobs/jobs.hpp"
#include "requests/requests.hpp"
#include "requests/rows.hpp"

namespace arkki::requests {

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

std::string lift(const access::Desk& desk, blobs::Vault& vault, LetterId letter,
                 const signing::StampingAuthority& authority, const std::function<void(db::Write&)>& with) {
    const auto form = desk.database().read([&](db::Read& read) { return newest_form(read, letter); });
    std::optional<blobs::Stored> stored;
    if (form.level == "B-B")
        stored = vault.put(form.key, signing::with_time_stamp(vault.get(form.key, form.blob), authority, desk.now()));
    std::string level = form.level;
    desk.database().write([&](db::Write& write) {
        if (with) with(write);
        level = newest_form(write, letter).level;
        if (!stored || level != "B-B") return;
        level = "B-T";
        write.run(
            "INSERT INTO letter_form (letter, level, sha256, size, blob, made_at)"
            " VALUES (:letter, :level, :sha256, :size, :blob, :now)",
            {{"letter", letter},
             {"level", level},
             {"sha256", stored->sha256},
             {"size", static_cast<std::int64_t>(stored->size)},
             {"blob", stored->id.text},
             {"now", desk.now()}});
        const auto [request, number] = write.one<RequestId, std::string>(
            "SELECT request, number FROM letter WHERE id = :id", {{"id", letter}});
        auto event = event_of(desk, "letter.lifted", load(write, request));
        event.sha256 = stored->sha256;
        event.args = {{"letter", number}, {"level", level}};
        static_cast<void>(desk.log().appender(write).append(event));
    });
    return level;
}

}  // namespace arkki::requests
