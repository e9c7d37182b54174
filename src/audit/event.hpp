#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace arkki::audit {

/// What happened to whom, by whom and why: one entry of the access log before it is numbered and sealed.
///
/// Groups and order are those of docs/formats.md ("arkki-audit/v1"): A who, S whom, C circumstances, F free text.
/// Everything but F is ids and codes; names are resolved when the log is shown. What breaks a limit is refused by
/// Appender::append, never cut.
struct Event {
    // A
    PersonId actor{0};    ///< 0: nobody known (a failed sign-in)
    std::string session;  ///< public id of the session, not the cookie
    std::string auth;     ///< password+totp | password | token | os-user | machine | none
    std::string address;  ///< of the caller
    std::string via;      ///< web | api | cli | job | service; always there
    std::string station;  ///< at most 40 bytes
    // S
    std::string object;                ///< "document:812", "" if none
    std::int64_t version = 0;          ///< of the object, 0 if it has none
    std::string sha256;                ///< hex of what left the house
    std::vector<CustomerId> subjects;  ///< whose data, at most 1,000
    // C
    std::string action;  ///< "document.view"; kinds of docs/formats.md
    std::string role;    ///< clerk | responsible | auditor | admin | second | machine
    std::string purpose;
    std::string case_ref;            ///< "order:2210", "request:7", ""
    std::string basis;               ///< list:N | self | role | glass:N
    std::string result = "allowed";  ///< allowed | denied | error
    std::string rule;                ///< the first failing rule of a denial
    std::int64_t count = 1;
    std::string request;                                    ///< id of the web request, command or job
    std::vector<std::pair<std::string, std::string>> args;  ///< key=value, printable ASCII, no personal data
    // F
    PersonalText query;   ///< at most 500 bytes
    PersonalText reason;  ///< at most 2,000 bytes
    PersonalText note;    ///< at most 2,000 bytes
};

/// An event as it stands in the log. Pruned groups are empty.
struct Entry {
    EventId seq{0};
    Instant at;
    Event event;
    std::string pruned;  ///< letters of the groups whose contents were erased, such as "F" or "ASF"
};

}  // namespace arkki::audit
