#include "archive/scopes.hpp"

#include <vector>

#include "access/access_list.hpp"
#include "custody/around.hpp"
#include "register/barred.hpp"

namespace arkki::archive {

namespace {

std::string number(std::int64_t id) { return std::to_string(id); }
template <class Tagged>
std::string number(Tagged id) {
    return std::to_string(id.value());
}

/// `column IN (1,2,3)`; nothing for no ids.
template <class Ids>
std::string in(std::string_view column, const Ids& ids) {
    if (ids.empty()) return {};
    std::string list;
    for (const auto id : ids) list += (list.empty() ? "(" : ",") + number(id);
    return std::string{column} + " IN " + list + ")";
}

std::string either(const std::string& one, const std::string& other) {
    return one.empty() || other.empty() ? one + other : one + " OR " + other;
}

/// Documents of single entries: themselves, and what lies in the binders.
std::vector<DocumentId> single_documents(db::Read& read, const access::Permitted& may) {
    auto documents = may.documents;
    if (may.units.empty()) return documents;
    for (const auto id : read.rows<DocumentId>("SELECT id FROM document WHERE " +
                                               in("unit", custody::within(read, may.units)) + " ORDER BY id"))
        documents.push_back(id);
    return documents;
}

constexpr std::string_view everything = "1 = 1";

/// What the access list lets this session do, as a condition; "" for nothing.
std::string allowed(db::Read& read, const access::Desk& desk, std::string_view act, std::string_view document,
                    std::string_view scope) {
    const auto may = access::permitted(read, desk.session(), desk.today(), act);
    if (may.everything) return std::string{everything};
    const std::string condition = either(in(scope, may.scopes), in(document, single_documents(read, may)));
    return condition.empty() ? condition : "(" + condition + ")";
}

}  // namespace

std::string permitted(db::Read& read, const access::Desk& desk, std::string_view document, std::string_view scope) {
    return allowed(read, desk, "read", document, scope);
}

std::string readable(db::Read& read, const access::Desk& desk, std::string_view document, std::string_view scope) {
    std::string condition = permitted(read, desk, document, scope);
    if (condition.empty()) return condition;
    const std::string tray = allowed(read, desk, "maintain", document, scope);
    if (tray != everything)
        condition += " AND (" + either(std::string{document} + " NOT IN (SELECT id FROM document WHERE confirmed_at IS"
                                       " NULL)", tray) + ")";
    const auto barred = customers::barred(read, desk);
    if (barred.empty()) return condition;
    const auto theirs = read.rows<DocumentId>("SELECT id FROM document WHERE " + in("customer", barred));
    if (!theirs.empty()) condition += " AND NOT (" + in(document, theirs) + ")";
    return condition;
}

}  // namespace arkki::archive
