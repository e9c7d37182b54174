#include "requests/notice_kinds.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "requests/rows.hpp"

namespace arkki::requests {
namespace {

using enum AnswerType;

constexpr bool required = true;

std::vector<NoticeKind> before_the_decision() {
    return {
        {"acknowledgement",
         {{"delivery", one_of, required, "phrase.delivery.", {"post", "secure_email", "collect"}},
          {"need_info", yes},
          {"restricted_meanwhile", yes}}},
        {"information-request",
         {{"doubt", text},
          {"methods", some_of, false, "phrase.identity.", {"known_contact", "customer_number", "visit"}},
          {"spec_rectify", yes},
          {"spec_access", yes},
          {"mandate", yes},
          {"reply_by", day, required}}},
        {"extension",
         {{"reasons", some_of, required, "phrase.extension.", {"paper_volume", "third_parties", "many_requests"}},
          {"partial_reply", yes}}},
        {"fee-notice",
         {{"ground", one_of, required, "notice.fee_ground.", {"unfounded", "excessive"}},
          {"reasons", text, required},
          {"amount", text},
          {"basis", text}}},
    };
}

std::vector<NoticeKind> about_measures() {
    return {
        {"marketing-ban",
         {{"scopes",
           some_of,
           required,
           "phrase.ban.",
           {"directad", "distance", "emarketing", "research", "list", "disclose", "target"}},
          {"stop_by", day, required},
          {"forwarded", yes}}},
        {"restriction",
         {{"scope", text, required},
          {"ground", one_of, required, "phrase.restriction_ground.", {"a", "b", "c", "d"}},
          {"until", one_of, required, "phrase.restriction_until.", {"examined", "date", "further_notice"}},
          {"until_day", day},
          {"paper", yes},
          {"notified", yes}}},
        {"restriction-lifting",
         {{"notice_day", day, required},
          {"scope", text, required},
          {"lift_day", day, required},
          {"lift_reason",
           one_of,
           required,
           "phrase.restriction_lift.",
           {"rectified", "accurate", "objection_assessed", "not_needed"}}}},
        {"party-notice",
         {{"party_name", text, required},
          {"party_address", lines, required},
          {"relation", one_of, required, "notice.relation.", {"recipient", "source"}},
          {"given_day", day, required},
          {"shared_ref", text},
          {"what", one_of, required, "notice.what.", {"rectify", "erase", "restrict"}},
          {"scope", text}}},
    };
}

void check_day(std::string_view day, std::string_view field) {
    try {
        static_cast<void>(day_from_iso(std::string{day}));
    } catch (const Error&) {
        throw Error{Fault::invalid, "notice.bad_day", {}, std::string{field}};
    }
}

[[noreturn]] void missing(std::string_view field) {
    throw Error{Fault::invalid, "notice.missing", {}, std::string{field}};
}

/// What depends on another answer.
void check_together(std::string_view kind, const Answers& answers) {
    if (kind == "information-request") {
        const bool doubted = answers.yes("doubt");
        if (doubted && answers.codes("methods").empty()) missing("methods");
        if (!doubted && !answers.codes("methods").empty()) missing("doubt");  // art. 12(6): the doubt has a reason
        if (!doubted && !answers.yes("spec_rectify") && !answers.yes("spec_access") && !answers.yes("mandate"))
            missing("doubt");
    }
    if (kind == "fee-notice" && answers.yes("amount") != answers.yes("basis"))
        missing(answers.yes("amount") ? "basis" : "amount");
    if (kind == "restriction" && answers.code("until") == "date" && !answers.yes("until_day")) missing("until_day");
    if (kind == "party-notice" && answers.code("what") != "rectify" && !answers.yes("scope")) missing("scope");
}

}  // namespace

const std::vector<NoticeKind>& notice_kinds() {
    static const auto kinds = [] {
        auto all = before_the_decision();
        for (auto& more : about_measures()) all.push_back(std::move(more));
        return all;
    }();
    return kinds;
}

const NoticeKind& notice_kind(std::string_view kind) {
    const auto& kinds = notice_kinds();
    const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const auto& each) { return each.kind == kind; });
    if (found == kinds.end()) throw Error{Fault::not_found, "letter.unknown_kind", std::string{kind}, "kind"};
    return *found;
}

bool may_be_written(std::string_view kind, const Overview& request, Day today) {
    const bool open = !request.answered_on.has_value();
    if (kind == "extension") return open && request.kind != Kind::ban && today <= request.dates.safe;
    if (kind == "acknowledgement" || kind == "information-request" || kind == "fee-notice") return open;
    if (kind == "marketing-ban") return request.kind == Kind::ban || request.kind == Kind::object;
    if (kind == "restriction" || kind == "restriction-lifting")
        return request.kind == Kind::restrict || request.kind == Kind::rectify || request.kind == Kind::object;
    return kind == "party-notice" &&
           (request.kind == Kind::rectify || request.kind == Kind::erase || request.kind == Kind::restrict);
}

PersonalText Answers::text(std::string_view name) const {
    const auto found = texts_.find(name);
    return found == texts_.end() ? PersonalText{} : found->second.front();
}

std::vector<std::string> Answers::codes(std::string_view name) const {
    std::vector<std::string> codes;
    if (const auto found = texts_.find(name); found != texts_.end())
        for (const auto& text : found->second)
            if (!text.empty()) codes.push_back(text.reveal());
    return codes;
}

Day Answers::day(std::string_view name) const { return day_from_iso(code(name)); }

void Answers::check(const NoticeKind& kind) const {
    for (const auto& question : kind.questions) {
        const std::string field{question.name};
        const auto given = codes(question.name);
        if (given.empty()) {
            if (question.required) missing(field);
            continue;
        }
        if (question.type == one_of || question.type == some_of) {
            for (const auto& code : given)
                if (std::find(question.codes.begin(), question.codes.end(), code) == question.codes.end())
                    throw Error{Fault::invalid, "notice.bad_choice", {}, field};
        } else if (question.type == AnswerType::day) {
            check_day(given.front(), field);
        } else {
            check_text(text(question.name), field.c_str());
        }
    }
    check_together(kind.kind, *this);
}

}  // namespace arkki::requests
