#include "intake/assembling.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "intake/assembly.hpp"
#include "intake/proposal.hpp"

namespace arkki::intake {
namespace {

/// The arrivals of a batch that wait to be filed, in order.
std::vector<Kept> waiting_in(db::Read& read, BatchId batch) {
    auto sheets = sheets_of(read, batch);
    std::erase_if(sheets, [](const Kept& sheet) { return sheet.state != State::read; });
    return sheets;
}

PageInBatch in_batch(const Kept& kept, const archive::StoredPage& page) {
    PageInBatch entry;
    entry.arrival = kept.id;
    entry.number = page.source_page;
    entry.of_stack = kept.of_stack();
    entry.blank = page.blank;
    entry.failure = page.failure;
    entry.codes = page.codes;
    if (!kept.series.empty()) entry.series = archive::series_from(kept.series);
    entry.unit = kept.unit;
    return entry;
}

void finish(db::Write& write, ArrivalId arrival, const std::string& what, db::Parameters values, Instant now) {
    values.emplace_back("id", arrival);
    values.emplace_back("now", now);
    write.run("UPDATE arrival SET " + what + ", finished_at = :now WHERE id = :id", values);
    drop_read_pages(write, arrival);
}

/// A sheet of ours: its page stays readable where it is, should a person say that it was none.
void count_as_sign(db::Write& write, ArrivalId arrival, Instant now) {
    write.run("UPDATE arrival SET state = 'separator', finished_at = :now WHERE id = :id",
              {{"now", now}, {"id", arrival}});
}

/// Sheets of ours between the pages of a file that was filed: no document has them, and no row names their blobs any more.
template <class Sheets, class Drafts>
void forget_signs(const archive::Archive& archive, const Sheets& sheets, const Drafts& drafts) {
    std::map<ArrivalId, std::set<int>> filed;
    for (const auto& draft : drafts)
        for (const auto& page : draft.document.pages)
            if (page.arrival) filed[*page.arrival].insert(page.source_page);
    for (const auto& sheet : sheets) {
        const auto kept = filed.find(sheet.kept.id);
        if (kept == filed.end()) continue;
        for (const auto& page : sheet.pages)
            if (!kept->second.contains(page.source_page)) archive.forget(page);
    }
}

template <class Sheets>
const auto& sheet_with(const Sheets& sheets, ArrivalId id) {
    return *std::find_if(sheets.begin(), sheets.end(), [&](const auto& sheet) { return sheet.kept.id == id; });
}

}  // namespace

void Assembling::assemble(const jobs::Lease& lease) const {
    const BatchId batch{lease.object};
    if (lease.is_hopeless()) {
        desk_.database().write([&](db::Write& write) { jobs::fail(write, lease, "intake.gave_up", desk_.now()); });
        return;
    }
    const Plan plan = plan_of(batch);
    if (plan.sheets.empty() && plan.known.empty() && plan.twins.empty()) {
        desk_.database().write([&](db::Write& write) { jobs::done(write, lease, desk_.now()); });
        return;
    }
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        jobs::done(write, lease, desk_.now());
        return write_down(write, appender, batch, plan);
    });
    forget_doubles(plan);
    forget_signs(archive::Archive{desk_, shelves_}, plan.sheets, plan.drafts);
}

/// What was read of files that turned out to be there already is named by no row any more.
void Assembling::forget_doubles(const Plan& plan) const {
    const archive::Archive archive{desk_, shelves_};
    for (const auto& sheet : plan.doubles) {
        const auto now = desk_.database().read([&](db::Read& read) { return intake::kept(read, sheet.kept.id); });
        if (now.state != State::duplicate) continue;
        for (const auto& page : sheet.pages) archive.forget(page);
    }
}

Assembling::Plan Assembling::plan_of(BatchId batch) const {
    Plan plan;
    desk_.database().read([&](db::Read& read) {
        for (const auto& kept : waiting_in(read, batch)) plan.sheets.push_back({kept, read_pages(read, kept.id)});
    });
    sort_out_duplicates(plan);
    const archive::Archive archive{desk_, shelves_};
    for (auto& sheet : plan.sheets)
        for (auto& page : sheet.pages) archive.recall(sheet.kept.key, page);
    plan.drafts = drafts_of(plan.sheets);
    return plan;
}

/// Equal bytes are one document: of those that are filed already, and of those that came together.
void Assembling::sort_out_duplicates(Plan& plan) const {
    std::map<std::string, ArrivalId> first;
    const auto is_duplicate = [&](const Sheet& sheet) {
        const auto& kept = sheet.kept;
        if (kept.same_as || kept.of_stack()) return false;
        if (const auto same = desk_.database().read([&](db::Read& read) { return known_as(read, kept); })) {
            plan.known.emplace_back(kept.id, *same);
            plan.doubles.push_back(sheet);
            return true;
        }
        const auto [found, is_first] = first.emplace(kept.original.sha256, kept.id);
        if (!is_first) {
            plan.twins.emplace_back(kept.id, found->second);
            plan.doubles.push_back(sheet);
        }
        return !is_first;
    };
    std::erase_if(plan.sheets, is_duplicate);
}

std::vector<Assembling::Draft> Assembling::drafts_of(const std::vector<Sheet>& sheets) const {
    std::vector<PageInBatch> pages;
    for (const auto& sheet : sheets)
        for (const auto& page : sheet.pages) pages.push_back(in_batch(sheet.kept, page));
    std::vector<Draft> drafts;
    for (const auto& planned : plan(pages)) drafts.push_back(draft(planned, sheets));
    return drafts;
}

