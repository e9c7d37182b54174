// The files a document rests on, as they came in.
#include <algorithm>

#include "intake/codes.hpp"
#include "web/lobby.hpp"
#include "web/originals_view.hpp"

namespace arkki::web {
namespace {

using lang::Value;

std::string kind_of_code(const Words& in, const std::string& text) {
    const auto meaning = intake::meaning_of_code(text);
    if (std::holds_alternative<custody::LabelNumber>(meaning)) return in("document.code_ours");
    return in(std::holds_alternative<intake::FormMark>(meaning) ? "document.code_form" : "document.code_foreign");
}

int number_in_path(const Request& request) {
    return static_cast<int>(std::min<std::int64_t>(request.id_of<PageId>("page").value(), 1'000'000));
}

/// By POST: it makes a copy that leaves the house.
Reply copy_original(const Lobby& lobby, const Request& request, const access::Desk& desk) {
    const auto grant = desk.open<access::CopyDocument>(request.id_of<DocumentId>());
    const int number = number_in_path(request);
    const auto file = lobby.office.archive(desk).original_file(grant, number);
    const std::string name = "A-" + std::to_string(grant.object().value()) + "-" + std::to_string(number) +
                             std::string{archive::file_ending(file.media)};
    return saved(file.bytes, std::string{archive::media_type(file.media)}, name);
}

}  // namespace

void add_originals(Value& values, const Words& in, const archive::Archive& archive,
                   const access::Grant<access::ReadDocument>& grant, int page) {
    Value files = Value::list(), codes = Value::list();
    for (const auto& file : archive.originals(grant)) {
        const std::string number = std::to_string(file.position);
        files.add({{"href", path_of(grant.object()) + "/originals/" + number},
                   {"text", in("document.file_as_it_came", {{"number", number},
                                                            {"kind", in("media." + file.media)},
                                                            {"size", size_text(in, file.size)}})},
                   {"note", file.signatures > 0 ? in("document.signed_file") : ""},
                   {"shared", file.shared ? in("document.shared_file") : ""}});
    }
    const auto seen = archive.codes(grant, page);
    for (const auto& code : seen)
        codes.add({{"kind", kind_of_code(in, code.text.reveal())}, {"text", code.text.reveal()}});
    values.set("files", std::move(files)).set("has_codes", !seen.empty()).set("codes", std::move(codes));
}

void add_original_pages(Table& table) { table.add("POST", "/documents/{id}/originals/{page}", staff, copy_original); }

}  // namespace arkki::web
