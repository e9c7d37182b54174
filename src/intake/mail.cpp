#include "intake/mail.hpp"

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "intake/mail_coding.hpp"
#include "intake/mail_head.hpp"

namespace arkki::intake {
namespace {

constexpr std::size_t longest_name = 200;
constexpr std::size_t largest_coded_mail = 64u << 20;

[[noreturn]] void refuse(const char* key) { throw Error{Fault::invalid, key}; }

Coding coding_of(const MailHead& head) {
    const std::string coding = MailValue{head.field("content-transfer-encoding")}.value;
    if (coding == "base64") return Coding::base64;
    return coding == "quoted-printable" ? Coding::quoted : Coding::plain;
}

/// "C:\scans\form.pdf" and "../form.pdf" are both "form.pdf"; at most so many bytes, whole characters.
PersonalText last_of(std::string name) {
    if (const auto slash = name.find_last_of("/\\"); slash != std::string::npos) name.erase(0, slash + 1);
    if (name.size() > longest_name) {
        const auto dot = name.find_last_of('.');
        const std::string ending = dot != std::string::npos && name.size() - dot <= 8 ? name.substr(dot) : "";
        std::size_t cut = longest_name - ending.size();
        while (cut > 0 && (static_cast<unsigned char>(name[cut]) & 0xC0) == 0x80) --cut;
        name = name.substr(0, cut) + ending;
    }
    return PersonalText{std::move(name)};
}

std::string name_of(const MailValue& disposition, const MailValue& type) {
    const auto name = disposition.parameter("filename");
    return name.empty() ? type.parameter("name") : name;
}

/// One line of the body, its end included; what it says without its end and trailing blanks.
struct Line {
    std::size_t begin, end;
    std::string_view text;
};

Line line_at(std::string_view body, std::size_t at) {
    const auto feed = body.find('\n', at);
    const auto end = feed == std::string_view::npos ? body.size() : feed + 1;
    return {at, end, trimmed(body.substr(at, end - at))};
}

/// Without the line end before a boundary: it belongs to that.
std::string_view without_last_line_end(std::string_view part) {
    if (part.ends_with('\n')) part.remove_suffix(1);
    if (part.ends_with('\r')) part.remove_suffix(1);
    return part;
}

}  // namespace

bool looks_like_mail(std::string_view beginning) {
    static constexpr std::array<const char*, 9> common{"from",    "to",           "subject",      "date",       "received",
                                                       "mime-version", "message-id", "content-type", "return-path"};
    if (beginning.starts_with("From ")) beginning.remove_prefix(std::min(beginning.find('\n'), beginning.size() - 1) + 1);
    try {
        const MailHead head{beginning};
        return std::count_if(common.begin(), common.end(), [&](const char* name) { return !head.field(name).empty(); }) >= 2;
    } catch (const Error&) {
        return false;
    }
}

Mail::Mail(std::string_view bytes) {
    if (!looks_like_mail(bytes)) refuse("mail.unreadable");
    if (bytes.starts_with("From ")) bytes.remove_prefix(bytes.find('\n') + 1);  // as mailboxes write it
    read(bytes, 0, false);
}

/// A mail or one part of it.
/// @param decorates  it stands beside a text that is laid out with it
void Mail::read(std::string_view message, int depth, bool decorates) {
    if (depth > deepest_mail_part) refuse("mail.too_deep");
    if (++parts_ > most_mail_parts) refuse("mail.too_many_parts");
    const MailHead head{message};
    const MailValue type{head.field("content-type")}, disposition{head.field("content-disposition")};
    if (type.value.starts_with("multipart/")) {
        const auto boundary = type.parameter("boundary");
        if (boundary.empty() || boundary.size() > 200) return;  // nobody can tell its parts
        return read_parts(message, boundary, depth, type.value == "multipart/related");
    }
    const Coding coding = coding_of(head);
    if (type.value == "message/rfc822" || type.value == "message/global") return read_mail_inside(coding, message, depth);
    const bool attached = disposition.value == "attachment";
    const bool text = type.value.empty() || type.value.starts_with("text/");
    if (text && !attached) return;
    if (decorates && !attached && type.value.starts_with("image/") && !head.field("content-id").empty()) return;
    attachments_.push_back({last_of(name_of(disposition, type)), coding, message});
}

void Mail::read_mail_inside(Coding coding, std::string_view body, int depth) {
    if (coding == Coding::plain) return read(body, depth + 1, false);
    std::string& mail = decoded_.emplace_back();
    const Attachment coded{{}, coding, body};
    decode(coded, [&](std::string_view piece) {
        if (mail.size() + piece.size() > largest_coded_mail) refuse("mail.unreadable");
        mail += piece;
    });
    read(mail, depth + 1, false);
}

/// A last boundary that is missing ends with the mail: what there is counts, and the reader sees whether it is whole.
void Mail::read_parts(std::string_view body, const std::string& boundary, int depth, bool related) {
    const std::string delimiter = "--" + boundary, last = delimiter + "--";
    std::size_t begin = std::string_view::npos;  // of the part under way; before the first boundary nothing counts
    bool first = true;
    const auto part_ends = [&](std::size_t end) {
        if (begin == std::string_view::npos) return;
        read(without_last_line_end(body.substr(begin, end - begin)), depth + 1, related && !first);
        first = false;
    };
    for (std::size_t at = 0; at < body.size();) {
        const Line line = line_at(body, at);
        at = line.end;
        if (!line.text.starts_with("--") || (line.text != delimiter && line.text != last)) continue;
        part_ends(line.begin);
        begin = line.end;
        if (line.text == last) return;
    }
    part_ends(body.size());
}

void decode(const Attachment& attachment, const std::function<void(std::string_view)>& take) {
    const Take all = [&](std::string_view piece) { return take(piece), true; };
    if (attachment.coding == Coding::base64) return decode_base64_lines(attachment.body, all);
    if (attachment.coding == Coding::quoted) return decode_quoted(attachment.body, all);
    if (!attachment.body.empty()) take(attachment.body);
}

std::string beginning_of(const Attachment& attachment, std::size_t bytes) {
    std::string text;
    if (attachment.coding == Coding::plain) return std::string{attachment.body.substr(0, bytes)};
    const auto some = attachment.body.substr(0, bytes * 4);
    const Take keep = [&](std::string_view piece) { return text += piece, text.size() < bytes; };
    if (attachment.coding == Coding::base64) decode_base64_lines(some, keep);
    else decode_quoted(some, keep);
    return text.substr(0, bytes);
}

}  // namespace arkki::intake
