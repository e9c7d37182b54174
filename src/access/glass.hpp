#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/desk.hpp"

namespace arkki::access {

/// Past the access list or a conflict of interest, for one record and a short time, with a typed reason. The
/// responsible person is told at once, every act inside says `basis=glass:<id>`, and another person judges it
/// afterwards.
struct NewGlass {
    Object object;  ///< a document, a customer's card or a request
    PersonalText reason;
    int minutes = 30;  ///< 1 to 60
};

/// The days another person has for the judgement; then the same person breaks no second glass.
inline constexpr int days_to_review = 7;

struct GlassCase {
    std::int64_t id;
    PersonId person;
    PersonalText name;
    std::string object;  ///< "document:812"
    std::string rule;    ///< what it gets past: not-on-list | conflict
    PersonalText reason;
    Instant broken_at, until, review_by;
    std::optional<Instant> ended_at, reviewed_at;
    std::string verdict;  ///< "", justified, not
    PersonalText review;
};

class Glass {
public:
    explicit Glass(const Desk& desk) : desk_{desk} {}

    /// Right after this person was refused that record by one of the two rules.
    /// @throws Error{Fault::invalid, "glass.no_reason" | "glass.bad_minutes" | "glass.bad_object"}
    /// @throws Error{Fault::conflict, "glass.not_refused" | "glass.still_open" | "glass.not_reviewed"}
    std::int64_t ask(const NewGlass& glass) const;
    /// "I am done."
    /// @throws Error{Fault::not_found, "glass.unknown"}, Error{Fault::conflict, "glass.over"}
    void end(std::int64_t glass) const;
    /// The judgement, by somebody else, with a reason.
    /// @throws Error{Fault::not_found, "glass.unknown"}, Error{Fault::invalid, "glass.no_review"},
    ///         Error{Fault::conflict, "glass.own_review" | "glass.reviewed" | "glass.not_over"}
    void review(std::int64_t glass, bool justified, const PersonalText& why) const;

    /// What this person has open now.
    [[nodiscard]] std::optional<GlassCase> active() const;
    /// For who judges: those that wait first, then the latest judged; at most 100.
    [[nodiscard]] std::vector<GlassCase> cases() const;

private:
    const Desk& desk_;
};

/// The glass that is broken for this record now, if one is.
[[nodiscard]] std::optional<std::int64_t> glass_for(db::Read& read, PersonId person, std::string_view object,
                                                    Instant now);

/// Writes the end of every glass whose time is over: each has its line, even if nobody comes by.
void end_expired_glass(const Desk& desk);

}  // namespace arkki::access
