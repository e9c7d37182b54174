#include "service/redacting.hpp"

#include "imaging/burning.hpp"
#include "requests/annexes.hpp"

namespace arkki::service {

archive::RedactedCopies redacted_copies(Office& office) {
    return {office.database(), office.shelves(),
            [&reader = office.reader()](ByteView picture, int width, int height,
                                        const std::vector<imaging::Box>& boxes) {
                return imaging::burn(reader, picture, width, height, boxes);
            }};
}

void make_copies(Office& office, const access::Desk& desk, RequestId request) {
    const auto subject = office.database().read([&](db::Read& read) { return requests::copies_for(read, request); });
    if (!subject) return;
    const auto copies = redacted_copies(office);
    const auto papers = desk.show(office.archive(desk).of_customer(*subject), {}, {*subject});
    const auto states = archive::Redactions{desk}.states(request, papers);
    for (std::size_t i = 0; i < states.size(); ++i)
        if (states[i].withheld.empty()) static_cast<void>(copies.make(papers, i, request, desk.now()));
}

requests::Package package(Office& office, const access::Desk& desk) { return {desk, office.shelves().vault}; }

}  // namespace arkki::service
