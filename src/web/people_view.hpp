#pragma once
#include <string>
#include <vector>

#include "access/commitments.hpp"
#include "access/people.hpp"
#include "lang/value.hpp"
#include "web/form_view.hpp"
#include "web/lobby.hpp"

/// How people of the house, their roles and commitments are said on pages.
namespace arkki::web {

inline const Roles people_keepers{access::Role::responsible, access::Role::admin};

[[nodiscard]] std::string path_of(PersonId person);
/// good, wait, warn or bad: the look of a person's state.
[[nodiscard]] std::string_view mark_of(std::string_view state);
[[nodiscard]] std::string employer_text(const Words& words, const std::string& employer);
[[nodiscard]] std::string roles_text(const Words& words, const std::vector<access::GivenRole>& roles);
/// "5.3.2026 alkaen" or "5.3.2026–4.3.2027"
[[nodiscard]] std::string days_text(const Words& words, Day from, const std::optional<Day>& to);
/// The commitment that lasts longest, in words; "" if there is none that is valid today.
[[nodiscard]] std::string bound_text(const Words& words, const std::vector<access::Commitment>& commitments, Day today);
/// Our own staff, witnesses from outside, and the processors there are.
[[nodiscard]] std::vector<Option> employer_options(const Words& words, const access::Desk& desk);
/// What a form says of an employer: the name of a new processor, or the one chosen.
[[nodiscard]] std::string employer_in(const Fields& form);
/// Everybody but one person, to choose a witness from.
[[nodiscard]] std::vector<Option> witness_options(const access::Desk& desk, PersonId but);
/// A day of a form, if there is one. @throws Error{Fault::invalid, "day.bad", field}
[[nodiscard]] std::optional<Day> day_in(const Fields& form, std::string_view name);
/// The page of one person, with what was wrong with a form of it.
[[nodiscard]] Reply person_form(const Lobby& lobby, const Request& request, const access::Desk& desk,
                                const std::vector<FieldProblem>& problems);

}  // namespace arkki::web
