#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <fstream>
#include <optional>

#include "cli/context.hpp"
#include "cli/request_parts.hpp"
#include "requests/letter_forms.hpp"
#include "requests/letters.hpp"
#include "requests/requests.hpp"
#include "service/redacting.hpp"
#include "service/signing_keys.hpp"
#include "service/signing_settings.hpp"

namespace arkki::cli {
namespace {

using requests::Decision;
using requests::ItemOutcome;
using requests::Outcome;

}  // namespace

/// `datum=phone,old=...,wanted=...,ground=...`: a comma that is not followed by one of the four names belongs to the
/// value.
requests::NewItem request_item_from(const std::string& text) {
    requests::NewItem item;
    const std::pair<std::string_view, PersonalText*> places[] = {
        {"old=", &item.old_value}, {"wanted=", &item.wanted_value}, {"ground=", &item.ground}};
    std::size_t begin = 0;
    while (begin <= text.size()) {
        std::size_t end = text.size();
        for (const std::string_view name : {",datum=", ",old=", ",wanted=", ",ground="})
            end = std::min(end, text.find(name, begin));
        const std::string part = text.substr(begin, end - begin);
        if (part.starts_with("datum=")) item.datum = part.substr(6);
        for (const auto& [name, value] : places)
            if (part.starts_with(name)) *value = PersonalText{part.substr(name.size())};
        begin = end + 1;
    }
    return item;
}

namespace {

struct OpenOptions {
    std::string kind, received, language = "fi", channel = "letter", signature = "none";
    std::int64_t customer = 0;
    std::optional<std::int64_t> document;
    std::vector<std::string> items;
};

void open(Context& context, const OpenOptions& options) {
    const auto& desk = context.desk();
    requests::NewRequest request{requests::kind_from(options.kind),
                                 CustomerId{options.customer},
                                 day_from_iso(options.received),
                                 language_from(options.language),
                                 options.channel,
                                 options.signature,
                                 {},
                                 {}};
    if (options.document) request.document = DocumentId{*options.document};
    for (const auto& item : options.items) request.items.push_back(request_item_from(item));
    const auto opened = context.office().requests(desk).open(request);
    auto answer = line();
    answer.set("request", opened.request.value());
    answer.set("case", opened.number);
    answer.set("safe_date", iso(opened.dates.safe));
    answer.set("last_day", iso(opened.dates.last));
    context.say(answer, std::to_string(opened.request.value()) + "\t" + opened.number + "\t" + iso(opened.dates.safe));
}

/// The item outcome that a decision of the whole request means for one of its items.
ItemOutcome item_outcome(requests::Kind kind, Outcome outcome) {
    if (outcome == Outcome::no_data) return ItemOutcome::not_held;
    const bool rectify = kind == requests::Kind::rectify;
    if (outcome == Outcome::refused) return rectify ? ItemOutcome::refused : ItemOutcome::withheld;
    return rectify ? ItemOutcome::corrected : ItemOutcome::supplied;
}

struct DecideOptions {
    std::int64_t id = 0;
    std::string outcome, reason, text, law_text;
    std::vector<int> refused;
};

void decide(Context& context, const DecideOptions& options) {
    const auto& desk = context.desk();
    const auto all = context.office().requests(desk);
    const auto grant = desk.open<access::Decide>(RequestId{options.id});
    const auto request = all.show(grant);
    Decision decision{requests::outcome_from(options.outcome), {}};
    for (const auto& item : request.items) {
        const bool no = std::find(options.refused.begin(), options.refused.end(), item.number) != options.refused.end();
        const auto meant = decision.outcome != Outcome::partly ? decision.outcome
                           : no                                ? Outcome::refused
                                                               : Outcome::granted;
        decision.items.push_back({item.number, item_outcome(request.kind, meant), options.reason,
                                  PersonalText{options.text}, options.law_text});
    }
    all.decide(grant, decision);
    auto answer = line();
    answer.set("request", options.id);
    answer.set("outcome", options.outcome);
    context.say(answer, std::to_string(options.id) + "\t" + options.outcome);
}

struct SignOptions {
    std::int64_t id = 0;
    std::string key, pin_file, output, level, tsa;
};

signing::Pin pin_from(const std::string& file) {
    std::ifstream in{file};
    if (!in) throw Error{Fault::not_found, "cli.no_pin_file", {}, "pin-file"};
    std::string text;
    std::getline(in, text);
    return signing::Pin{std::string{trimmed(text)}};
}

/// With whose help what is signed now becomes provable for longer; nobody at level B, or without an authority.
std::optional<requests::Lifting> help_for(const service::Office& office, const SignOptions& options) {
    if (options.level == "B") return std::nullopt;
    auto help = service::lifting(office, options.tsa);
    const bool to_archive = options.level == "LT" || options.level == "LTA";
    const bool known = options.level.empty() || options.level == "T" || to_archive;
    if (!known || (!options.level.empty() && !help) || (to_archive && !help->sources))
        throw Error{Fault::invalid, "signing.level_not_available", {}, "level"};
    if (options.level == "T") help->sources.reset();
    return help;
}

/// What lasts longer at once, if it can be had; else the service does it later, unless a lower level was asked for.
/// @returns why the level is no higher
std::string lifted(Context& context, const requests::IssuedLetter& letter, const SignOptions& options,
                   const std::optional<requests::Lifting>& help) {
    auto& office = context.office();
    std::string missing;
    try {
        if (help) requests::lift(context.desk(), office.stationery().vault, letter.id, *help);
    } catch (const Error& error) {  // the letter is signed all the same
        missing = error.key();
    }
    if (options.level == "B" || (options.level == "T" && missing.empty()))
        office.database().write([&](db::Write& write) { requests::give_up_lift(write, letter.id); });
    return missing;
}

void sign(Context& context, const SignOptions& options) {
    const auto& desk = context.desk();
    const auto help = help_for(context.office(), options);
    const auto signer = service::signer_named(context.office(), desk, options.key, pin_from(options.pin_file));
    const auto letters = context.office().letters(desk);
    const auto grant = desk.open<access::Decide>(RequestId{options.id});
    service::make_copies(context.office(), desk, grant.object());
    const auto issued = letters.sign(grant, signer);
    for (const auto& letter : issued) {
        const auto missing = lifted(context, letter, options, help);
        const auto form =
            context.office().database().read([&](db::Read& read) { return requests::newest_form(read, letter.id); });
        auto answer = line();
        answer.set("letter", letter.number);
        answer.set("kind", letter.kind);
        answer.set("level", form.level);
        answer.set("missing", missing);
        answer.set("sha256", form.sha256);
        context.say(answer, letter.number + "\t" + letter.kind + "\t" + form.sha256);
    }
    if (!options.output.empty())
        Context::write(letters.issued(desk.open<access::ViewRequest>(RequestId{options.id}), issued.front().id),
                       options.output);
}

void draft(Context& context, RequestId id, const std::string& output) {
    const auto& desk = context.desk();
    const auto grant = desk.open<access::Decide>(id);
    service::make_copies(context.office(), desk, grant.object());
    const auto drafts = context.office().letters(desk).drafts(grant);
    Context::write(drafts.front().pdf, output);
}

void say(const Context& context, const requests::Overview& request) {
    auto answer = line();
    answer.set("request", request.id.value());
    answer.set("case", request.number);
    answer.set("kind", std::string{code(request.kind)});
    answer.set("state", std::string{code(request.state)});
    answer.set("identity", request.identity);
    answer.set("received", iso(request.received_on));
    answer.set("safe_date", iso(request.answer_by()));
    answer.set("last_day", iso(request.last_day()));
    answer.set("letters", request.letters.size());
    context.say(answer, request.number + "\t" + std::string{code(request.kind)} + "\t" +
                            std::string{code(request.state)} + "\t" + iso(request.answer_by()));
}

void list(Context& context) {
    const auto& desk = context.desk();
    const auto all = context.office().requests(desk);
    for (const auto& row : all.lines(desk.show(all.list(200)))) {
        auto answer = line();
        answer.set("request", row.id.value());
        answer.set("case", row.number);
        answer.set("kind", std::string{code(row.kind)});
        answer.set("state", std::string{code(row.state)});
        answer.set("safe_date", iso(row.safe_on));
        answer.set("last_day", iso(row.last_on));
        context.say(answer, row.number + "\t" + std::string{code(row.kind)} + "\t" + std::string{code(row.state)} +
                                "\t" + iso(row.safe_on));
    }
}

void add_opening(CLI::App& request, Context& context) {
    auto* const opening = request.add_subcommand("open", "a letter as it came");
    auto options = std::make_shared<OpenOptions>();
    opening->add_option("--kind", options->kind)->required();
    opening->add_option("--customer", options->customer)->required();
    opening->add_option("--received", options->received, "YYYY-MM-DD")->required();
    opening->add_option("--language", options->language, "fi, sv or en");
    opening->add_option("--channel", options->channel, "letter, email, phone or visit");
    opening->add_option("--signature", options->signature, "handwritten, electronic, none or not_needed");
    opening->add_option("--document", options->document, "the scanned letter");
    opening->add_option("--item", options->items, "datum=...,old=...,wanted=...,ground=...");
    opening->callback([&context, options] { open(context, *options); });

    auto* const identifying = request.add_subcommand("identify", "who asks is known");
    auto id = std::make_shared<std::int64_t>();
    auto method = std::make_shared<std::string>();
    identifying->add_option("id", *id)->required();
    identifying->add_option("--method", *method)->required();
    identifying->callback([&context, id, method] {
        const auto& desk = context.desk();
        context.office().requests(desk).identify(desk.open<access::WorkOnRequest>(RequestId{*id}), *method);
        say(context, context.office().requests(desk).show(desk.open<access::ViewRequest>(RequestId{*id})));
    });
}

void add_deciding(CLI::App& request, Context& context) {
    auto* const deciding = request.add_subcommand("decide", "the responsible person decides");
    auto options = std::make_shared<DecideOptions>();
    deciding->add_option("id", options->id)->required();
    deciding->add_option("--outcome", options->outcome, "granted, partly, refused or no_data")->required();
    deciding->add_option("--reason", options->reason, "R1..R12");
    deciding->add_option("--text", options->text, "the facts");
    deciding->add_option("--law-text", options->law_text, "act and section");
    deciding->add_option("--refuse-item", options->refused,
                         "numbers of the items refused of a request granted in part");
    deciding->callback([&context, options] { decide(context, *options); });

    auto* const drafting = request.add_subcommand("letter", "the letter as it would leave");
    auto id = std::make_shared<std::int64_t>();
    auto output = std::make_shared<std::string>();
    drafting->add_option("id", *id)->required();
    drafting->add_option("-o,--output", *output);
    drafting->callback([&context, id, output] { draft(context, RequestId{*id}, *output); });

    auto* const signing = request.add_subcommand("sign", "sign the letter");
    auto sign_options = std::make_shared<SignOptions>();
    signing->add_option("id", sign_options->id)->required();
    signing->add_option("--key", sign_options->key, "PKCS#12 file or token:LABEL; without, the key the house keeps");
    signing->add_option("--pin-file", sign_options->pin_file)->required();
    signing->add_option("-o,--output", sign_options->output);
    signing->add_option("--level", sign_options->level, "B, T, LT or LTA; without, as the settings say");
    signing->add_option("--tsa", sign_options->tsa, "address of another time stamp authority");
    signing->callback([&context, sign_options] { sign(context, *sign_options); });
}

}  // namespace

void add_requests(CLI::App& app, Context& context) {
    auto* const request = app.add_subcommand("request", "data-subject requests");
    request->require_subcommand(1);
    add_opening(*request, context);
    add_deciding(*request, context);
    add_request_clock(*request, context);
    add_papers(*request, context);
    add_request_rights(*request, context);
    request->add_subcommand("list", "open ones first")->callback([&context] { list(context); });
    auto* const showing = request->add_subcommand("show", "one request");
    auto id = std::make_shared<std::int64_t>();
    showing->add_option("id", *id)->required();
    showing->callback([&context, id] {
        const auto& desk = context.desk();
        say(context, context.office().requests(desk).show(desk.open<access::ViewRequest>(RequestId{*id})));
    });
}

}  // namespace arkki::cli
