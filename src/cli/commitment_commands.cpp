// Confidentiality commitments: printed, signed with a key, recorded, listed, revoked.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <fstream>
#include <iterator>

#include "cli/context.hpp"
#include "cli/people.hpp"
#include "service/commitment_work.hpp"
#include "signing/pkcs12.hpp"
#include "signing/text_signature.hpp"

namespace arkki::cli {
namespace {

struct CommitmentOptions {
    std::string user, witness, sheet, file, cms, reason, language = "fi", signed_on, valid_to, output, text, key,
                                                         pin_file;
    std::int64_t document = 0;
};

std::string whole(const std::string& file, const char* option) {
    std::ifstream in{file, std::ios::binary};
    if (!in) throw Error{Fault::not_found, "cli.no_file", {}, option};
    return {std::istreambuf_iterator<char>{in}, {}};
}

Bytes bytes_in(const std::string& file, const char* option) {
    const std::string text = whole(file, option);
    return {text.begin(), text.end()};
}

std::optional<Day> day_or_none(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional{day_from_iso(text)};
}

CommitmentId record_any(Context& context, const CommitmentOptions& options) {
    const auto& desk = context.desk();
    const access::People people{desk};
    const auto person = person_named(people, options.user);
    const auto witness = person_named(people, options.witness);
    const auto language = language_from(options.language);
    const auto last = day_or_none(options.valid_to);
    if (!options.cms.empty())
        return service::record_signature(context.office(), desk,
                                         {person, language, last, witness, bytes_in(options.cms, "cms")});
    service::SignedSheet sheet{
        person, language, day_or_none(options.signed_on).value_or(desk.today()), last, witness, {}, {}, options.sheet};
    if (options.document > 0) sheet.scan = DocumentId{options.document};
    if (!options.file.empty()) sheet.sheet_sha256 = hex(sha256(view(whole(options.file, "file"))));
    return service::record_sheet(context.office(), desk, sheet);
}

void record(Context& context, const CommitmentOptions& options) {
    const auto id = record_any(context, options);
    auto answer = line();
    answer.set("commitment", id.value());
    context.say(answer, std::to_string(id.value()));
}

void revoke(Context& context, const CommitmentOptions& options) {
    const auto& desk = context.desk();
    const access::Commitments commitments{desk};
    std::int64_t count = 0, papers = 0;
    for (const auto& commitment : commitments.of(person_named(access::People{desk}, options.user)))
        if (!commitment.revoked_at) {
            papers = service::consequences_of(desk, commitment).papers;
            service::revoke_commitment(desk, commitment.id, PersonalText{options.reason});
            ++count;
        }
    auto answer = line();
    answer.set("revoked", count);
    answer.set("papers", papers);
    context.say(answer, std::to_string(count) + "\t" + std::to_string(papers));
}

void print(Context& context, const CommitmentOptions& options) {
    const auto& desk = context.desk();
    const auto sheet = service::commitment_sheet(
        context.office(), desk, person_named(access::People{desk}, options.user), language_from(options.language));
    if (!options.text.empty()) Context::write(view(sheet.text.reveal()), options.text);
    if (options.text.empty() || !options.output.empty()) Context::write(sheet.pdf, options.output);
    if (options.output.empty()) return;
    auto answer = line();
    answer.set("version", sheet.version);
    answer.set("text_sha256", sheet.text_sha256);
    context.say(answer, sheet.version + "\t" + sheet.text_sha256);
}

void list(Context& context, const CommitmentOptions& options) {
    const auto& desk = context.desk();
    const access::People people{desk};
    const access::Commitments commitments{desk};
    for (const auto& one :
         options.user.empty() ? commitments.list() : commitments.of(person_named(people, options.user))) {
        const std::string user = people.find(one.person).user_name;
        const std::string state{one.state(desk.today())};
        const std::string last = one.valid_to ? iso(*one.valid_to) : "";
        auto answer = line();
        answer.set("commitment", one.id.value());
        answer.set("user", user);
        answer.set("state", state);
        answer.set("signed_on", iso(one.signed_on));
        answer.set("valid_to", last);
        answer.set("way", one.signing.way);
        answer.set("version", one.text_version);
        answer.set("sheet_sha256", one.sheet_sha256);
        answer.set("signer_sha256", one.signing.signer_sha256);
        answer.set("document", one.signing.scan ? one.signing.scan->value() : 0);
        context.say(answer, std::to_string(one.id.value()) + "\t" + user + "\t" + state + "\t" + iso(one.signed_on) +
                                "\t" + last + "\t" + one.signing.way);
    }
}

/// On the person's own machine: needs no house, only the text that was printed and the key.
void sign(const CommitmentOptions& options) {
    std::string pin = whole(options.pin_file, "pin-file");
    const auto signer =
        signing::open_pkcs12(std::filesystem::path{options.key}, signing::Pin{std::string{trimmed(pin)}});
    Context::write(signing::sign_text(whole(options.text, "text"), signer), options.output);
}

void add_record(CLI::App& commitment, Context& context, const std::shared_ptr<CommitmentOptions>& options) {
    auto* const recording = commitment.add_subcommand("record", "a signed commitment");
    recording->add_option("user", options->user)->required();
    recording->add_option("--witness", options->witness, "user name of who saw it signed")->required();
    recording->add_option("--sheet", options->sheet, "SHA-256 of the signed sheet's scan");
    recording->add_option("--file", options->file, "the scan itself: only its SHA-256 is kept");
    recording->add_option("--document", options->document, "number of the scan in the archive");
    recording->add_option("--cms", options->cms, "detached CMS over the text of `commitment print --text`");
    recording->add_option("--language", options->language, "fi, sv or en");
    recording->add_option("--signed-on", options->signed_on, "day; today if not said");
    recording->add_option("--valid-to", options->valid_to, "last day; until revoked if not said");
    recording->callback([&context, options] { record(context, *options); });
}

}  // namespace

void add_commitments(CLI::App& app, Context& context) {
    const auto options = std::make_shared<CommitmentOptions>();
    auto* const commitment = app.add_subcommand("commitment", "confidentiality commitments");
    commitment->require_subcommand(1);
    add_record(*commitment, context, options);
    auto* const revoking =
        commitment->add_subcommand("revoke", "ends sessions, tokens, access and account at once, recalls paper");
    revoking->add_option("user", options->user)->required();
    revoking->add_option("--reason", options->reason)->required();
    revoking->callback([&context, options] { revoke(context, *options); });
    auto* const printing = commitment->add_subcommand("print", "the sheet to be signed, PDF");
    printing->add_option("user", options->user)->required();
    printing->add_option("-o,--output", options->output, "PDF file");
    printing->add_option("--text", options->text, "file for the very text that a key signs");
    printing->add_option("--language", options->language, "fi, sv or en");
    printing->callback([&context, options] { print(context, *options); });
    auto* const listing = commitment->add_subcommand("list", "everybody's, or one person's");
    listing->add_option("user", options->user);
    listing->callback([&context, options] { list(context, *options); });
    auto* const signing = commitment->add_subcommand("sign", "signs the text with one's own key file");
    signing->add_option("--text", options->text)->required();
    signing->add_option("--key", options->key, "PKCS#12 file, mode 0600")->required();
    signing->add_option("--pin-file", options->pin_file)->required();
    signing->add_option("-o,--output", options->output, "file for the signature (.p7s)")->required();
    signing->callback([options] { sign(*options); });
}

}  // namespace arkki::cli
