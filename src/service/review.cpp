#include "service/review.hpp"

#include <charconv>

#include "access/commitments.hpp"
#include "lang/dates.hpp"
#include "register/name_shown.hpp"
#include "service/office.hpp"

namespace arkki::service {
namespace {

using namespace std::chrono;

audit::Surroundings surroundings_of(Office& office) {
    audit::Surroundings around{office.settings().review, office.world().wall_clock, {}, {}, {}};
    around.holiday = [&office](Day day) { return office.holidays().full(day); };
    around.ending = [&office](db::Read& read) {
        const Day today = office.world().wall_clock(office.world().clock()).day;
        std::vector<audit::EndingCommitment> soon;
        for (const auto& one : access::commitments_ending(read, today))
            if (one.days <= office.settings().review.commitment_days)
                soon.push_back({one.person, one.commitment.value(), one.last_day});
        return soon;
    };
    return around;
}

}  // namespace

EventId judge_finding(const access::Desk& desk, audit::FindingId id, audit::Judgement verdict,
                      const PersonalText& note) {
    desk.require("log.judge", "finding:" + std::to_string(id.value()));
    return audit::judge(desk.log(), desk.event("log.verdict"), id, verdict, note, desk.now());
}

EventId answer_sample(const access::Desk& desk, audit::SampleId id, audit::Judgement verdict,
                      const PersonalText& note) {
    desk.require("log.judge");
    return audit::answer(desk.log(), desk.event("log.verdict"), id, verdict, note, desk.now());
}

PersonalText show_name(const access::Desk& desk, CustomerId customer, const PersonalText& reason) {
    return customers::show_name(desk, customer, reason);
}

audit::Reviewed review_now(Office& office, const std::atomic<bool>* stop) {
    const auto desk = office.machine_desk("maintenance");
    return audit::Finder{office.log(), desk.event("log.finding"), surroundings_of(office)}.run(desk.now(), stop);
}

audit::Month month_from(const std::string& name) {
    int number = 0;
    int of_year = 0;
    const char* const text = name.data();
    const bool shaped = name.size() == 7 && name[4] == '-' && std::from_chars(text, text + 4, number).ptr == text + 4 &&
                        std::from_chars(text + 5, text + 7, of_year).ptr == text + 7;
    const Day first{year{number}, month{static_cast<unsigned>(of_year)}, day{1}};
    if (!shaped || !first.ok() || number < 2000 || number > 9998)
        throw Error{Fault::invalid, "report.bad_month", {}, "month"};
    return {name, lang::start_of_day(first), lang::start_of_day(add_months(first, 1))};
}

}  // namespace arkki::service
