// Letters on the way to an answer: what may be written now, the questions of one kind, the letter as it will leave, the
// key and the PIN; and how any letter was sent.
#include <algorithm>

#include "requests/notices.hpp"
#include "service/signing_keys.hpp"
#include "web/letter_view.hpp"

namespace arkki::web {
namespace {

using lang::Value;
using requests::AnswerType;
using requests::Question;

constexpr std::uint64_t largest_key_form = 2 << 20;  ///< bytes

requests::Notices notices(const Lobby& lobby, const access::Desk& desk) { return {desk, lobby.office.stationery()}; }

requests::Overview overview(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return lobby.office.requests(desk).show(desk.open<access::ViewRequest>(request.id_of<RequestId>()));
}

Reply show_kinds(const Lobby& lobby, const Request& request, const access::Desk& visitor) {
    const Words in = lobby.press.words(request);
    const auto desk = desk_for(lobby, visitor, request.id_of<RequestId>());
    const auto about = overview(lobby, request, desk);
    Value rows = Value::list();
    for (const auto& kind : requests::notice_kinds())
        if (requests::may_be_written(kind.kind, about, desk.today()))
            rows.add({{"href", path_of(about.id) + "/write/" + std::string{kind.kind}},
                      {"title", in("letter.title." + std::string{kind.kind})},
                      {"about", in("notice.about." + std::string{kind.kind})}});
    const bool any = !rows.rows()->empty();
    return lobby.press.print(request, &desk,
                             {"letter_kinds",
                              in("notice.title"),
                              {{"back", path_of(about.id)},
                               {"back_text", request_text(in, about.kind, about.number)},
                               {"any", any},
                               {"rows", std::move(rows)}}});
}

/// A question as its field: one of the four is there, the others are false.
Value question_value(const Words& in, const FormView& form, const Request& request, const Question& question) {
    const std::string id{question.name};
    const FieldLook look{.label = in("notice.ask." + id),
                         .type = question.type == AnswerType::day ? "date" : "text",
                         .required = question.required,
                         .narrow = question.type == AnswerType::day};
    Value value{{"line", false}, {"lines", false}, {"choice", false}, {"ticks", false}};
    if (question.type == AnswerType::text || question.type == AnswerType::day) value.set("line", form.text(id, look));
    if (question.type == AnswerType::lines) value.set("lines", form.text(id, look));
    if (question.type == AnswerType::one_of)
        value.set("choice", form.choice(id, options_of(in, std::string{question.phrases}, question.codes), look));
    if (question.type == AnswerType::yes || question.type == AnswerType::some_of) {
        const auto chosen = request.form.all(id);
        const auto is_chosen = [&](std::string_view code) { return std::ranges::find(chosen, code) != chosen.end(); };
        Value options = Value::list();
        if (question.type == AnswerType::yes)
            options.add({{"id", id}, {"name", id}, {"value", "1"}, {"text", look.label}, {"chosen", Value{is_chosen("1")}}});
        for (const auto code : question.codes)
            options.add({{"id", id + "-" + std::string{code}},
                         {"name", id},
                         {"value", code},
                         {"text", in(std::string{question.phrases} + std::string{code})},
                         {"chosen", Value{is_chosen(code)}}});
        value.set("ticks", Value{{"label", question.type == AnswerType::yes ? "" : look.label},
                                 {"problem", form.problem(id)},
                                 {"options", std::move(options)}});
    }
    return value;
}

Reply question_form(const Lobby& lobby, const Request& request, const access::Desk& visitor,
                    const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    const auto desk = desk_for(lobby, visitor, request.id_of<RequestId>());
    const auto about = overview(lobby, request, desk);
    const auto& kind = requests::notice_kind(request.ids.text("kind"));
    const std::string title = in("letter.title." + std::string{kind.kind});
    Value questions = Value::list();
    for (const auto& question : kind.questions) questions.add(question_value(in, form, request, question));
    Value values{{"back", path_of(about.id) + "/write"},
                 {"heading", title},
                 {"about", in("notice.about." + std::string{kind.kind})},
                 {"action", path_of(about.id) + "/write/" + std::string{kind.kind}},
                 {"questions", std::move(questions)}};
    return lobby.press.print(request, &desk,
                             {"letter_write", title, std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply show_questions(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return question_form(lobby, request, desk, {});
}

requests::Notice notice_of(const Request& request) {
    requests::Notice notice{request.ids.text("kind"), {}};
    for (const auto& question : requests::notice_kind(notice.kind).questions)
        for (const auto& text : request.form.all(question.name))
            notice.answers.add(std::string{question.name}, PersonalText{text});
    return notice;
}

/// The answers once more, so that the same letter is signed.
Value hidden_rows(const Request& request) {
    Value rows = Value::list();
    for (const auto& question : requests::notice_kind(request.ids.text("kind")).questions)
        for (const auto& text : request.form.all(question.name))
            if (!text.empty()) rows.add({{"name", question.name}, {"value", text}});
    return rows;
}

Reply look_page(const Lobby& lobby, const Request& request, const access::Desk& visitor,
                const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    const auto id = request.id_of<RequestId>();
    const auto desk = desk_for(lobby, visitor, id);
    auto draft = notices(lobby, desk).draft(desk.open<access::PreviewLetter>(id), notice_of(request));
    auto sheets = sheets_of(lobby.office.reader(), draft.pdf);
    const std::string digest = digest_of(std::vector<Bytes>{draft.pdf});
    auto drafts = std::make_shared<std::vector<ShownDraft>>();
    drafts->push_back({draft.kind, std::move(draft.pdf), std::move(sheets)});
    lobby.drafts.put(desk.session().id, id, drafts);
    Value values{{"back", path_of(id) + "/write/" + drafts->front().kind},
                 {"back_text", in("letter.title." + drafts->front().kind)},
                 {"letters", letter_values(in, id, *drafts)},
                 {"drafts", digest},
                 {"answers", hidden_rows(request)},
                 {"action", path_of(id) + "/write/" + drafts->front().kind}};
    const auto place = service::key_place(lobby.office, visitor);
    values.set("key.problem", form.problem("key"))
        .set("key.on_server", place == service::KeyPlace::file)
        .set("key.in_token", place == service::KeyPlace::token)
        .set("key.asked", place == service::KeyPlace::nowhere);
    values.set("pin",
               form.text("pin", {.label = in("sign.pin"), .type = "password", .required = true, .narrow = true}));
    return lobby.press.print(request, &desk, {"letter_look", in("letter.title." + drafts->front().kind),
                                              std::move(values), problems, problems.empty() ? 200 : 422});
}

Reply sign(const Lobby& lobby, const Request& request, const access::Desk& visitor) {
    return act_or_mend(
        [&] {
            const auto id = request.id_of<RequestId>();
            const auto desk = desk_for(lobby, visitor, id);
            const auto signer = signer_of(lobby, request, desk);
            const auto writing = notices(lobby, desk);
            const auto notice = notice_of(request);
            const auto now = writing.draft(desk.open<access::PreviewLetter>(id), notice);
            if (digest_of(std::vector<Bytes>{now.pdf}) != request.form.text("drafts"))
                throw Error{Fault::conflict, "request.changed_meanwhile"};
            const auto letter = writing.sign(desk.open<access::Decide>(id), notice, signer);
            return see_other(path_of(id) + "/letters/" + std::to_string(letter.id.value()) + "/sent");
        },
        [&](const std::vector<FieldProblem>& problems) {
            return look_page(lobby, request, visitor, beside_key(problems));
        });
}

/// First the letter is looked at, then signed.
Reply write(const Lobby& lobby, const Request& request, const access::Desk& visitor) {
    if (request.form.text("act") == "sign") return sign(lobby, request, visitor);
    return act_or_mend(
        [&] { return look_page(lobby, request, visitor, {}); },
        [&](const std::vector<FieldProblem>& problems) { return question_form(lobby, request, visitor, problems); });
}

Reply dispatch_form(const Lobby& lobby, const Request& request, const access::Desk& visitor,
                    const std::vector<FieldProblem>& problems) {
    const Words in = lobby.press.words(request);
    const FormView form{in, request.form, problems};
    const auto desk = desk_for(lobby, visitor, request.id_of<RequestId>());
    const auto about = overview(lobby, request, desk);
    const auto id = request.id_of<LetterId>("letter");
    const auto letter = std::ranges::find(about.letters, id, &requests::IssuedLetter::id);
    if (letter == about.letters.end()) throw Error{Fault::not_found, "letter.unknown"};
    const std::string path = path_of(about.id) + "/letters/" + std::to_string(id.value());
    Value values{{"back", path_of(about.id)},
                 {"back_text", request_text(in, about.kind, about.number)},
                 {"letter", in("letter.kind." + letter->kind)},
                 {"number", letter->number},
                 {"pdf", path},
                 {"action", path + "/sent"}};
    values.set("channel", form.choice("channel", options_of(in, "dispatch.channel.", requests::dispatch_channels()),
                                      {.label = in("dispatch.channel"), .value = "post"}));
    values.set("sent_on", form.text("sent_on", {.label = in("dispatch.sent_on"),
                                                .value = iso(desk.today()),
                                                .type = "date",
                                                .required = true,
                                                .narrow = true}));
    values.set("proof",
               form.text("proof", {.label = in("dispatch.proof"), .hint = in("dispatch.proof_hint"), .narrow = true}));
    return lobby.press.print(request, &desk, {"letter_dispatch", in("dispatch.title"), std::move(values), problems,
                                              problems.empty() ? 200 : 422});
}

Reply show_dispatch(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    return dispatch_form(lobby, request, desk, {});
}

Day day_in(const Request& request, const char* field) {
    try {
        return day_from_iso(request.form.required(field));
    } catch (const Error& error) {
        throw Error{Fault::invalid, error.key() == "form.missing" ? error.key() : "notice.bad_day", {}, field};
    }
}

Reply dispatch(const Lobby& lobby, const Request& request, const access::Desk& visitor) {
    return act_or_mend(
        [&] {
            const auto desk = desk_for(lobby, visitor, request.id_of<RequestId>());
            const requests::Dispatch how{request.form.required("channel"), day_in(request, "sent_on"),
                                         request.form.personal("proof")};
            const auto grant = desk.open<access::WorkOnRequest>(request.id_of<RequestId>());
            notices(lobby, desk).dispatch(grant, request.id_of<LetterId>("letter"), how);
            return see_other(path_of(grant.object()) + "?done=dispatch");
        },
        [&](const std::vector<FieldProblem>& problems) { return dispatch_form(lobby, request, visitor, problems); });
}

}  // namespace

void add_case_letter_pages(Table& table) {
    table.add("GET", "/requests/{id}/write", responsible, show_kinds);
    table.add("GET", "/requests/{id}/write/{kind}", responsible, show_questions);
    table.add("POST", "/requests/{id}/write/{kind}", responsible, write, largest_key_form);
    table.add("GET", "/requests/{id}/letters/{letter}/sent", staff, show_dispatch);
    table.add("POST", "/requests/{id}/letters/{letter}/sent", staff, dispatch);
}

}  // namespace arkki::web
