// Reports about the access log, the monthly certificate, findings and their verdicts, the notice to staff.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <fstream>
#include <iostream>
#include <sstream>

#include "cli/context.hpp"
#include "requests/letters.hpp"
#include "service/month_certificate.hpp"
#include "service/night_work.hpp"
#include "service/reports.hpp"
#include "service/review.hpp"
#include "service/staff_notice.hpp"
#include "service/who_has_looked.hpp"
#include "signing/pkcs12.hpp"

namespace arkki::cli {
namespace {

struct ReportOptions {
    std::string name, reason, user, from, to, month, evidence, output;
    std::int64_t customer = 0;
    bool csv = false;
};

service::ReportWish wish_of(const ReportOptions& options) {
    service::ReportWish wish;
    wish.name = options.name;
    wish.reason = PersonalText{options.reason};
    wish.user = options.user;
    wish.month = options.month;
    if (options.customer > 0) wish.customer = CustomerId{options.customer};
    if (!options.from.empty()) wish.from = day_from_iso(options.from);
    if (!options.to.empty()) wish.to = day_from_iso(options.to);
    return wish;
}

/// The letter of the person's request as it would leave today, and the evidence that goes with it.
void answer_subject(Context& context, const ReportOptions& options) {
    const auto& desk = context.desk();
    const auto request = service::extract_request_of(desk, CustomerId{options.customer});
    if (!options.evidence.empty())
        service::write_evidence(service::evidence_of(context.office(), desk, request), options.evidence);
    if (options.output.empty()) return;
    const auto drafts = context.office().letters(desk).drafts(desk.open<access::PreviewLetter>(request));
    for (const auto& draft : drafts)
        if (draft.kind == "log-extract") Context::write(draft.pdf, options.output);
}

void write_report(Context& context, const ReportOptions& options) {
    const auto report = service::make_report(context.office(), context.desk(), wish_of(options));
    std::ostringstream text;
    if (options.csv)
        service::write_csv(report, text);
    else if (context.json)
        service::write_json(report, text);
    else
        service::write_text(report, text);
    const bool letter = options.name == "subject" && (!options.evidence.empty() || !options.output.empty());
    if (letter) answer_subject(context, options);
    Context::write(view(text.str()), letter ? std::string{} : options.output);
}

void add_report(CLI::App& audit, Context& context) {
    auto* const command = audit.add_subcommand("report", "tables about the log; each asks a reason and is logged");
    auto options = std::make_shared<ReportOptions>();
    std::string names;
    for (const auto name : service::report_names()) names += (names.empty() ? "" : ", ") + std::string{name};
    command->add_option("name", options->name, names)->required();
    command->add_option("--reason", options->reason, "why it is made; stands in the log");
    command->add_option("--user", options->user, "user name");
    command->add_option("--customer,id", options->customer, "customer's id in the log");
    command->add_option("--from", options->from, "first day, YYYY-MM-DD; default: thirty days ago");
    command->add_option("--to", options->to, "last day");
    command->add_option("--month", options->month, "YYYY-MM");
    command->add_flag("--csv", options->csv, "for a spreadsheet");
    command->add_option("--evidence", options->evidence, "of subject: empty folder for what proves the extract");
    command->add_option("-o,--output", options->output, "file; of subject: the letter of the person's request");
    command->callback([&context, options] { write_report(context, *options); });
}

struct CertificateOptions {
    std::string month, key, pin_file, output, language = "fi";
};

signing::Signer signer_of(const CertificateOptions& options) {
    std::ifstream in{options.pin_file};
    if (!in) throw Error{Fault::not_found, "cli.no_pin_file", {}, "pin-file"};
    std::string text;
    std::getline(in, text);
    return signing::open_pkcs12(std::filesystem::path{options.key}, signing::Pin{std::string{trimmed(text)}});
}

void certify(Context& context, const CertificateOptions& options) {
    const auto& desk = context.desk();
    const auto signer = options.key.empty() ? std::nullopt : std::optional{signer_of(options)};
    const auto made = service::month_certificate(context.office(), desk, options.month, language_from(options.language),
                                                 signer ? &*signer : nullptr);
    Context::write(made.pdf, options.output);
    auto answer = line();
    answer.set("certificate", made.number);
    answer.set("signed", made.is_signed);
    answer.set("holds", made.facts.verified.ok);
    answer.set("sha256", made.sha256);
    context.say(answer, made.number + "\t" + (made.is_signed ? "signed" : "to be signed by hand") + "\t" + made.sha256);
}

void add_certificate(CLI::App& audit, Context& context) {
    auto* const command = audit.add_subcommand("certificate", "the monthly certificate as PDF");
    auto options = std::make_shared<CertificateOptions>();
    command->add_option("month", options->month, "YYYY-MM")->required();
    command->add_option("-o,--output", options->output)->required();
    command->add_option("--language", options->language, "fi | sv | en");
    command->add_option("--key", options->key, "PKCS#12 file; without one it is signed by hand");
    command->add_option("--pin-file", options->pin_file);
    command->callback([&context, options] { certify(context, *options); });
}

/// Reveals nothing but counts; whoever may start the program may start it.
void review(Context& context) {
    const auto done = service::review_now(context.office());
    auto answer = line();
    answer.set("examined", done.examined);
    answer.set("found", done.found);
    context.say(answer, std::to_string(done.examined) + "\t" + std::to_string(done.found));
}

void add_findings(CLI::App& audit, Context& context) {
    audit.add_subcommand("review", "go over the log now")->callback([&context] { review(context); });
    auto* const judging = audit.add_subcommand("judge", "the verdict on a finding");
    auto id = std::make_shared<std::int64_t>();
    auto verdict = std::make_shared<std::string>();
    auto note = std::make_shared<std::string>();
    judging->add_option("finding", *id)->required();
    judging->add_option("--verdict", *verdict, "justified | misuse | unclear")->required();
    judging->add_option("--note", *note, "the reason")->required();
    judging->callback([&context, id, verdict, note] {
        const auto seq = service::judge_finding(context.desk(), audit::FindingId{*id}, audit::judgement_from(*verdict),
                                                PersonalText{*note});
        auto answer = line();
        answer.set("seq", seq.value());
        context.say(answer, std::to_string(seq.value()));
    });
    auto* const naming = audit.add_subcommand("name", "a customer's name, for a reason that stands in the log");
    auto customer = std::make_shared<std::int64_t>();
    auto reason = std::make_shared<std::string>();
    naming->add_option("customer", *customer)->required();
    naming->add_option("--reason", *reason)->required();
    naming->callback([&context, customer, reason] {
        const auto name = service::show_name(context.desk(), CustomerId{*customer}, PersonalText{*reason});
        auto answer = line();
        answer.set("name", name.reveal());
        context.say(answer, name.reveal());
    });
}

}  // namespace

void add_reports(CLI::App& app, Context& context) {
    auto& audit = *app.get_subcommand("audit");
    add_report(audit, context);
    add_certificate(audit, context);
    add_findings(audit, context);
    auto* const notice = app.add_subcommand("staff-notice", "the notice to staff about the access log, as PDF");
    auto language = std::make_shared<std::string>("fi");
    auto output = std::make_shared<std::string>();
    notice->add_option("--language", *language, "fi | sv | en");
    notice->add_option("-o,--output", *output)->required();
    notice->callback([&context, language, output] {
        Context::write(service::staff_notice(context.office(), context.desk(), language_from(*language)), *output);
    });
}

}  // namespace arkki::cli
