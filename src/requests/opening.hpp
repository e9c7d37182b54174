#pragma once
#include "requests/requests.hpp"

/// How a request is born; for the files of this room.
namespace arkki::requests {

/// @throws Error{Fault::invalid, "request.no_items" | "request.bad_item" | "request.item_without_wish" |
///         "request.bad_text" | "request.identity_code"}, and as customers::check
void check_items(const std::vector<NewItem>& items, Kind kind);

/// What the days of a request are counted by.
struct Counted {
    Deadlines dates;
    std::string holidays, rule;
};
/// @param own_receipt  "" if it came with the letter that opened the case
RequestId insert_request(db::Write& write, CaseId case_id, Kind kind, const Counted& counted,
                         const std::string& own_receipt);
/// The items asked about; "all" where none is named.
void insert_items(db::Write& write, RequestId request, const std::vector<NewItem>& items);

}  // namespace arkki::requests