Assembling::Draft Assembling::draft(const DocumentPlan& planned, const std::vector<Sheet>& sheets) const {
    Draft draft;
    auto& document = draft.document;
    std::set<std::string> keys;
    for (const auto& place : planned.pages) {
        const auto& sheet = sheet_with(sheets, place.arrival);
        if (std::find(draft.arrivals.begin(), draft.arrivals.end(), place.arrival) == draft.arrivals.end())
            draft.arrivals.push_back(place.arrival);
        auto page = *std::find_if(sheet.pages.begin(), sheet.pages.end(),
                                  [&](const auto& one) { return one.source_page == place.number; });
        page.number = static_cast<int>(document.pages.size()) + 1;
        page.arrival = place.arrival;
        if (place.arrival != draft.arrivals.front()) page.sealed_by = sheet.kept.key.text;
        keys.insert(page.name_keys.begin(), page.name_keys.end());
        document.pages.push_back(std::move(page));
    }
    const auto& first = sheet_with(sheets, draft.arrivals.front()).kept;
    document.arrival = first.id;
    document.media = first.media;
    document.key = first.key;
    document.original = first.original;
    for (std::size_t i = 1; i < draft.arrivals.size(); ++i) {
        const auto& kept = sheet_with(sheets, draft.arrivals[i]).kept;
        document.more_originals.push_back({kept.id, kept.media, kept.key, kept.original});
    }
    document.series = planned.series.value_or(archive::Series::other);
    document.language = planned.language;
    document.received_on = desk_.wall_clock()(first.received_at).day;
    document.proposed_customer = customer_named(desk_, keys);
    document.unit = unit_of(desk_, planned);
    return draft;
}

audit::Receipt Assembling::write_down(db::Write& write, audit::Appender& appender, BatchId batch,
                                      const Plan& plan) const {
    std::size_t expected = plan.sheets.size() + plan.known.size() + plan.twins.size();
    if (waiting_in(write, batch).size() != expected) throw Error{Fault::unavailable, "batch.changed_meanwhile"};
    for (const auto& sheet : plan.sheets)  // equal bytes may have been filed meanwhile
        if (known_as(write, sheet.kept)) throw Error{Fault::unavailable, "batch.changed_meanwhile"};
    const archive::Archive archive{desk_, shelves_};
    std::map<ArrivalId, DocumentId> filed;
    std::optional<audit::Receipt> receipt;
    for (const auto& draft : plan.drafts) {
        auto [id, line] = archive.file(write, appender, draft.document);
        for (const auto arrival : draft.arrivals) filed.emplace(arrival, id);
        receipt = line;
    }
    for (const auto& sheet : plan.sheets) {
        const auto document = filed.find(sheet.kept.id);
        if (document != filed.end())
            finish(write, sheet.kept.id, "state = 'filed', document = :document", {{"document", document->second}},
                   desk_.now());
        else
            count_as_sign(write, sheet.kept.id, desk_.now());
    }
    for (const auto& [arrival, same] : plan.known) receipt = set_aside(write, appender, arrival, same);
    for (const auto& [arrival, twin] : plan.twins)
        if (const auto same = filed.find(twin); same != filed.end())
            receipt = set_aside(write, appender, arrival, same->second);
        else
            count_as_sign(write, arrival, desk_.now());
    if (receipt) return *receipt;
    auto event = desk_.event("batch.assembled");
    event.object = "batch:" + std::to_string(batch.value());
    event.args = {{"separators", std::to_string(plan.sheets.size())}};
    return appender.append(event);
}

audit::Receipt Assembling::set_aside(db::Write& write, audit::Appender& appender, ArrivalId arrival,
                                     DocumentId same) const {
    finish(write, arrival, "state = 'duplicate', same_as = :same", {{"same", same}}, desk_.now());
    auto event = desk_.event("arrival.duplicate");
    event.object = object_of(arrival);
    return appender.append(event);
}

void Assembling::keep(const Kept& kept) const {
    Sheet sheet{kept, desk_.database().read([&](db::Read& read) { return read_pages(read, kept.id); })};
    const bool any = std::any_of(sheet.pages.begin(), sheet.pages.end(),
                                 [](const auto& page) { return page.failure.empty(); });
    if (!any) sheet.pages.clear();
    const archive::Archive archive{desk_, shelves_};
    for (auto& page : sheet.pages) archive.recall(kept.key, page);
    DocumentPlan planned;
    for (const auto& page : sheet.pages) planned.pages.push_back(in_batch(kept, page));
    auto plans = plan(planned.pages);
    if (plans.size() == 1) planned = plans.front();
    if (!kept.series.empty()) planned.series = archive::series_from(kept.series);
    if (!planned.unit && planned.place_code.empty()) planned.unit = kept.unit;
    Draft whole;
    if (!planned.pages.empty()) {
        whole = draft(planned, {sheet});
    } else {
        whole.document.series = planned.series.value_or(archive::Series::other);
        whole.document.received_on = desk_.wall_clock()(kept.received_at).day;
        whole.document.unit = kept.unit;
        whole.document.arrival = kept.id;
        whole.document.key = kept.key;
        whole.document.original = kept.original;
    }
    whole.document.media = media_code(imaging::kind_of(shelves_.vault.get(kept.key, kept.original.id)));
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        if (intake::kept(write, kept.id).state != State::quarantined)
            throw Error{Fault::conflict, "arrival.decided_already"};
        auto [id, receipt] = archive.file(write, appender, whole.document);
        finish(write, kept.id, "state = 'filed', reason = '', document = :document", {{"document", id}}, desk_.now());
        return receipt;
    });
    forget_signs(archive, std::vector{sheet}, std::vector{whole});
}

}  // namespace arkki::intake
