#pragma once
#include <string_view>
#include <vector>

#include "base/ids.hpp"

namespace arkki::access {

/// Acts. Each names what it is done to, and its event: the log cannot say something else. Which act of the access list
/// it needs - read, copy (export), print, maintain (amend), take (check out), dispose (destroy) - stands in rules.cpp.
// clang-format off
struct ReadDocument { using Object = DocumentId; static constexpr std::string_view action = "document.view"; };
struct PreviewDocument { using Object = DocumentId; static constexpr std::string_view action = "document.preview"; };
struct CopyDocument { using Object = DocumentId; static constexpr std::string_view action = "document.copy"; };
struct ReadText { using Object = DocumentId; static constexpr std::string_view action = "document.text"; };
struct PrintDocument { using Object = DocumentId; static constexpr std::string_view action = "document.print"; };
struct AmendDocument { using Object = DocumentId; static constexpr std::string_view action = "document.amend"; };
struct DisposeDocument { using Object = DocumentId; static constexpr std::string_view action = "document.dispose"; };
struct FileDocument { using Object = DocumentId; static constexpr std::string_view action = "document.file"; };
struct ViewCard { using Object = CustomerId; static constexpr std::string_view action = "card.view"; };
struct AmendCard { using Object = CustomerId; static constexpr std::string_view action = "card.amend"; };
struct CopyCard { using Object = CustomerId; static constexpr std::string_view action = "card.copy"; };
struct ViewRequest { using Object = RequestId; static constexpr std::string_view action = "request.view"; };
struct WorkOnRequest { using Object = RequestId; static constexpr std::string_view action = "request.work"; };
struct PreviewLetter { using Object = RequestId; static constexpr std::string_view action = "letter.preview"; };
struct ViewLetter { using Object = RequestId; static constexpr std::string_view action = "letter.view"; };
struct Decide { using Object = RequestId; static constexpr std::string_view action = "request.decide"; };
struct TakeOriginal { using Object = UnitId; static constexpr std::string_view action = "original.take"; };
struct DisposeUnit { using Object = UnitId; static constexpr std::string_view action = "unit.dispose"; };
struct MoveUnit { using Object = UnitId; static constexpr std::string_view action = "unit.move"; };
// clang-format on

/// Proof that one act on one thing was allowed *and* that its line in the log is durable.
///
/// Only the Guard makes one; it cannot be copied or pointed at another thing, and lives no longer than its Desk. What
/// releases or changes personal data takes a Grant instead of an id.
template <class Act>
class Grant {
public:
    Grant(Grant&&) noexcept = default;
    Grant(const Grant&) = delete;
    Grant& operator=(const Grant&) = delete;
    Grant& operator=(Grant&&) = delete;

    [[nodiscard]] typename Act::Object object() const noexcept { return object_; }
    [[nodiscard]] EventId event() const noexcept { return event_; }

private:
    friend class Guard;
    Grant(typename Act::Object object, EventId event) noexcept : object_{object}, event_{event} {}
    typename Act::Object object_;
    EventId event_;
};

/// Proof that a list of ids may be shown and was logged id by id ("search.page", "list.page").
template <class ObjectId>
class Shown {
public:
    Shown(Shown&&) noexcept = default;
    Shown(const Shown&) = delete;
    Shown& operator=(const Shown&) = delete;
    Shown& operator=(Shown&&) = delete;

    [[nodiscard]] const std::vector<ObjectId>& objects() const noexcept { return objects_; }
    [[nodiscard]] EventId event() const noexcept { return event_; }

private:
    friend class Guard;
    Shown(std::vector<ObjectId> objects, EventId event) noexcept : objects_{std::move(objects)}, event_{event} {}
    std::vector<ObjectId> objects_;
    EventId event_;
};

}  // namespace arkki::access
