// What came in: what needs a decision, what is being read, what waits to be filed - one row for what came together.
#include <algorithm>
#include <map>
#include <set>

#include "archive/archive.hpp"
#include "archive/staging.hpp"
#include "intake/batches.hpp"
#include "intake/intake.hpp"
#include "web/folder_view.hpp"
#include "web/inbox_view.hpp"
#include "web/lobby.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using intake::Arrival;
using intake::State;
using lang::Value;

constexpr int most_arrivals = 200;
constexpr int most_waiting = 2'000;
constexpr std::size_t filed_shown = 10;  ///< of those that need nothing more

bool needs_decision(const Arrival& arrival) {
    return arrival.state == State::quarantined || arrival.state == State::duplicate;
}
bool is_under_way(const Arrival& arrival) {
    return arrival.state == State::received || arrival.state == State::reading || arrival.state == State::read;
}

/// Stacks in the order of their newest arrival, each with its arrivals in the order they came.
std::vector<InboxStack> stacks_of(const access::Desk& desk, const std::vector<Arrival>& arrivals) {
    std::vector<InboxStack> stacks;
    for (const auto& arrival : arrivals) {
        if (needs_decision(arrival)) continue;
        auto stack = std::ranges::find(stacks, arrival.batch, [](const InboxStack& one) { return one.batch.id; });
        if (stack == stacks.end()) {
            stacks.push_back({});
            stack = stacks.end() - 1;
            stack->batch = intake::Batches{desk}.show(arrival.batch);
        }
        stack->arrivals.push_back(arrival);
    }
    for (auto& stack : stacks) std::ranges::sort(stack.arrivals, {}, &Arrival::sheet);
    return stacks;
}

/// While something is being read the page is fetched again and again: then only ids are looked at, so that the log is
/// not filled with looks nobody took.
void add_documents(const Lobby& lobby, const access::Desk& desk, std::vector<InboxStack>& stacks, bool live) {
    std::map<BatchId, InboxStack*> by_batch;
    for (auto& stack : stacks) by_batch.emplace(stack.batch.id, &stack);
    std::vector<DocumentId> alone;
    for (const auto& line : archive::tray(desk, most_waiting))
        if (line.batch && by_batch.contains(*line.batch)) by_batch.at(*line.batch)->to_file.push_back(line.document);
    for (const auto& stack : stacks)
        if (stack.to_file.size() == 1) alone.push_back(stack.to_file.front());
    if (live || alone.empty()) return;
    for (const auto& line : lobby.office.archive(desk).lines(desk.show(alone)))
        for (auto& stack : stacks)
            if (stack.to_file.size() == 1 && stack.to_file.front() == line.id) stack.series = line.series;
}

void add_pages(const access::Desk& desk, InboxStack& stack) {
    desk.database().read([&](db::Read& read) {
        for (const auto& arrival : stack.arrivals)
            for (const auto& page : archive::page_marks(read, arrival.id)) stack.pages.push_back(page);
    });
}

/// No link leads where this session would be refused.
std::optional<DocumentId> filed_to_open(const access::Desk& desk, const InboxStack& stack) {
    const auto& document = stack.arrivals.front().document;
    if (!stack.to_file.empty() || stack.arrivals.size() != 1 || !document) return std::nullopt;
    const bool opens = desk.database().read([&](db::Read& read) {
        return desk.refusal(read, access::object_of(*document), access::ReadDocument::action).empty();
    });
    return opens ? document : std::nullopt;
}

std::string progress_text(const Words& in, const std::vector<Arrival>& arrivals) {
    int read = 0, of = 0;
    for (const auto& arrival : arrivals) {
        if (!is_under_way(arrival)) continue;
        read += arrival.pages_read;
        of += std::max(arrival.pages_total, 1);
    }
    if (of == 0) return in("inbox.settled");
    return in("inbox.progress", {{"read", std::to_string(read)}, {"of", std::to_string(of)}});
}

