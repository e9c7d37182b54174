#include "requests/letter_making.hpp"

#include <array>
#include <cstdio>

#include "access/people.hpp"
#include "lang/hyphenation.hpp"
#include "lang/text.hpp"
#include "pdf/conformance.hpp"
#include "pdf/letter.hpp"
#include "requests/letter_forms.hpp"
#include "signing/pades.hpp"
#include "signing/time_stamp.hpp"

namespace arkki::requests {
namespace {

/// Crockford's base 32: no I, L, O, U, so that a code can be read out on the telephone.
std::string verify_code(const Randomness& randomness) {
    static constexpr std::string_view letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    std::string code;
    for (const auto byte : random_bytes(randomness, 16)) code += letters[byte & 31];
    return code.substr(0, 4) + "-" + code.substr(4, 4) + "-" + code.substr(8, 4) + "-" + code.substr(12, 4);
}

/// Whatever must be there before the first word is written.
void check(const Material& material) {
    const auto checked = material.profile.fields.find("sa.checked_on");
    if (checked == material.profile.fields.end() || checked->second.empty())
        throw Error{Fault::conflict, "letter.authority_not_checked"};
    if (material.card.value("postal_address").empty()) throw Error{Fault::conflict, "letter.no_address"};
    if (material.signer_title.empty()) throw Error{Fault::conflict, "letter.no_title"};
}

/// What keeps a letter from being signed. The list looks for traces of our own mistakes in the text, but a customer may
/// have written such words; in the body they are escaped and can be told apart.
void check_conformance(const Composed& letter) {
    const bool text_is_ours =
        letter.body.find("{{") != std::string::npos || letter.body.find("&amp;") != std::string::npos;
    for (const auto& problem : pdf::conformance_problems(letter.draft.pdf))
        if (text_is_ours || !problem.starts_with("text: "))
            throw Error{Fault::corrupt, "letter.not_conformant", problem};
}

}  // namespace

LetterName name_of(db::Write& write, const access::Desk& desk, RequestId request, const std::string& which,
                   const Randomness& randomness) {
    const db::Parameters of{{"request", request}, {"kind", which}};
    if (const auto known = write.row<std::string, std::string>(
            "SELECT number, verify_code FROM letter_draft WHERE request = :request AND kind = :kind", of))
        return {std::get<0>(*known), std::get<1>(*known)};
    const std::string year = iso(desk.today()).substr(0, 4);
    const auto used = write.one<std::int64_t>("SELECT count(*) FROM letter_draft WHERE substr(number, 1, 7) = :prefix",
                                              {{"prefix", "K-" + year + "-"}});
    std::array<char, 24> number{};
    std::snprintf(number.data(), number.size(), "K-%s-%05d", year.c_str(), static_cast<int>(used + 1));
    const LetterName name{number.data(), verify_code(randomness)};
    write.run("INSERT INTO letter_draft (request, kind, number, verify_code) VALUES (:request, :kind, :number, :code)",
              {{"request", request}, {"kind", which}, {"number", name.number}, {"code", name.verify_code}});
    return name;
}

Material basics(const access::Desk& desk, const Overview& request) {
    const auto card = customers::Cards{desk}.card(desk.open<access::ViewCard>(request.subject));
    Material material{request, card, {}, {}, {}, {}, {}, {}, {}, desk.today()};
    desk.database().read([&](db::Read& read) {
        material.profile = customers::profile(read, request.language);
        const auto signer = access::person_of(read, desk.session().actor);
        if (!signer) throw Error{Fault::corrupt, "person.unknown"};
        material.signer_name = lang::clean_text(signer->name.reveal());  // as the template prints it
        material.signer_title = lang::clean_text(signer->title.reveal());
    });
    check(material);
    return material;
}

Composed compose(const Stationery& stationery, const std::string& kind, const Material& material,
                 const lang::Value& fields) {
    const Language language = material.request.language;
    lang::Hyphenator hyphenator{language, stationery.hyphenation};
    pdf::LetterSheet sheet;
    sheet.language = language;
    sheet.title = stationery.catalogue.text(language, "letter.title." + kind) + " " + material.letter_number;
    sheet.author = lang::clean_text(material.profile.text("controller.name"));
    sheet.date = material.today;
    sheet.body = stationery.texts.markdown(kind, language, fields);
    sheet.footer = [&](int page, int count) { return stationery.texts.footer(language, fields, page, count); };
    sheet.embedded_json = embedded_json(kind, material);
    sheet.signatures = {
        {material.signer_name + ", " + material.signer_title,
         stationery.catalogue.text(language, "letter.signature_label", {{"name", material.signer_name}})}};
    sheet.window = stationery.window;
    sheet.hyphenate = [&](const std::string& text) { return hyphenator(text); };
    return {{kind, material.letter_number, pdf::compose(sheet, stationery.resources)}, sheet.body, material.today};
}

Signed seal(const Stationery& stationery, Composed letter, const signing::Signer& signer, Instant now) {
    check_conformance(letter);
    const auto key = stationery.vault.new_key();
    const auto stored = stationery.vault.put(key, signing::sign(letter.draft.pdf, signer, now, signing::token_room));
    return {std::move(letter.draft), letter.dated, key, stored, {}};
}

IssuedLetter keep(db::Write& write, const access::Desk& desk, const Overview& request, const Signed& letter) {
    const auto code = write.one<std::string>("SELECT verify_code FROM letter_draft WHERE number = :number",
                                             {{"number", letter.draft.number}});
    const auto id = write.one<LetterId>(
        "INSERT INTO letter (request, number, kind, language, dated_on, verify_code, signer, level, sha256, size, blob,"
        " letter_key, signed_at) VALUES (:request, :number, :kind, :language, :day, :code, :signer, 'B-B', :sha256,"
        " :size, :blob, :key, :now) RETURNING id",
        {{"request", request.id},
         {"number", letter.draft.number},
         {"kind", letter.draft.kind},
         {"language", arkki::code(request.language)},
         {"day", letter.dated},
         {"code", code},
         {"signer", desk.session().actor},
         {"sha256", letter.stored.sha256},
         {"size", static_cast<std::int64_t>(letter.stored.size)},
         {"blob", letter.stored.id.text},
         {"key", letter.key.text},
         {"now", desk.now()}});
    keep_annexes(write, id, letter.annexes);
    order_lift(write, id, desk.now());
    return {id,
            letter.draft.number,
            letter.draft.kind,
            letter.dated,
            "B-B",
            letter.stored.sha256,
            static_cast<std::int64_t>(letter.stored.size),
            desk.session().actor};
}

}  // namespace arkki::requests
