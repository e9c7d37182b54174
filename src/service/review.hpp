#pragma once
#include <string>

#include "access/desk.hpp"
#include "audit/finder.hpp"
#include "audit/sample.hpp"
#include "base/text.hpp"

namespace arkki::service {

class Office;

/// What the auditor's desk does to the log beyond reading it. Each asks the Guard and stands in the log.

/// The verdict on a finding; auditor, responsible or second person, never the person it concerns.
/// @throws as audit::judge; Error{Fault::denied, "access.denied.role"}
EventId judge_finding(const access::Desk& desk, audit::FindingId id, audit::Judgement verdict,
                      const PersonalText& note);
/// What a sampled entry was, as the user's superior explained it.
EventId answer_sample(const access::Desk& desk, audit::SampleId id, audit::Judgement verdict, const PersonalText& note);

/// The name of a customer, for somebody who reads the log and sees numbers: costs a reason, leaves "name.shown" with
/// the customer and the reason.
/// @throws Error{Fault::invalid, "name.no_reason", "reason"}, Error{Fault::not_found, "customer.unknown"}
[[nodiscard]] PersonalText show_name(const access::Desk& desk, CustomerId customer, const PersonalText& reason);

/// Goes over the log now with the office's thresholds, holidays and commitments.
audit::Reviewed review_now(Office& office, const std::atomic<bool>* stop = nullptr);

/// A month of the office's calendar.
/// @param name  "2026-11"
/// @throws Error{Fault::invalid, "report.bad_month", "month"}
[[nodiscard]] audit::Month month_from(const std::string& name);

}  // namespace arkki::service
