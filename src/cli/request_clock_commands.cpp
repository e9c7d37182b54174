#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/request_parts.hpp"
#include "requests/requests.hpp"

namespace arkki::cli {
namespace {

struct ClockOptions {
    std::int64_t id = 0;
    std::string day, reason, text, until;
};

void say(const Context& context, const requests::Overview& request) {
    auto answer = line();
    answer.set("request", request.id.value());
    answer.set("case", request.number);
    answer.set("safe_date", iso(request.answer_by()));
    answer.set("last_day", iso(request.last_day()));
    answer.set("extended", request.extension.has_value());
    const bool waits = !request.pauses.empty() && !request.pauses.back().answered_on;
    answer.set("paused", waits);
    if (!request.pauses.empty() && request.pauses.back().grey)
        answer.set("last_day_with_pauses", iso(*request.pauses.back().grey));
    context.say(answer, request.number + "\t" + iso(request.answer_by()) + "\t" + iso(request.last_day()));
}

void extend(Context& context, const ClockOptions& options) {
    const auto& desk = context.desk();
    const auto all = context.office().requests(desk);
    const auto grant = desk.open<access::Decide>(RequestId{options.id});
    const Day until = options.until.empty() ? all.show(grant).dates.ext_safe : day_from_iso(options.until);
    all.extend(grant, {options.reason, PersonalText{options.text}, day_from_iso(options.day), until});
    say(context, all.show(grant));
}

void pause(Context& context, const ClockOptions& options) {
    const auto& desk = context.desk();
    const auto all = context.office().requests(desk);
    all.pause(desk.open<access::WorkOnRequest>(RequestId{options.id}), options.reason, day_from_iso(options.day));
    say(context, all.show(desk.open<access::ViewRequest>(RequestId{options.id})));
}

void resume(Context& context, const ClockOptions& options) {
    const auto& desk = context.desk();
    const auto all = context.office().requests(desk);
    all.resume(desk.open<access::WorkOnRequest>(RequestId{options.id}), day_from_iso(options.day));
    say(context, all.show(desk.open<access::ViewRequest>(RequestId{options.id})));
}

}  // namespace

void add_request_clock(CLI::App& request, Context& context) {
    auto* const extending = request.add_subcommand("extend", "told in time that it takes longer; once");
    auto extension = std::make_shared<ClockOptions>();
    extending->add_option("id", extension->id)->required();
    extending->add_option("--reason", extension->reason, "complexity or number")->required();
    extending->add_option("--text", extension->text, "why, as the person is told")->required();
    extending->add_option("--told", extension->day, "YYYY-MM-DD, the notice left")->required();
    extending->add_option("--until", extension->until, "YYYY-MM-DD; else three months from receipt");
    extending->callback([&context, extension] { extend(context, *extension); });

    auto* const pausing = request.add_subcommand("pause", "the person was asked something we need");
    auto question = std::make_shared<ClockOptions>();
    pausing->add_option("id", question->id)->required();
    pausing->add_option("--why", question->reason, "identity or scope")->required();
    pausing->add_option("--asked", question->day, "YYYY-MM-DD")->required();
    pausing->callback([&context, question] { pause(context, *question); });

    auto* const resuming = request.add_subcommand("resume", "the person has answered");
    auto answer = std::make_shared<ClockOptions>();
    resuming->add_option("id", answer->id)->required();
    resuming->add_option("--answered", answer->day, "YYYY-MM-DD")->required();
    resuming->callback([&context, answer] { resume(context, *answer); });
}

}  // namespace arkki::cli
