#include "requests/marks.hpp"

namespace arkki::requests {

bool bans_marketing(db::Read& read, CustomerId customer) {
    // From the day it came in the wish is honoured unless it was refused: there is nothing to weigh (art. 21(3)).
    return read.one<bool>(
        "SELECT EXISTS (SELECT 1 FROM request r JOIN request_case c ON c.id = r.request_case"
        " WHERE c.subject = :customer AND r.kind = 'ban' AND r.outcome <> 'refused' AND r.state <> 'withdrawn')",
        {{"customer", customer}});
}

}  // namespace arkki::requests
