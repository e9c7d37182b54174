#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/archive.hpp"

namespace arkki::archive {

/// Why something is taken out of a copy: other people's rights (GDPR art. 15(4)), a trade secret (the same, recital 63),
/// what the law withholds (Data Protection Act 1050/2018, 34 §), a personal identity code in full (the same, 29 §), the
/// name of an employee (C-579/21).
inline constexpr std::array<std::string_view, 5> redaction_grounds{"others", "secret", "section_34", "identity_code",
                                                                   "staff"};

/// A place to take out, in pixels of the page's upright picture.
struct Redaction {
    std::int64_t id;
    int page;  ///< 0: the whole paper is withheld
    imaging::Box box;
    std::string ground;  ///< one of `redaction_grounds`
    bool stale;          ///< the page was read anew since: the box may cover something else
};

/// How a paper of the person who asks stands for the reply.
struct PaperState {
    DocumentId document{0};
    bool looked_through = false;
    std::string withheld;            ///< ground, "" if a copy is given
    std::vector<std::string> grounds;  ///< of each place taken out of the copy, in the order of the pages
};

/// What is taken out of the copies a person gets of his papers, request by request. Only ever added to; nothing here
/// touches the paper, its original or its page pictures.
class Redactions {
public:
    using Working = access::Grant<access::WorkOnRequest>;
    using Reading = access::Grant<access::ReadDocument>;

    explicit Redactions(const access::Desk& desk) : desk_{desk} {}

    /// Adds places on a page. @returns their numbers
    /// @throws Error{Fault::invalid, "redaction.no_box" | "redaction.bad_box" | "redaction.bad_ground"}  with the field
    /// @throws Error{Fault::not_found, "page.unknown" | "page.unread"}
    /// @throws Error{Fault::conflict, "redaction.answered" | "redaction.other_paper"}
    void add(const Working& request, const Reading& document, int page, const std::vector<imaging::Box>& boxes,
             const std::string& ground) const;
    /// Gives no copy of this paper at all. @throws as `add`; Error{Fault::conflict, "redaction.withheld_already"}
    void withhold(const Working& request, const Reading& document, const std::string& ground) const;
    /// Takes one back; it stays in the books.
    /// @throws Error{Fault::not_found, "redaction.unknown"}  no such one, or taken back already
    void take_back(const Working& request, const Reading& document, std::int64_t id) const;
    /// Takes the newest one on a page back, if there is one.
    void take_back_last(const Working& request, const Reading& document, int page) const;
    /// A person has read the whole paper through for this request.
    void looked_through(const Working& request, const Reading& document) const;

    /// What stands, by page, then as it was added.
    [[nodiscard]] std::vector<Redaction> of(RequestId request, const Reading& document) const;
    /// The state of papers whose ids were logged.
    [[nodiscard]] std::vector<PaperState> states(RequestId request, const access::Shown<DocumentId>& papers) const;

private:
    void append(const Working& request, const Reading& document, const std::string& what, int page, std::size_t places,
                const std::string& ground, const std::function<void(db::Write&)>& change) const;

    const access::Desk& desk_;
};

/// For the copy: what stands of a paper, and what `Redactions::of` says.
[[nodiscard]] std::vector<Redaction> standing(db::Read& read, RequestId request, DocumentId document);

/// Whether anything is taken out of the copies for a request, or a paper withheld.
[[nodiscard]] bool takes_out(db::Read& read, RequestId request);

}  // namespace arkki::archive
