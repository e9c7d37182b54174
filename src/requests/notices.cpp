// A letter on the way: asked for, composed, signed, kept, sent.
#include "requests/notices.hpp"

#include <algorithm>

#include "requests/letter_making.hpp"
#include "requests/notice_fields.hpp"
#include "requests/rows.hpp"

namespace arkki::requests {
namespace {

Overview seen(const access::Desk& desk, RequestId id) {
    return desk.database().read([&](db::Read& read) { return load(read, id); });
}

/// Several letters of a kind may go out for one request; each has a number of its own from its first draft on.
std::string draft_name(const std::string& kind, const Overview& request) {
    const auto issued = std::count_if(request.letters.begin(), request.letters.end(),
                                      [&](const auto& letter) { return letter.kind == kind; });
    return issued == 0 ? kind : kind + "/" + std::to_string(issued + 1);
}

Composed compose_notice(const access::Desk& desk, const Stationery& stationery, const Overview& request,
                        const Notice& notice) {
    notice.answers.check(notice_kind(notice.kind));
    if (!may_be_written(notice.kind, request, desk.today())) throw Error{Fault::conflict, "notice.not_now"};
    Material material = basics(desk, request);
    const auto name = desk.database().write([&](db::Write& write) {
        return name_of(write, desk, request.id, draft_name(notice.kind, request), stationery.randomness);
    });
    material.letter_number = name.number;
    material.verify_code = name.verify_code;
    return compose(stationery, notice.kind, material,
                   notice_fields(notice.kind, notice.answers, material, stationery.catalogue));
}

}  // namespace

Draft Notices::draft(const access::Grant<access::PreviewLetter>& grant, const Notice& notice) const {
    return compose_notice(desk_, stationery_, seen(desk_, grant.object()), notice).draft;
}

IssuedLetter Notices::sign(const access::Grant<access::Decide>& grant, const Notice& notice,
                           const signing::Signer& signer) const {
    desk_.require("letter.sign", "request:" + std::to_string(grant.object().value()));
    const auto request = seen(desk_, grant.object());
    const auto letter =
        seal(stationery_, compose_notice(desk_, stationery_, request, notice), signer, desk_.now());
    std::optional<IssuedLetter> issued;
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        if (load(write, request.id).letters.size() != request.letters.size())
            throw Error{Fault::conflict, "request.changed_meanwhile"};
        issued = keep(write, desk_, request, letter);
        auto event = event_of(desk_, "letter.signed", request);
        event.sha256 = issued->sha256;
        event.args = {{"letter", issued->number}, {"kind", issued->kind}, {"level", issued->level}};
        return appender.append(event);
    });
    return *issued;
}

void Notices::dispatch(const access::Grant<access::WorkOnRequest>& grant, LetterId letter, const Dispatch& how) const {
    const auto& channels = dispatch_channels();
    if (std::find(channels.begin(), channels.end(), how.channel) == channels.end())
        throw Error{Fault::invalid, "dispatch.bad_channel", {}, "channel"};
    if (how.sent_on > desk_.today()) throw Error{Fault::invalid, "dispatch.in_future", {}, "sent_on"};
    check_text(how.proof, "proof");
    const auto request = seen(desk_, grant.object());
    const auto found = std::find_if(request.letters.begin(), request.letters.end(),
                                    [&](const auto& each) { return each.id == letter; });
    if (found == request.letters.end()) throw Error{Fault::not_found, "letter.unknown"};
    if (how.sent_on < found->dated_on) throw Error{Fault::invalid, "dispatch.before_the_letter", {}, "sent_on"};
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        const db::Parameters of{{"letter", letter}, {"channel", how.channel}, {"day", how.sent_on}};
        if (write.one<std::int64_t>("SELECT count(*) FROM dispatch WHERE letter = :letter AND channel = :channel AND"
                                    " sent_on = :day",
                                    of) > 0)
            throw Error{Fault::conflict, "dispatch.known"};
        write.run(
            "INSERT INTO dispatch (letter, channel, sent_on, proof, recorded_at, recorded_by)"
            " VALUES (:letter, :channel, :day, :proof, :now, :person)",
            {{"letter", letter},
             {"channel", how.channel},
             {"day", how.sent_on},
             {"proof", how.proof},
             {"now", desk_.now()},
             {"person", desk_.session().actor}});
        auto event = event_of(desk_, "letter.dispatched", request);
        event.sha256 = found->sha256;
        event.args = {{"letter", found->number}, {"channel", how.channel}, {"day", iso(how.sent_on)}};
        return appender.append(event);
    });
}

std::vector<Dispatched> Notices::dispatched(const access::Grant<access::ViewRequest>& grant) const {
    return desk_.database().read([&](db::Read& read) {
        std::vector<Dispatched> all;
        for (const auto& [letter, channel, day, proof, by] :
             read.rows<LetterId, std::string, Day, PersonalText, PersonId>(
                 "SELECT d.letter, d.channel, d.sent_on, d.proof, d.recorded_by FROM dispatch d"
                 " JOIN letter l ON l.id = d.letter WHERE l.request = :request ORDER BY d.id",
                 {{"request", grant.object()}}))
            all.push_back({letter, {channel, day, proof}, by});
        return all;
    });
}

bool was_sent(db::Read& read, RequestId request, std::string_view kind) {
    return read.one<std::int64_t>(
               "SELECT count(*) FROM dispatch d JOIN letter l ON l.id = d.letter"
               " WHERE l.request = :request AND l.kind = :kind",
               {{"request", request}, {"kind", kind}}) > 0;
}

const std::vector<std::string_view>& dispatch_channels() noexcept {
    static const std::vector<std::string_view> channels{"post", "registered", "counter", "secure_email"};
    return channels;
}

}  // namespace arkki::requests
