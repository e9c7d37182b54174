#include "audit/rules.hpp"

#include <algorithm>

namespace arkki::audit {

const std::vector<ThresholdName>& threshold_names() {
    static const std::vector<ThresholdName> names{
        {"office_from", &Thresholds::office_from, 0},
        {"office_to", &Thresholds::office_to, 1},
        {"subjects_hour", &Thresholds::subjects_hour, 1},
        {"subjects_day", &Thresholds::subjects_day, 1},
        {"median_times", &Thresholds::median_times, 1},
        {"median_floor", &Thresholds::median_floor, 0},
        {"searches", &Thresholds::searches, 2},
        {"searches_minutes", &Thresholds::searches_minutes, 1},
        {"sequence", &Thresholds::sequence, 3},
        {"sequence_minutes", &Thresholds::sequence_minutes, 1},
        {"denied", &Thresholds::denied, 1},
        {"denied_minutes", &Thresholds::denied_minutes, 1},
        {"borrowed_minutes", &Thresholds::borrowed_minutes, 1},
        {"pages_day", &Thresholds::pages_day, 1},
        {"dormant_days", &Thresholds::dormant_days, 1},
        {"shared_minutes", &Thresholds::shared_minutes, 1},
        {"glass_days", &Thresholds::glass_days, 1},
        {"opened_minutes", &Thresholds::opened_minutes, 1},
        {"seal_hours", &Thresholds::seal_hours, 1},
        {"commitment_days", &Thresholds::commitment_days, 1},
        {"overdue_days", &Thresholds::overdue_days, 1},
        {"sample_size", &Thresholds::sample_size, 1},
    };
    return names;
}

std::string text_of(const Thresholds& thresholds) {
    std::string text;
    for (const auto& name : threshold_names())
        text += std::string{name.key} + "=" + std::to_string(thresholds.*name.value) + "\n";
    return text;
}

const std::vector<ReviewRule>& review_rules() {
    static const std::vector<ReviewRule> rules{
        {"own", {"own"}, {}},
        {"family", {"surname", "address"}, {}},
        {"colleague", {"colleague"}, {}},
        {"no-relation", {"unexplained"}, {}},
        {"glass", {"broken", "unreviewed"}, {"glass_days"}},
        {"off-hours", {"hour", "weekend", "holiday", "absent"}, {"office_from", "office_to"}},
        {"volume",
         {"subjects_hour", "subjects_day", "median"},
         {"subjects_hour", "subjects_day", "median_times", "median_floor"}},
        {"fishing", {"searches"}, {"searches", "searches_minutes"}},
        {"sequence", {"numbers"}, {"sequence", "sequence_minutes"}},
        {"denied", {"refused", "other_account"}, {"denied", "denied_minutes", "borrowed_minutes"}},
        {"barred", {"restricted", "hold", "ban", "closed"}, {}},
        {"due", {"due"}, {}},
        {"copies", {"no_case", "pages"}, {"pages_day"}},
        {"dormant", {"silence"}, {"dormant_days"}},
        {"shared", {"addresses"}, {"shared_minutes"}},
        {"left", {"left"}, {}},
        {"commitment", {"no_commitment", "ending"}, {"commitment_days"}},
        {"originals", {"overdue", "taken_without_case", "other_hand", "opened"}, {"opened_minutes"}},
        {"log", {"read", "exported", "name_shown", "verify_failed", "no_seal", "restart_gap", "clock"}, {"seal_hours"}},
        {"admin", {"rights", "settings", "self_approval"}, {}},
    };
    return rules;
}

bool is_review_rule(std::string_view code) {
    return std::any_of(review_rules().begin(), review_rules().end(),
                       [&](const ReviewRule& rule) { return rule.code == code; });
}

}  // namespace arkki::audit
