#include "web/inbox_view.hpp"

#include <algorithm>
#include <array>

#include "archive/staging.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using archive::PageMark;
using intake::Arrival;
using intake::State;
using lang::Value;

constexpr int most_dots = 40;

/// A reason without words must not take the whole page down.
std::string reason_text(const Words& in, const Arrival& arrival) {
    if (arrival.reason.empty()) return {};
    return in(in.catalogue.has(in.language, arrival.reason) ? arrival.reason : "inbox.no_reason");
}

int count(const InboxStack& stack, State state) {
    return static_cast<int>(std::ranges::count(stack.arrivals, state, &Arrival::state));
}

int pages_of(const InboxStack& stack) {
    int pages = 0;
    for (const auto& arrival : stack.arrivals) pages += arrival.pages_total;
    return std::max(pages, static_cast<int>(stack.pages.size()));
}

/// How far the whole stack is, in the words for one arrival.
std::string state_of(const InboxStack& stack) {
    const int reading = count(stack, State::reading), received = count(stack, State::received);
    if (reading > 0) return "reading";
    if (received > 0) return count(stack, State::read) + count(stack, State::filed) > 0 ? "reading" : "received";
    if (count(stack, State::read) > 0) return "read";
    if (!stack.to_file.empty()) return "filed";
    return count(stack, State::filed) > 0 ? "confirmed" : std::string{code(stack.arrivals.front().state)};
}

std::string mark_of(const std::string& state) {
    if (state == "received" || state == "read") return "wait";
    return state == "reading" ? "" : "good";
}

std::string_view look_of(const PageMark& page) {
    return page.unread ? "bad" : page.dropped ? "out" : page.uncertain ? "warn" : page.blank ? "blank" : "read";
}

Value dots(const InboxStack& stack) {
    Value rows = Value::list();
    const int all = std::max(1, pages_of(stack));
    for (int i = 0; i < std::min(all, most_dots); ++i) {
        const auto at = static_cast<std::size_t>(i);
        rows.add({{"look", at < stack.pages.size() ? std::string{look_of(stack.pages[at])} : "wait"}});
    }
    return rows;
}

/// "12 sheets, 24 of 24 pages read, 2 blank, 1 to check": what the dots say, in words.
std::string pages_text(const Words& in, const InboxStack& stack) {
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    if (stack.batch.sheets_told && stack.batch.differs())
        add(in("inbox.sheets_differ",
               {{"in", std::to_string(stack.batch.sheets)}, {"told", std::to_string(*stack.batch.sheets_told)}}));
    else if (stack.batch.sheets > 1)
        add(in.count("inbox.sheets", stack.batch.sheets));
    if (pages_of(stack) > 0)
        add(in("inbox.pages_read",
               {{"read", std::to_string(stack.pages.size())}, {"of", std::to_string(pages_of(stack))}}));
    static constexpr std::array<std::string_view, 4> worth_saying{"blank", "warn", "bad", "out"};
    for (const auto look : worth_saying)
        if (const auto number = std::ranges::count(stack.pages, look, look_of); number > 0)
            add(in.count("inbox.page." + std::string{look}, number));
    return text;
}

/// The name of a file may be somebody's: it is shown while the paper waits, not for ever and not to everybody.
std::string name_of(const Words& in, const InboxStack& stack) {
    if (stack.arrivals.size() > 1) return in("inbox.stack", {{"number", std::to_string(stack.batch.id.value())}});
    const Arrival& arrival = stack.arrivals.front();
    if (arrival.document && stack.to_file.empty())
        return in("request.paper", {{"number", std::to_string(arrival.document->value())}});
    const std::string name = arrival.name.reveal();
    return name.empty() ? in("inbox.stack", {{"number", std::to_string(stack.batch.id.value())}}) : name;
}

