#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace arkki::audit {

/// The numbers of the rules of review (config/policy.properties, "review.*").
struct Thresholds {
    int office_from = 6;        ///< first hour of the office's day, local
    int office_to = 19;         ///< the hour after its last
    int subjects_hour = 60;     ///< different customers opened in any 60 minutes
    int subjects_day = 200;     ///< and on a local day
    int median_times = 3;       ///< times the person's own median day of the last 90
    int median_floor = 20;      ///< fewer than this on a day never count as many
    int searches = 10;          ///< lists and searches without opening anything ...
    int searches_minutes = 30;  ///< ... within
    int sequence = 8;           ///< things opened in the order of their numbers ...
    int sequence_minutes = 10;  ///< ... within
    int denied = 3;             ///< refusals of one person ...
    int denied_minutes = 10;    ///< ... within
    int borrowed_minutes = 30;  ///< after a refusal: another account at the same address
    int pages_day = 50;         ///< pages copied or printed on a local day
    int dormant_days = 60;      ///< days of silence
    int shared_minutes = 10;    ///< two addresses of one person within
    int glass_days = 7;         ///< days for the review of a break-glass
    int opened_minutes = 15;    ///< from opening a place to a loan
    int seal_hours = 26;        ///< longest time without a checkpoint outside
    int commitment_days = 30;   ///< warning before a commitment ends
    int overdue_days = 14;      ///< for the verdict on a finding
    int sample_size = 20;       ///< entries of a month

    friend bool operator==(const Thresholds&, const Thresholds&) = default;
};

/// A threshold by the name it has in policy.properties after "review.".
struct ThresholdName {
    std::string_view key;
    int Thresholds::*value;
    int lowest;
};
[[nodiscard]] const std::vector<ThresholdName>& threshold_names();
/// `key=value` lines in the order of `threshold_names`.
[[nodiscard]] std::string text_of(const Thresholds& thresholds);

/// A rule of review, in the order the auditor sees them. Its words: message keys "finding.rule.<code>" and, for each
/// part, "finding.what.<part>".
struct ReviewRule {
    std::string_view code;
    std::vector<std::string_view> parts;
    std::vector<std::string_view> thresholds;  ///< keys it depends on
};
[[nodiscard]] const std::vector<ReviewRule>& review_rules();
[[nodiscard]] bool is_review_rule(std::string_view code);

}  // namespace arkki::audit
