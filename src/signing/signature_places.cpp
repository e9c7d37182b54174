#include "signing/signature_places.hpp"

#include <openssl/asn1.h>
#include <openssl/err.h>

#include <algorithm>
#include <set>

namespace arkki::signing {
namespace {

constexpr std::size_t most_fields = 64;

const PdfRevision* revision_of(const PdfFile& file, std::size_t offset) {
    for (const auto& revision : file.revisions())
        if (offset >= revision.begin && offset < revision.table) return &revision;
    throw NotOurFormat{};
}

/// `[0 begin end rest]`: everything of the revision but the value of /Contents, bracket to bracket.
bool covers_its_revision(const SignatureField& field, const PdfValue& contents) {
    const PdfValue* range = field.dictionary.find("ByteRange");
    if (range == nullptr || range->kind != PdfValue::Kind::array || range->items.size() != 4) return false;
    std::array<std::size_t, 4> numbers{};
    for (std::size_t i = 0; i < 4; ++i) {
        const auto number = range->items[i].plain_integer();
        if (!number) return false;
        numbers[i] = static_cast<std::size_t>(*number);
    }
    return numbers[0] == 0 && numbers[1] == contents.begin && numbers[2] == contents.end &&
           numbers[2] + numbers[3] == field.saved->end;
}

/// Length of the one DER value at the front of `bytes`; 0 if there is none.
std::size_t der_size(ByteView bytes) {
    const unsigned char* at = bytes.data();
    long size = 0;
    int tag = 0;
    int space = 0;
    const int shape = ASN1_get_object(&at, &size, &tag, &space, static_cast<long>(bytes.size()));
    ERR_clear_error();
    if ((shape & 0x80) != 0 || (shape & 1) != 0 || tag != V_ASN1_SEQUENCE || space != V_ASN1_UNIVERSAL) return 0;
    return static_cast<std::size_t>(at - bytes.data()) + static_cast<std::size_t>(size);
}

/// We write small letters, without blanks: another spelling of the same bytes is not our file.
bool is_our_hex(const std::string& digits) {
    return digits.size() % 2 == 0 && std::all_of(digits.begin(), digits.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

}  // namespace

void Problems::add(const std::string& code) {
    if (std::find(codes_.begin(), codes_.end(), code) == codes_.end()) codes_.push_back(code);
}

bool Problems::only(const std::string& code) const noexcept {
    return std::all_of(codes_.begin(), codes_.end(), [&](const std::string& found) { return found == code; });
}

std::vector<SignatureField> signature_fields(const PdfFile& file) {
    const PdfValue catalog = file.catalog();
    const PdfValue form = file.resolved(catalog.find("AcroForm"));
    const PdfValue fields = file.resolved(form.find("Fields"));
    if (fields.items.size() > most_fields) throw NotOurFormat{};
    std::vector<SignatureField> found;
    std::set<std::int64_t> seen;
    for (const PdfValue& item : fields.items) {
        if (item.kind != PdfValue::Kind::reference || !seen.insert(item.object).second) throw NotOurFormat{};
        const PdfValue field = file.resolved(&item);
        const PdfValue* type = field.find("FT");
        if (type == nullptr || !type->is_name("Sig") || field.find("Kids") != nullptr) throw NotOurFormat{};
        const PdfValue* value = field.find("V");
        if (value == nullptr) continue;
        if (value->kind != PdfValue::Kind::reference || !seen.insert(value->object).second) throw NotOurFormat{};
        PdfValue signature = file.resolved(value);
        if (signature.kind != PdfValue::Kind::dictionary) throw NotOurFormat{};
        const PdfRevision* saved = revision_of(file, signature.begin);
        found.push_back({std::move(signature), saved});
    }
    std::sort(found.begin(), found.end(), [](const SignatureField& left, const SignatureField& right) {
        return left.dictionary.begin < right.dictionary.begin;
    });
    return found;
}

bool SignatureField::is_document_stamp() const noexcept {
    const PdfValue* type = dictionary.find("Type");
    return type != nullptr && type->is_name("DocTimeStamp");
}

SignedContent signed_content(ByteView file, const SignatureField& field, Problems& problems, std::string_view form) {
    const PdfValue* contents = field.dictionary.find("Contents");
    const bool right_place = contents != nullptr && contents->kind == PdfValue::Kind::hex_text &&
                             is_our_hex(contents->text) && covers_its_revision(field, *contents);
    if (!right_place) {
        problems.add("byte_range");
        return {};
    }
    const PdfValue* said = field.dictionary.find("SubFilter");
    if (said == nullptr || !said->is_name(form)) problems.add("cms");
    Bytes gap = from_hex(contents->text);
    const std::size_t size = der_size(gap);
    if (size == 0) {
        problems.add("cms");
        return {};
    }
    const auto padding = gap.begin() + static_cast<std::ptrdiff_t>(size);
    if (std::any_of(padding, gap.end(), [](std::uint8_t byte) { return byte != 0; })) problems.add("padding");
    gap.erase(padding, gap.end());
    Sha256 hash;
    hash.add(file.first(contents->begin)).add(file.first(field.saved->end).subspan(contents->end));
    return {std::move(gap), hash.finish()};
}

}  // namespace arkki::signing