Value stack_rows(const Lobby& lobby, const Words& in, const access::Desk& desk, const std::vector<Arrival>& arrivals,
                 bool live) {
    auto stacks = stacks_of(desk, arrivals);
    add_documents(lobby, desk, stacks, live);
    Value rows = Value::list();
    std::size_t filed = 0;
    for (auto& stack : stacks) {
        const bool done =
            stack.to_file.empty() && !stack.batch.open && std::ranges::none_of(stack.arrivals, is_under_way);
        if (done && ++filed > filed_shown) continue;
        add_pages(desk, stack);
        stack.filed = filed_to_open(desk, stack);
        rows.add(stack_row(in, desk, stack));
    }
    return rows;
}

Reply inbox_page(const Lobby& lobby, const Request& request, const access::Desk& desk,
                 const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const auto arrivals = lobby.office.intake(desk).inbox(most_arrivals);
    const bool live = std::ranges::any_of(arrivals, is_under_way);
    Value stuck = Value::list();
    for (const auto& arrival : arrivals)
        if (needs_decision(arrival)) stuck.add(stuck_row(in, desk, arrival));
    Value rows = stack_rows(lobby, in, desk, arrivals, live);
    const bool has_stuck = !stuck.rows()->empty(), has_arrivals = !rows.rows()->empty();
    Value values{{"has_stuck", has_stuck},
                 {"stuck", std::move(stuck)},
                 {"has_arrivals", has_arrivals},
                 {"is_empty", !has_arrivals && !has_stuck},
                 {"live", live},
                 {"progress", progress_text(in, arrivals)},
                 {"arrivals", std::move(rows)}};
    add_left_alone(values, in, lobby.office);
    return lobby.press.print(request, &desk,
                             {"inbox", in("inbox.title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_inbox(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return inbox_page(lobby, request, desk, {});
}

/// Does what was decided; what is wrong with it is told on the page that lists what waits.
template <class Decide>
Reply decide(const Lobby& lobby, const Request& request, const access::Desk& desk, const Decide& act) {
    return act_or_mend(
        [&] { return act(); },
        [&](const std::vector<FieldProblem>& problems) { return inbox_page(lobby, request, desk, problems); });
}

Reply retry(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return decide(lobby, request, desk, [&] {
        lobby.office.intake(desk).retry(request.id_of<ArrivalId>());
        return see_other("/inbox");
    });
}

Reply keep(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return decide(lobby, request, desk, [&] {
        lobby.office.intake(desk).keep(request.id_of<ArrivalId>());
        return see_other("/inbox");
    });
}

/// What cannot be read goes with a reason of the person's own; of a copy the reason is that it is one.
Reply discard(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return decide(lobby, request, desk, [&] {
        const auto id = request.id_of<ArrivalId>();
        const auto intake = lobby.office.intake(desk);
        auto reason = request.form.personal("reason");
        if (intake.show(id).state == State::duplicate && trimmed(reason.reveal()).empty())
            reason = PersonalText{lobby.press.words(request)("inbox.discard_reason")};
        intake.discard(id, reason);
        return see_other("/inbox?done=discarded");
    });
}

/// The first one was filed wrongly: this arrival brings nothing new but leads there, to file it right.
Reply replace(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return decide(lobby, request, desk, [&] {
        const auto id = request.id_of<ArrivalId>();
        const auto intake = lobby.office.intake(desk);
        const auto arrival = intake.show(id);
        if (arrival.state != State::duplicate || !arrival.same_as)
            throw Error{Fault::conflict, "arrival.decided_already"};
        const auto first =
            desk.database().read([&](db::Read& read) { return archive::joined_to(read, *arrival.same_as); });
        static_cast<void>(desk.open<access::FileDocument>(first));
        intake.discard(id, PersonalText{lobby.press.words(request)("inbox.replace_reason")});
        return see_other(path_of(first) + "/file");
    });
}

}  // namespace

void add_inbox_pages(Table& table) {
    table.add("GET", "/inbox", staff, show_inbox);
    table.add("POST", "/arrivals/{id}/retry", staff, retry);
    table.add("POST", "/arrivals/{id}/keep", staff, keep);
    table.add("POST", "/arrivals/{id}/discard", staff, discard);
    table.add("POST", "/arrivals/{id}/replace", staff, replace);
}

}  // namespace arkki::web
