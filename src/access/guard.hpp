#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "access/grant.hpp"
#include "access/session.hpp"
#include "audit/log.hpp"
#include "base/time.hpp"

namespace arkki::access {

/// A thing an act is done to, by the name of its kind: {"document", 812}.
struct Object {
    std::string kind;
    std::int64_t id;
};
[[nodiscard]] inline Object object_of(DocumentId id) { return {"document", id.value()}; }
[[nodiscard]] inline Object object_of(CustomerId id) { return {"customer", id.value()}; }
[[nodiscard]] inline Object object_of(RequestId id) { return {"request", id.value()}; }
[[nodiscard]] inline Object object_of(UnitId id) { return {"unit", id.value()}; }
[[nodiscard]] inline Object object_of(PlaceId id) { return {"place", id.value()}; }

/// What the Guard must know of a thing to judge an act on it. The rooms above own the tables; `service` hands in the
/// function that asks them, in the same transaction as the decision.
struct Facts {
    bool exists = false;
    std::string path = "/";            ///< place path "/1/4/9/", "/" while the paper has no place
    std::string series;                ///< document type code; "" for what is not a document
    std::vector<CustomerId> subjects;  ///< whose data it holds
    std::int64_t version = 0;
    std::int64_t count = 1;          ///< pages
    std::string explained = "none";  ///< what explains the act: "request:7", or "none"
    bool restricted = false;         ///< GDPR art. 18
    /// What an auditor's rules ask for, in this order: own family surname address colleague restricted hold ban closed
    /// due. `own`, `family`, or `surname` and `address` together, are a conflict of interest.
    std::vector<std::string> flags = {};
    /// The folder or binder it lies in, then what holds that: a binder's entry covers its contents.
    std::vector<UnitId> units = {};
    std::string book = "customer";  ///< the register it belongs to
    /// No person has said yet what it is: whoever may only read there does not see it, whoever may maintain there does.
    bool unconfirmed = false;
};

/// Who is about to act, and on which day: whether a record is somebody's own is a fact for one person only.
struct Asking {
    PersonId person;
    Day today;
};
using FactsOf = std::function<Facts(db::Read&, const Object&, const Asking&)>;

/// Decides and records: every decision, a refusal too, is durable before anything leaves.
///
/// The rules, the first that fails names the refusal: session, scope (of a token), left, no-commitment, role, purpose,
/// case, ban, not-on-list, employee-only, restricted, conflict. Break-glass (access/glass.hpp) gets past not-on-list
/// and conflict. A refusal is Error{Fault::denied, "access.denied.<rule>"}, thrown after its line was committed. A
/// thing that does not exist is Error{Fault::not_found, "<kind>.unknown"}.
class Guard {
public:
    Guard(audit::Log& log, Clock clock, WallClock wall_clock, FactsOf facts_of);

    template <class Act>
    [[nodiscard]] Grant<Act> open(const Session& session, typename Act::Object object) {
        return {object, decide(session, object_of(object), Act::action)};
    }

    /// Logs the ids of one page of a list or search, with the query, before their names are loaded. The ids must come
    /// from a query that was already limited to `permitted` scopes; the Guard checks role, purpose and commitment.
    template <class ObjectId>
    [[nodiscard]] Shown<ObjectId> show(const Session& session, std::vector<ObjectId> ids, const PersonalText& query,
                                       std::vector<CustomerId> subjects = {}) {
        std::vector<Object> objects;
        for (const auto id : ids) objects.push_back(object_of(id));
        const EventId event = list(session, objects, query, std::move(subjects));
        return {std::move(ids), event};
    }

    /// For what is done to no person's data: "person.add", "place.change", "log.read" (the table of rules.cpp). Nothing
    /// is logged when it is allowed, as the effect logs itself; a refusal is logged, then thrown.
    /// @param object  "person:17" or "", for the line of a refusal
    void require(const Session& session, std::string_view action, const std::string& object = {});

    /// The rule that would refuse an act now, "unknown" for what does not exist, "" if nothing would. Writes no line:
    /// for forms that offer an act, never instead of `open`.
    [[nodiscard]] std::string refusal(db::Read& read, const Session& session, const Object& object,
                                      std::string_view action) const;

private:
    EventId decide(const Session& session, const Object& object, std::string_view action);
    EventId list(const Session& session, const std::vector<Object>& objects, const PersonalText& query,
                 std::vector<CustomerId> subjects);

    struct Verdict;
    Verdict judge_person(db::Read& read, const Session& session, std::string_view action) const;
    Verdict judge(db::Read& read, const Session& session, const Object& object, std::string_view action) const;
    audit::Event line(const Session& session, std::string_view action, const Verdict& verdict) const;

    audit::Log& log_;
    Clock clock_;
    WallClock wall_clock_;
    FactsOf facts_of_;
};

}  // namespace arkki::access
