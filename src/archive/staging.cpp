#include "archive/staging.hpp"

#include <algorithm>
#include <functional>

#include "archive/sheaf.hpp"
#include "base/error.hpp"

namespace arkki::archive {
namespace {

/// An act about to be done.
struct Act {
    std::string_view kind;
    int page = 0;
};

/// What is needed to take the act back.
void remember(db::Write& write, const access::Desk& desk, const Act& act, const std::vector<Sheaf>& sheaves,
              const std::vector<std::optional<DocumentId>>& merged_before, const std::vector<Leaf>& changed) {
    const auto id = write.one<std::int64_t>(
        "INSERT INTO staging_act (kind, page, done_at, done_by) VALUES (:kind, :page, :now, :person) RETURNING id",
        {{"kind", act.kind}, {"page", act.page}, {"now", desk.now()}, {"person", desk.session().actor}});
    for (std::size_t i = 0; i < sheaves.size(); ++i)
        write.run(
            "INSERT INTO staging_act_document (act, document, merged_into, born) VALUES (:act, :id, :merged, :born)",
            {{"act", id},
             {"id", sheaves[i].id},
             {"merged", i < merged_before.size() ? merged_before[i] : std::nullopt},
             {"born", sheaves[i].born}});
    for (const auto& leaf : changed)
        write.run(
            "INSERT INTO staging_act_page (act, page, document, number, dropped, turn)"
            " VALUES (:act, :page, :document, :number, :dropped, :turn)",
            {{"act", id},
             {"page", leaf.id},
             {"document", leaf.was.document},
             {"number", leaf.was.number},
             {"dropped", leaf.was.dropped},
             {"turn", leaf.was.turn}});
}

using Arrange = std::function<void(db::Write& write, std::vector<Sheaf>& sheaves)>;

/// Loads the documents, lets `arrange` put their pages in order, writes that and remembers how it was.
/// @param ids  the first is the one the person looked at
void perform(const access::Desk& desk, const Act& act, const std::vector<DocumentId>& ids, std::int64_t seen,
             const Arrange& arrange) {
    desk.log().change([&](db::Write& write, audit::Appender& appender) {
        std::vector<Sheaf> sheaves;
        std::vector<std::optional<DocumentId>> merged_before;
        for (const auto id : ids) {
            sheaves.push_back(load_sheaf(write, id, sheaves.empty() ? std::optional{seen} : std::nullopt));
            merged_before.push_back(sheaves.back().merged_into);
            if (sheaves.back().merged_into) throw Error{Fault::conflict, "staging.merged"};
        }
        arrange(write, sheaves);
        const auto changed = write_sheaves(write, sheaves, desk.now());
        if (!changed.empty()) remember(write, desk, act, sheaves, merged_before, changed);
        return log_arranged(appender, desk, std::string{act.kind}, act.page, sheaves);
    });
}

std::size_t place_of(const Sheaf& sheaf, int page) {
    if (page < 1 || static_cast<std::size_t>(page) > sheaf.kept.size()) throw Error{Fault::not_found, "page.unknown"};
    return static_cast<std::size_t>(page) - 1;
}

std::ptrdiff_t offset(std::size_t place) { return static_cast<std::ptrdiff_t>(place); }

/// Whether a page stood before another on the paper, as it came in.
bool before(const Leaf& one, const Leaf& other) {
    const auto sheet = [](const Leaf& leaf) { return leaf.arrival ? leaf.arrival->value() : 0; };
    return std::pair{sheet(one), one.source_page} < std::pair{sheet(other), other.source_page};
}

}  // namespace

audit::Receipt log_arranged(audit::Appender& appender, const access::Desk& desk, const std::string& how, int page,
                            const std::vector<Sheaf>& sheaves) {
    const auto named = [](DocumentId id) { return "document:" + std::to_string(id.value()); };
    std::optional<audit::Receipt> receipt;
    for (const auto& sheaf : sheaves) {
        auto event = desk.event("document.arranged");
        event.object = named(sheaf.id);
        event.version = sheaf.version;
        event.count = std::max<std::int64_t>(1, static_cast<std::int64_t>(sheaf.kept.size()));
        event.args = {{"how", how}};
        if (page > 0) event.args.emplace_back("page", std::to_string(page));
        for (const auto& other : sheaves)
            if (other.id != sheaf.id) event.args.emplace_back("with", named(other.id));
        receipt.emplace(appender.append(event));
    }
    return std::move(*receipt);
}

DocumentId Staging::split(const Filing& document, std::int64_t seen, int before) const {
    if (before == 1) throw Error{Fault::invalid, "staging.nothing_before"};
    DocumentId made{0};
    perform(desk_, {"split", before}, {document.object()}, seen, [&](db::Write& write, std::vector<Sheaf>& sheaves) {
        const auto cut = offset(place_of(sheaves.front(), before));
        const Leaf first = sheaves.front().kept[static_cast<std::size_t>(cut)];
        sheaves.push_back(new_sheaf(write, sheaves.front(), first));
        auto& from = sheaves.front().kept;
        sheaves.back().kept.assign(from.begin() + cut, from.end());
        from.erase(from.begin() + cut, from.end());
        made = sheaves.back().id;
    });
    return made;
}

void Staging::merge(const Filing& into, std::int64_t seen, const Filing& other) const {
    if (into.object() == other.object()) throw Error{Fault::invalid, "staging.same_document"};
    perform(desk_, {"merge"}, {into.object(), other.object()}, seen, [](db::Write&, std::vector<Sheaf>& sheaves) {
        Sheaf &whole = sheaves[0], &rest = sheaves[1];
        if (whole.kept.empty() || rest.kept.empty()) throw Error{Fault::conflict, "staging.no_pages"};
        whole.kept.insert(whole.kept.end(), rest.kept.begin(), rest.kept.end());
        whole.dropped.insert(whole.dropped.end(), rest.dropped.begin(), rest.dropped.end());
        rest.kept.clear();
        rest.dropped.clear();
        rest.merged_into = whole.id;
    });
}

void Staging::move(const Filing& document, std::int64_t seen, int page, int to) const {
    perform(desk_, {"move", page}, {document.object()}, seen, [&](db::Write&, std::vector<Sheaf>& sheaves) {
        auto& kept = sheaves.front().kept;
        const auto from = place_of(sheaves.front(), page), there = place_of(sheaves.front(), to);
        const Leaf leaf = kept[from];
        kept.erase(kept.begin() + offset(from));
        kept.insert(kept.begin() + offset(there), leaf);
    });
}

void Staging::turn(const Filing& document, std::int64_t seen, int page, int degrees) const {
    if (degrees != 90 && degrees != 180 && degrees != 270) throw Error{Fault::invalid, "staging.bad_turn"};
    perform(desk_, {"turn", page}, {document.object()}, seen, [&](db::Write&, std::vector<Sheaf>& sheaves) {
        auto& leaf = sheaves.front().kept[place_of(sheaves.front(), page)];
        if (!leaf.readable) throw Error{Fault::conflict, "page.unread"};
        leaf.turn = (leaf.turn + degrees) % 360;
    });
}

void Staging::drop(const Filing& document, std::int64_t seen, int page) const {
    perform(desk_, {"drop", page}, {document.object()}, seen, [&](db::Write&, std::vector<Sheaf>& sheaves) {
        auto& kept = sheaves.front().kept;
        const auto place = place_of(sheaves.front(), page);
        if (kept.size() == 1) throw Error{Fault::conflict, "staging.last_page"};
        sheaves.front().dropped.push_back(kept[place]);
        kept.erase(kept.begin() + offset(place));
    });
}

void Staging::take_back(const Filing& document, std::int64_t seen, int page) const {
    perform(desk_, {"take_back", page}, {document.object()}, seen, [&](db::Write&, std::vector<Sheaf>& sheaves) {
        auto& kept = sheaves.front().kept;
        auto& dropped = sheaves.front().dropped;
        const int first = static_cast<int>(kept.size()) + 1;
        if (page < first || page >= first + static_cast<int>(dropped.size()))
            throw Error{Fault::not_found, "page.unknown"};
        const auto taken = dropped.begin() + (page - first);
        const auto next =
            std::find_if(kept.begin(), kept.end(), [&](const Leaf& leaf) { return before(*taken, leaf); });
        kept.insert(next, *taken);
        dropped.erase(taken);
    });
}

}  // namespace arkki::archive
