// Taking back what was done last in the tray.
#include <algorithm>
#include <map>

#include "archive/sheaf.hpp"
#include "archive/staging.hpp"
#include "base/error.hpp"

namespace arkki::archive {
namespace {

struct Done {
    std::int64_t id;
    std::string kind;
    int page;
    PersonId by{0};
};

std::optional<Done> last_act(db::Read& read, DocumentId document) {
    const auto found = read.row<std::int64_t, std::string, int, PersonId>(
        "SELECT a.id, a.kind, a.page, a.done_by FROM staging_act a JOIN staging_act_document d ON d.act = a.id"
        " WHERE d.document = :id AND a.undone_at IS NULL ORDER BY a.id DESC LIMIT 1",
        {{"id", document}});
    if (!found) return std::nullopt;
    const auto& [id, kind, page, by] = *found;
    return Done{id, kind, page, by};
}

/// The documents of the act as they are now, the one the person looked at first.
std::vector<Sheaf> touched(db::Write& write, const access::Desk& desk, const Done& act, DocumentId first,
                           std::int64_t seen) {
    std::vector<Sheaf> sheaves{load_sheaf(write, first, seen)};
    for (const auto id : write.rows<DocumentId>(
             "SELECT document FROM staging_act_document WHERE act = :act AND document <> :first ORDER BY document",
             {{"act", act.id}, {"first", first}})) {
        const auto refusal = desk.refusal(write, access::object_of(id), access::FileDocument::action);
        if (!refusal.empty()) throw Error{Fault::denied, "access.denied." + refusal};
        const auto last = last_act(write, id);
        if (!last || last->id != act.id) throw Error{Fault::conflict, "document.changed_meanwhile"};
        sheaves.push_back(load_sheaf(write, id, {}));
    }
    return sheaves;
}

/// Whose pages a document has that the act had made, or nothing: as it was before.
std::optional<DocumentId> merged_before(db::Read& read, const Done& act, const Sheaf& sheaf,
                                        const std::vector<Sheaf>& all) {
    const auto [merged, born] = read.one<std::optional<DocumentId>, bool>(
        "SELECT merged_into, born FROM staging_act_document WHERE act = :act AND document = :id",
        {{"act", act.id}, {"id", sheaf.id}});
    if (!born) return merged;
    const auto other = std::find_if(all.begin(), all.end(), [&](const Sheaf& one) { return one.id != sheaf.id; });
    return other->id;
}

/// The pages lie as they lay before the act.
void restore(db::Read& read, const Done& act, std::vector<Sheaf>& sheaves) {
    std::map<std::int64_t, Lie> before;
    for (const auto& [page, document, number, dropped, turn] : read.rows<PageId, DocumentId, int, bool, int>(
             "SELECT page, document, number, dropped, turn FROM staging_act_page WHERE act = :act", {{"act", act.id}}))
        before.emplace(page.value(), Lie{document, number, dropped, turn});
    std::vector<std::pair<Lie, Leaf>> leaves;
    for (auto& sheaf : sheaves) {
        for (auto* pile : {&sheaf.kept, &sheaf.dropped}) {
            for (auto& leaf : *pile) {
                const auto found = before.find(leaf.id.value());
                const Lie lie = found == before.end() ? leaf.was : found->second;
                leaf.turn = lie.turn;
                leaves.emplace_back(lie, leaf);
            }
            pile->clear();
        }
    }
    std::ranges::stable_sort(leaves, {}, [](const auto& leaf) { return leaf.first.number; });
    for (auto& sheaf : sheaves) {
        sheaf.merged_into = merged_before(read, act, sheaf, sheaves);
        for (const auto& [lie, leaf] : leaves)
            if (lie.document == sheaf.id) (lie.dropped ? sheaf.dropped : sheaf.kept).push_back(leaf);
    }
}

}  // namespace

void Staging::undo(const Filing& document, std::int64_t seen) const {
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        const auto act = last_act(write, document.object());
        if (!act) throw Error{Fault::conflict, "staging.nothing_to_undo"};
        if (act->by != desk_.session().actor) throw Error{Fault::conflict, "staging.act_of_another"};
        auto sheaves = touched(write, desk_, *act, document.object(), seen);
        restore(write, *act, sheaves);
        static_cast<void>(write_sheaves(write, sheaves, desk_.now()));
        write.run("UPDATE staging_act SET undone_at = :now, undone_by = :person WHERE id = :id",
                  {{"now", desk_.now()}, {"person", desk_.session().actor}, {"id", act->id}});
        return log_arranged(appender, desk_, "undo." + act->kind, act->page, sheaves);
    });
}

std::optional<StagingAct> Staging::last(const access::Grant<access::ReadDocument>& document) const {
    return desk_.database().read([&](db::Read& read) -> std::optional<StagingAct> {
        const auto act = last_act(read, document.object());
        if (!act) return std::nullopt;
        return StagingAct{act->kind, act->page, act->by == desk_.session().actor};
    });
}

DocumentId joined_to(db::Read& read, DocumentId document) {
    // A joined document may have been joined on; each has a row of its own, so this ends.
    while (const auto next = read.row<std::optional<DocumentId>>("SELECT merged_into FROM document WHERE id = :id",
                                                                 {{"id", document}})) {
        if (!*next) break;
        document = **next;
    }
    return document;
}

}  // namespace arkki::archive
