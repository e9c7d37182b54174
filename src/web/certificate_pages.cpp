// The monthly certificate of the log: what it would say, then the paper itself, signed with a key or to be signed by
// hand.
#include <algorithm>

#include "service/month_certificate.hpp"
#include "service/review.hpp"
#include "service/signing_keys.hpp"
#include "signing/pkcs12.hpp"
#include "web/finding_view.hpp"
#include "web/lobby.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

constexpr std::uint64_t largest_key_form = 2 << 20;

/// The month before this one, "2026-10": a month is certified when it is over.
std::string last_month(const access::Desk& desk) {
    const auto month = desk.today().year() / desk.today().month() - std::chrono::months{1};
    return iso(month / std::chrono::day{1}).substr(0, 7);
}

Value certificate_fields(const Words& in, const FormView& form, const access::Desk& desk) {
    Value fields;
    fields.set("month", form.text("month", {.label = in("sample.month"), .value = last_month(desk), .type = "month"}));
    fields.set("language", form.choice("language", language_options(in, false),
                                       {.label = in("certificate.language"), .value = std::string{code(in.language)}}));
    return fields;
}

Reply ask_month(const Lobby& lobby, const Request& request, const access::Desk& desk,
                const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    return lobby.press.print(request, &desk,
                             {"certificate", in("certificate.page.title"), certificate_fields(in, form, desk), problems,
                              problems.empty() ? 200 : 422});
}

Reply show_certificate(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    desk.require("log.read");
    return ask_month(lobby, request, desk, {});
}

void add_fact(Value& rows, std::string label, std::string text) {
    rows.add({{"label", std::move(label)}, {"text", std::move(text)}});
}

std::string checkpoint_text(const Words& in, const access::Desk& desk, const service::MonthCheckpoint& one) {
    std::string channels;
    for (const auto& channel : one.channels)
        channels += (channels.empty() ? "" : ", ") + told(in, "audit.channel.", channel);
    return in("certificate.page.checkpoint",
              {{"size", number_text(static_cast<std::int64_t>(one.checkpoint.size))},
               {"moment", moment_text(in, desk, one.at)},
               {"channels", channels.empty() ? in("certificate.page.nowhere") : channels}});
}

Value fact_rows(const Words& in, const access::Desk& desk, const service::MonthFacts& facts) {
    Value rows = Value::list();
    add_fact(rows, in("certificate.page.entries"),
             in("certificate.page.range", {{"count", number_text(facts.entries)},
                                           {"first", number_text(facts.first_seq.value())},
                                           {"last", number_text(facts.last_seq.value())}}));
    add_fact(rows, in("certificate.page.verified"),
             in(facts.verified.ok ? "certificate.page.holds" : "certificate.page.broken",
                {{"moment", moment_text(in, desk, facts.verified_at)}}));
    for (const auto& one : facts.checkpoints)
        add_fact(rows, in("certificate.page.checkpoints"), checkpoint_text(in, desk, one));
    if (facts.checkpoints.empty())
        add_fact(rows, in("certificate.page.checkpoints"), in("certificate.page.no_checkpoint"));
    const auto open = std::ranges::count(facts.sample, audit::Judgement::open, &audit::Sampled::state);
    add_fact(rows, in("sample.title"),
             facts.draw ? in("certificate.page.sample",
                             {{"count", std::to_string(facts.sample.size())}, {"open", std::to_string(open)}})
                        : in("sample.not_drawn"));
    return rows;
}

Value finding_rows(const Words& in, const std::vector<audit::RuleCount>& counts) {
    Value rows = Value::list();
    for (const auto& rule : counts)
        rows.add({{"rule", rule_text(in, rule.rule)},
                  {"all", number_text(rule.all())},
                  {"open", number_text(rule.open)},
                  {"justified", number_text(rule.justified)},
                  {"misuse", number_text(rule.misuse)},
                  {"unclear", number_text(rule.unclear)}});
    return rows;
}

Reply preview_page(const Lobby& lobby, const Request& request, const access::Desk& desk,
                   const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    const auto facts = service::month_facts(lobby.office, desk, request.form.required("month"));
    Value findings = finding_rows(in, facts.findings);
    const std::string title = in("certificate.page.of", {{"month", facts.month.name}});
    Value values{{"title", title},
                 {"month", facts.month.name},
                 {"language", request.form.text("language")},
                 {"not_ended", !facts.ended},
                 {"both_roles", !facts.both_roles.empty()},
                 {"facts", fact_rows(in, desk, facts)},
                 {"has_findings", !findings.rows()->empty()},
                 {"findings", std::move(findings)}};
    const auto place = service::key_place(lobby.office, desk);
    values.set("key.problem", form.problem("key")).set("key.on_server", place == service::KeyPlace::file)
        .set("key.in_token", place == service::KeyPlace::token)
        .set("key.asked", place == service::KeyPlace::nowhere);
    values.set("pin", form.text("pin", {.label = in("sign.pin"), .type = "password", .narrow = true}));
    return lobby.press.print(request, &desk,
                             {"certificate_preview", title, std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply preview(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    desk.require("log.read");
    return act_or_mend(
        [&] { return preview_page(lobby, request, desk, {}); },
        [&](const std::vector<FieldProblem>& problems) { return ask_month(lobby, request, desk, problems); });
}

signing::Signer signer_of(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const signing::Pin pin{request.form.required("pin")};
    if (!request.uploads.empty()) return signing::open_pkcs12(request.uploads.front().bytes(), pin);
    return service::signer_of(lobby.office, desk, pin);
}

Reply make_certificate(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    desk.require("log.export");
    const auto month = service::month_from(request.form.required("month")).name;
    return act_or_mend(
        [&] {
            const auto language = request.form.text("language");
            const auto in = language.empty() ? request.language : language_from(language);
            std::optional<signing::Signer> signer;
            if (request.form.text("way") == "key") signer = signer_of(lobby, request, desk);
            const auto made = service::month_certificate(lobby.office, desk, month, in, signer ? &*signer : nullptr);
            return saved(made.pdf, "application/pdf", "log-certificate-" + month + ".pdf");
        },
        [&](std::vector<FieldProblem> problems) {
            for (auto& problem : problems)
                if (problem.field.empty() && problem.key.starts_with("signing."))
                    problem.field = problem.key == "signing.wrong_pin" ? "pin" : "key";
            return preview_page(lobby, request, desk, problems);
        });
}

}  // namespace

void add_certificate_pages(Table& table) {
    table.add("GET", "/certificate", auditor, show_certificate);
    table.add("POST", "/certificate/preview", auditor, preview);
    table.add("POST", "/certificate", auditor, make_certificate, largest_key_form);
}

}  // namespace arkki::web
