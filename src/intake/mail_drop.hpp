#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "access/desk.hpp"
#include "intake/intake.hpp"

namespace arkki::intake {

/// Mails as files, dropped into a hot folder or sent: what is attached and can be paper becomes the sheets of one batch, in
/// the order of the mail, and the mail itself is kept beside them as it came.
class MailDrop {
public:
    /// @param spool  where attachments are put together; nothing is left there, also after a crash
    MailDrop(const access::Desk& desk, const Intake& intake, std::filesystem::path spool)
        : desk_{desk}, intake_{intake}, spool_{std::move(spool)} {}

    /// A mail without anything that can be paper, or one that cannot be read, waits for a person with its reason. A crash
    /// on the way loses and doubles nothing: the same claim goes on where it broke off.
    /// @param name  bytes as the file system has them
    /// @throws Error{Fault::unavailable, ...}  disk or database; to be tried again
    void take_in(int file, const std::string& name, const std::string& claim, std::optional<UnitId> unit) const;

    /// The same into an open batch of somebody else's, which stays open.
    /// @param mail  how the mail came; its attachments come the same way. Its batch must be said; without a claim nothing
    ///              is recognised when it comes again
    /// @returns the mail's own arrival
    /// @throws as `take_in`
    ArrivalId unpack(int file, const Source& mail) const;

private:
    void take_in_attachments(std::string_view bytes, const Source& mail) const;
    [[nodiscard]] BatchId batch_of(const std::string& claim, std::optional<UnitId> unit) const;

    const access::Desk& desk_;
    const Intake& intake_;
    std::filesystem::path spool_;
};

/// Whether a file is to be unpacked: its name says so and it begins as mails do.
[[nodiscard]] bool is_mail(int file, const std::string& name);

/// The claim of a mail's n-th attachment, from 1: "" for a mail without one.
[[nodiscard]] std::string claim_of_attachment(const std::string& mail, int n);

}  // namespace arkki::intake
