#include "intake/proposal.hpp"

#include "intake/assembly.hpp"
#include "register/customers.hpp"

namespace arkki::intake {

Proposal propose(const access::Desk& desk, const std::vector<archive::StoredPage>& pages) {
    std::vector<PageInBatch> read;
    std::set<std::string> keys;
    for (const auto& page : pages) {
        keys.insert(page.name_keys.begin(), page.name_keys.end());
        PageInBatch in_batch;
        in_batch.number = page.number;
        in_batch.codes = page.codes;
        read.push_back(std::move(in_batch));
    }
    Proposal proposal;
    for (const auto& document : plan(read)) {
        if (document.language.empty()) continue;
        proposal.series = document.series.value_or(archive::Series::other);
        proposal.language = document.language;
    }
    proposal.customer = customer_named(desk, keys);
    return proposal;
}

std::optional<CustomerId> customer_named(const access::Desk& desk, const std::set<std::string>& keys) {
    const auto customers = desk.database().read([&](db::Read& read) {
        return customers::named(read, {keys.begin(), keys.end()});
    });
    return customers.size() == 1 ? std::optional{customers.front()} : std::nullopt;
}

}  // namespace arkki::intake
