// The letter exactly as it will leave, page by page; the checklist; the key and the PIN; what was signed.
#include <algorithm>
#include <filesystem>

#include "requests/letters.hpp"
#include "service/redacting.hpp"
#include "service/signing_keys.hpp"
#include "signing/pkcs12.hpp"
#include "web/letter_view.hpp"

namespace arkki::web {
namespace {

using lang::Value;
using requests::Overview;

constexpr std::uint64_t largest_key_form = 2 << 20;  ///< bytes

}  // namespace

std::vector<ShownDraft::Sheet> sheets_of(imaging::Reader& reader, ByteView pdf) {
    std::vector<ShownDraft::Sheet> sheets;
    static_cast<void>(reader.read(pdf, [&](imaging::PageRead page) {
        if (page.failure.empty()) sheets.push_back({std::move(page.image), page.width, page.height});
    }));
    return sheets;
}

namespace {

/// The pictures of a letter that is being read already and has not changed.
std::vector<ShownDraft::Sheet> sheets_known(const ShownDrafts& known, const Bytes& pdf) {
    if (known)
        for (const auto& draft : *known)
            if (draft.pdf == pdf) return draft.sheets;
    return {};
}

ShownDrafts make_drafts(const Lobby& lobby, const access::Desk& desk,
                        const access::Grant<access::PreviewLetter>& grant) {
    const auto known = lobby.drafts.find(desk.session().id, grant.object());
    service::make_copies(lobby.office, desk, grant.object());
    auto drafts = std::make_shared<std::vector<ShownDraft>>();
    for (auto& draft : lobby.office.letters(desk).drafts(grant)) {
        auto sheets = sheets_known(known, draft.pdf);
        if (sheets.empty()) sheets = sheets_of(lobby.office.reader(), draft.pdf);
        drafts->push_back({std::move(draft.kind), std::move(draft.pdf), std::move(sheets)});
    }
    lobby.drafts.put(desk.session().id, grant.object(), drafts);
    return drafts;
}

/// The drafts of the sign page that is open; made anew if they were put away meanwhile.
ShownDraft draft_of(const Lobby& lobby, const Request& request, const access::Desk& visitor) {
    const auto id = request.id_of<RequestId>();
    const auto desk = desk_for(lobby, visitor, id);
    const auto grant = desk.open<access::PreviewLetter>(id);  // each look is allowed and logged anew
    auto drafts = lobby.drafts.find(visitor.session().id, id);
    if (!drafts) drafts = make_drafts(lobby, desk, grant);
    const auto number = static_cast<std::size_t>(request.id_of<LetterId>("draft").value());
    if (number >= drafts->size()) throw Error{Fault::not_found, "web.no_page"};
    return (*drafts)[number];
}

Reply show_draft(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto draft = draft_of(lobby, request, desk);
    return saved(draft.pdf, "application/pdf", draft.kind + "-draft.pdf");
}

Reply show_draft_page(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto draft = draft_of(lobby, request, desk);
    const auto page = static_cast<std::size_t>(request.id_of<PageId>("page").value());
    if (page < 1 || page > draft.sheets.size()) throw Error{Fault::not_found, "web.no_page"};
    return shown(draft.sheets[page - 1].image, "image/jpeg");
}

}  // namespace

std::string digest_of(const std::vector<Bytes>& letters) {
    Sha256 hash;
    for (const auto& pdf : letters) hash.add(pdf);
    return hex(hash.finish());
}

namespace {

std::string digest_of_drafts(const std::vector<ShownDraft>& drafts) {
    std::vector<Bytes> letters;
    for (const auto& draft : drafts) letters.push_back(draft.pdf);
    return digest_of(letters);
}

}  // namespace

Value letter_values(const Words& in, RequestId request, const std::vector<ShownDraft>& drafts) {
    Value letters = Value::list();
    for (std::size_t n = 0; n < drafts.size(); ++n) {
        const std::string path = path_of(request) + "/draft/" + std::to_string(n);
        Value pages = Value::list();
        for (std::size_t p = 0; p < drafts[n].sheets.size(); ++p) {
            const std::string number = std::to_string(p + 1);
            pages.add({{"image", path + "/pages/" + number},
                       {"label", in("sign.page", {{"page", number}})},
                       {"width", drafts[n].sheets[p].width},
                       {"height", drafts[n].sheets[p].height}});
        }
        letters.add({{"heading", in("letter.kind." + drafts[n].kind)}, {"pages", std::move(pages)}, {"pdf", path}});
    }
    return letters;
}

namespace {

/// What is in order and what lacks. `fault`: why the letter could not be made, "" if it was.
Value check_rows(const Words& in, const Overview& request, const std::string& fault) {
    Value rows = Value::list();
    const auto add = [&](const std::string& text, bool lacks) { rows.add({{"text", text}, {"lacks", lacks}}); };
    const bool decided = request.outcome.has_value();
    add(in("sign.check.decided"), !decided);
    add(in("sign.check.reasons"), !decided);
    add(in("sign.check.identity"), request.identity != "proved");
    add(in("sign.check.address"), fault == "letter.no_address");
    add(in("sign.check.deadline", {{"day", day_text(in, request.answer_by())}}), false);
    if (!fault.empty() && fault != "letter.no_address")
        add(message_of({409, fault, ""}, in.language, in.catalogue), true);
    return rows;
}

Reply sign_form(const Lobby& lobby, const Request& request, const access::Desk& visitor,
                const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    const auto desk = desk_for(lobby, visitor, request.id_of<RequestId>());
    const auto grant = desk.open<access::PreviewLetter>(request.id_of<RequestId>());
    const Overview about = lobby.office.requests(desk).show(desk.open<access::ViewRequest>(request.id_of<RequestId>()));
    std::vector<ShownDraft> drafts;
    std::string fault;
    try {
        drafts = *make_drafts(lobby, desk, grant);
    } catch (const Error& error) {  // the checklist says what lacks
        if (error.fault() != Fault::conflict && error.fault() != Fault::invalid) throw;
        fault = error.key();
    }
    const std::string path = path_of(about.id);
    Value values{{"back", path + "/decide"},
                 {"back_text", in("decide.title")},
                 {"letters", letter_values(in, about.id, drafts)},
                 {"checks", check_rows(in, about, fault)},
                 {"ready", !drafts.empty()},
                 {"drafts", digest_of_drafts(drafts)},
                 {"action", path + "/sign"}};
    const auto place = service::key_place(lobby.office, visitor);
    values.set("key.problem", form.problem("key")).set("key.on_server", place == service::KeyPlace::file)
        .set("key.in_token", place == service::KeyPlace::token)
        .set("key.asked", place == service::KeyPlace::nowhere);
    values.set("pin",
               form.text("pin", {.label = in("sign.pin"), .type = "password", .required = true, .narrow = true}));
    return lobby.press.print(request, &desk,
                             {"sign", in("sign.title"), std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_sign(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return sign_form(lobby, request, desk, {});
}

}  // namespace

signing::Signer signer_of(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const signing::Pin pin{request.form.required("pin")};
    if (!request.uploads.empty()) return signing::open_pkcs12(request.uploads.front().bytes(), pin);
    return service::signer_of(lobby.office, desk, pin);
}

std::vector<FieldProblem> beside_key(std::vector<FieldProblem> problems) {
    for (auto& problem : problems)
        if (problem.field.empty() && problem.key.starts_with("signing."))
            problem.field = problem.key == "signing.wrong_pin" ? "pin" : "key";
    return problems;
}

namespace {

/// The letters as they would be signed now must be the ones that were on the page.
void must_be_what_was_read(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    std::vector<Bytes> letters;
    const auto grant = desk.open<access::PreviewLetter>(request.id_of<RequestId>());
    for (auto& draft : lobby.office.letters(desk).drafts(grant)) letters.push_back(std::move(draft.pdf));
    if (digest_of(letters) != request.form.text("drafts")) throw Error{Fault::conflict, "request.changed_meanwhile"};
}

Reply sign(const Lobby& lobby, const Request& request, const access::Desk& visitor) {
    return act_or_mend(
        [&] {
            const auto desk = desk_for(lobby, visitor, request.id_of<RequestId>());
            const auto signer = signer_of(lobby, request, desk);
            must_be_what_was_read(lobby, request, desk);
            const auto grant = desk.open<access::Decide>(request.id_of<RequestId>());
            static_cast<void>(lobby.office.letters(desk).sign(grant, signer));
            return see_other(path_of(grant.object()) + "/sent");
        },
        [&](const std::vector<FieldProblem>& problems) {
            return sign_form(lobby, request, visitor, beside_key(problems));
        });
}

/// The copies that go with the letters, in the order the letters list them.
Value annex_rows(const Words& in, RequestId request, const std::vector<requests::SentFile>& files) {
    Value rows = Value::list();
    for (const auto& file : files)
        if (file.annex > 0)
            rows.add({{"href", path_of(request) + "/letters/" + std::to_string(file.letter.value()) + "/annexes/" +
                                   std::to_string(file.annex)},
                      {"text", in("letter_sent.annex", {{"number", std::to_string(file.annex)}})},
                      {"size", size_text(in, file.size)}});
    return rows;
}

Reply show_sent(const Lobby& lobby, const Request& request, const access::Desk& visitor) {
    const Words in = lobby.press.words(request);
    const auto desk = desk_for(lobby, visitor, request.id_of<RequestId>());
    const auto grant = desk.open<access::ViewRequest>(request.id_of<RequestId>());
    const Overview about = lobby.office.requests(desk).show(grant);
    if (!about.answered_on) return see_other(path_of(about.id));
    Value letters = Value::list();
    for (const auto& letter : about.letters)
        letters.add({{"href", path_of(about.id) + "/letters/" + std::to_string(letter.id.value())},
                     {"text", in("letter.kind." + letter.kind)},
                     {"level", level_text(letter.level)},
                     {"size", size_text(in, letter.size)}});
    const auto at = about.steps.empty() ? desk.now() : about.steps.back().at;
    Value values{{"back", path_of(about.id)},
                 {"back_text", request_text(in, about.kind, about.number)},
                 {"signed", in("letter_sent.signed", {{"moment", moment_text(in, desk, at)}})},
                 {"letters", std::move(letters)},
                 {"annexes", annex_rows(in, about.id, service::package(lobby.office, desk).files(grant))},
                 {"package", path_of(about.id) + "/package"},
                 {"deadline", in("letter_sent.deadline", {{"day", day_text(in, about.answer_by())}})}};
    return lobby.press.print(request, &desk, {"letter_sent", in("letter_sent.title"), std::move(values)});
}

Reply show_letter(const Lobby& lobby, const Request& request, const access::Desk& visitor) {
    const auto desk = desk_for(lobby, visitor, request.id_of<RequestId>());
    const auto letter = request.id_of<LetterId>("letter");
    const auto grant = desk.open<access::ViewLetter>(request.id_of<RequestId>());
    const auto pdf = lobby.office.letters(desk).issued(grant, letter);
    return saved(pdf, "application/pdf", "letter-" + std::to_string(letter.value()) + ".pdf");
}

/// By the letter's number, which names nobody.
Reply show_package(const Lobby& lobby, const Request& request, const access::Desk& visitor) {
    const auto desk = desk_for(lobby, visitor, request.id_of<RequestId>());
    const auto grant = desk.open<access::ViewLetter>(request.id_of<RequestId>());
    const auto zip = service::package(lobby.office, desk).zip(grant);
    return saved(zip, "application/zip", "request-" + std::to_string(grant.object().value()) + ".zip");
}

Reply show_annex(const Lobby& lobby, const Request& request, const access::Desk& visitor) {
    const auto desk = desk_for(lobby, visitor, request.id_of<RequestId>());
    const auto letter = request.id_of<LetterId>("letter");
    const auto annex = std::min<std::int64_t>(request.id_of<PageId>("page").value(), 1'000'000);
    const auto grant = desk.open<access::ViewLetter>(request.id_of<RequestId>());
    const auto pdf = service::package(lobby.office, desk).annex(grant, letter, static_cast<int>(annex));
    return saved(pdf, "application/pdf",
                 "letter-" + std::to_string(letter.value()) + "-" + std::to_string(annex) + ".pdf");
}

}  // namespace

void add_letter_pages(Table& table) {
    table.add("GET", "/requests/{id}/sign", responsible, show_sign);
    table.add("POST", "/requests/{id}/sign", responsible, sign, largest_key_form);
    table.add("GET", "/requests/{id}/draft/{draft}", responsible, show_draft);
    table.add("GET", "/requests/{id}/draft/{draft}/pages/{page}", responsible, show_draft_page);
    table.add("GET", "/requests/{id}/sent", staff, show_sent);
    table.add("GET", "/requests/{id}/letters/{letter}", staff, show_letter);
    table.add("GET", "/requests/{id}/letters/{letter}/annexes/{page}", staff, show_annex);
    table.add("GET", "/requests/{id}/package", staff, show_package);
}

}  // namespace arkki::web
