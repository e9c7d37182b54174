#include "requests/annexes.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "requests/rows.hpp"

namespace arkki::requests {

std::vector<Annex> annexes_of(const access::Desk& desk, const archive::Shelves& shelves, const Overview& request) {
    const archive::Archive archive{desk, shelves};
    const auto ids = archive.of_customer(request.subject);
    const auto all =
        desk.database().read([&](db::Read& read) { return archive::count_of_customer(read, request.subject); });
    if (std::cmp_not_equal(ids.size(), all)) throw Error{Fault::conflict, "letter.documents_hidden"};
    const auto papers = desk.show(ids, {}, {request.subject});
    const auto lines = archive.lines(papers);
    const auto states = archive::Redactions{desk}.states(request.id, papers);
    const archive::RedactedCopies copies{desk.database(), shelves};
    std::vector<Annex> annexes;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        Annex annex{lines[i], {}, states[i].withheld};
        if (annex.withheld.empty()) annex.copy = copies.make(papers, i, request.id, desk.now());
        annexes.push_back(std::move(annex));
    }
    return annexes;
}

std::optional<CustomerId> copies_for(db::Read& read, RequestId request) {
    const Overview about = load(read, request);
    if (about.kind != Kind::access || !about.outcome) return std::nullopt;
    if (about.outcome == Outcome::refused || about.outcome == Outcome::no_data) return std::nullopt;
    return about.subject;
}

bool withholds(const std::vector<Annex>& annexes) {
    return std::any_of(annexes.begin(), annexes.end(),
                       [](const Annex& annex) { return !annex.withheld.empty() || !annex.copy.grounds.empty(); });
}

std::string annex_name(const std::string& letter_number, int annex) {
    std::array<char, 12> digits{};
    std::snprintf(digits.data(), digits.size(), "-%02d.pdf", annex);
    return letter_number + digits.data();
}

std::vector<SealedAnnex> seal_annexes(const access::Desk& desk, const archive::Shelves& shelves,
                                      const Overview& request, const std::vector<Annex>& annexes,
                                      const std::string& letter_number, const blobs::WrappedKey& key) {
    const archive::RedactedCopies copies{desk.database(), shelves};
    std::vector<SealedAnnex> sealed;
    int number = 0;
    for (const auto& annex : annexes) {
        if (!annex.withheld.empty()) continue;
        const auto grant = desk.open<access::CopyDocument>(annex.paper.id);
        const auto stored = shelves.vault.put_written(
            key, [&](const auto& add) { copies.pieces(grant, request.id, desk.now(), add); });
        if (stored.sha256 != annex.copy.sha256) {
            shelves.vault.remove(stored.id);
            throw Error{Fault::conflict, "request.changed_meanwhile"};
        }
        sealed.push_back({++number, annex_name(letter_number, number), annex.paper.id,
                          static_cast<int>(annex.copy.grounds.size()), stored});
    }
    return sealed;
}

void keep_annexes(db::Write& write, LetterId letter, const std::vector<SealedAnnex>& annexes) {
    for (const auto& annex : annexes)
        write.run(
            "INSERT INTO letter_annex (letter, number, name, document, places, sha256, size, blob)"
            " VALUES (:letter, :number, :name, :document, :places, :sha256, :size, :blob)",
            {{"letter", letter},
             {"number", annex.number},
             {"name", annex.name},
             {"document", annex.document},
             {"places", annex.places},
             {"sha256", annex.stored.sha256},
             {"size", static_cast<std::int64_t>(annex.stored.size)},
             {"blob", annex.stored.id.text}});
}

}  // namespace arkki::requests