std::string where_to(const InboxStack& stack) {
    if (!stack.to_file.empty()) return path_of(stack.to_file.front()) + "/file";
    return stack.filed ? path_of(*stack.filed) : "";
}

}  // namespace

std::string age_text(const Words& in, Instant now, Instant then) {
    using namespace std::chrono;
    const auto minutes_gone = duration_cast<minutes>(std::max(now - then, Instant::duration{0})).count();
    if (minutes_gone < 60) return in.count("age.minutes", minutes_gone);
    if (minutes_gone < 48 * 60) return in.count("age.hours", minutes_gone / 60);
    return in.count("age.days", minutes_gone / (24 * 60));
}

Value stack_row(const Words& in, const access::Desk& desk, const InboxStack& stack) {
    const bool single = stack.arrivals.size() == 1;
    const std::string state = state_of(stack);
    const auto opened = stack.arrivals.front().received_at;
    const std::string halt = stack.batch.halt;
    return {
        {"single", single},
        {"id", single ? stack.arrivals.front().id.value() : stack.batch.id.value()},
        {"batch", stack.batch.id.value()},
        {"open", stack.batch.open ? "true" : "false"},
        {"halt", halt},
        {"halt_text", halt.empty() ? "" : in(in.catalogue.has(in.language, halt) ? halt : "inbox.no_reason")},
        {"told", stack.batch.sheets_told.value_or(0)},
        {"name", name_of(in, stack)},
        {"href", where_to(stack)},
        {"thumbnail", stack.to_file.empty() ? "" : path_of(stack.to_file.front()) + "/pages/1/thumbnail"},
        {"way", in("inbox.way." + stack.batch.way)},
        {"kind", stack.series ? series_text(in, *stack.series) : ""},
        {"code", state},
        {"mark", mark_of(state)},
        {"state", in("inbox.state." + state)},
        {"dots", dots(stack)},
        {"pages", pages_text(in, stack)},
        {"documents",
         stack.to_file.size() < 2 ? "" : in.count("inbox.to_file", static_cast<std::int64_t>(stack.to_file.size()))},
        {"received", moment_text(in, desk, opened)},
        {"age", age_text(in, desk.now(), opened)}};
}

Value stuck_row(const Words& in, const access::Desk& desk, const Arrival& arrival) {
    const bool quarantined = arrival.state == State::quarantined;
    const auto first = desk.database().read([&](db::Read& read) {
        return arrival.same_as ? std::optional{archive::joined_to(read, *arrival.same_as)} : std::nullopt;
    });
    const auto refusal = [&](std::string_view act) {
        return desk.database().read([&](db::Read& read) -> std::string {
            return first ? desk.refusal(read, access::object_of(*first), act) : "unknown";
        });
    };
    // Whoever may not see the first one reads that these bytes came before, and nothing else of it.
    const bool sees_first = refusal(access::ReadDocument::action).empty();
    const bool files_first = sees_first && refusal(access::FileDocument::action).empty();
    return {{"id", arrival.id.value()},
            {"name", arrival.name.reveal()},
            {"way", in("inbox.way." + arrival.way)},
            {"size", size_text(in, arrival.size)},
            {"code", code(arrival.state)},
            {"mark", quarantined ? "bad" : "warn"},
            {"state", in("inbox.state." + std::string{code(arrival.state)})},
            {"reason", quarantined ? reason_text(in, arrival) : in(sees_first ? "inbox.same" : "inbox.same_hidden")},
            {"same_as", sees_first ? path_of(*first) : ""},
            {"retry_text", in(quarantined ? "inbox.retry" : "inbox.file_anyway")},
            {"may_keep", quarantined},
            {"may_replace", files_first},
            {"question", in("inbox.discard_question", {{"name", arrival.name.reveal()}})},
            {"needs_reason", quarantined},
            {"received", moment_text(in, desk, arrival.received_at)},
            {"age", age_text(in, desk.now(), arrival.received_at)}};
}

}  // namespace arkki::web
