#pragma once
#include <string>
#include <vector>

#include "requests/letters.hpp"
#include "requests/notice_kinds.hpp"

namespace arkki::requests {

/// A letter about to be written.
struct Notice {
    std::string kind;
    Answers answers;
};

/// That and how a letter left the house.
struct Dispatch {
    std::string channel;  ///< post | registered | counter | secure_email
    Day sent_on;
    PersonalText proof;  ///< number of the registered letter, who fetched it
};

struct Dispatched {
    LetterId letter{0};
    Dispatch how;
    PersonId by{0};
};

/// The letters on the way to an answer, and how every letter was sent.
///
/// The responsible person signs them, as the contact person of the register has no key of the house.
class Notices {
public:
    Notices(const access::Desk& desk, const Stationery& stationery) : desk_{desk}, stationery_{stationery} {}

    /// The letter as it would leave today; the same bytes all day long.
    /// @throws as `Answers::check`; Error{Fault::conflict, "notice.not_now"}  the kind does not fit the request, such as
    ///         an extension after the first month (art. 12(3)); and as `Letters::drafts`
    [[nodiscard]] Draft draft(const access::Grant<access::PreviewLetter>& grant, const Notice& notice) const;

    /// Composes, checks, signs and keeps it. Nothing of the request changes by that.
    /// @throws as `draft`; Error{Fault::conflict, "request.changed_meanwhile"}  another letter was signed meanwhile
    IssuedLetter sign(const access::Grant<access::Decide>& grant, const Notice& notice,
                      const signing::Signer& signer) const;

    /// Records that a letter of the request left the house.
    /// @throws Error{Fault::not_found, "letter.unknown"}, Error{Fault::invalid, "dispatch.bad_channel" |
    ///         "dispatch.in_future" | "dispatch.before_the_letter" | "request.bad_text"}  with the field
    /// @throws Error{Fault::conflict, "dispatch.known"}  recorded already
    void dispatch(const access::Grant<access::WorkOnRequest>& grant, LetterId letter, const Dispatch& how) const;

    /// Oldest first.
    [[nodiscard]] std::vector<Dispatched> dispatched(const access::Grant<access::ViewRequest>& grant) const;

private:
    const access::Desk& desk_;
    Stationery stationery_;
};

/// Whether a letter of this kind was sent for the request.
[[nodiscard]] bool was_sent(db::Read& read, RequestId request, std::string_view kind);

/// How a letter may leave.
[[nodiscard]] const std::vector<std::string_view>& dispatch_channels() noexcept;

}  // namespace arkki::requests
