#pragma once
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace arkki::intake {

/// Mails as files (RFC 5322, MIME: RFC 2045-2047, 2183, 2231) come from anybody: what is wrong with one ends as an Error, its
/// depth, number of parts and heads are limited, and nothing is decoded before somebody asks for it.
inline constexpr int most_mail_parts = 200;
inline constexpr int deepest_mail_part = 10;  ///< multiparts and mails in each other
inline constexpr std::size_t longest_mail_head = 65'536;

/// How the bytes of a part travelled.
enum class Coding { plain, base64, quoted };

/// A leaf of a mail that somebody attached, still as it travelled. Its type is a claim; what it is, its bytes say.
struct Attachment {
    PersonalText name;  ///< last part of the name it was sent under, "" for none; at most 200 bytes
    Coding coding;
    std::string_view body;  ///< in the bytes the mail was read from
};

class Mail {
public:
    /// @param bytes  of the whole file; must outlive this object
    /// @throws Error{Fault::invalid, "mail.unreadable"}  no mail at all, or heads that never end
    /// @throws Error{Fault::invalid, "mail.too_many_parts" | "mail.too_deep"}
    explicit Mail(std::string_view bytes);
    Mail(const Mail&) = delete;
    Mail& operator=(const Mail&) = delete;

    /// In the order of the mail, those of mails in it too. Texts, and pictures a text is laid out with, are none.
    [[nodiscard]] const std::vector<Attachment>& attachments() const noexcept { return attachments_; }

private:
    void read(std::string_view message, int depth, bool decorates);
    void read_parts(std::string_view body, const std::string& boundary, int depth, bool related);
    void read_mail_inside(Coding coding, std::string_view body, int depth);

    std::vector<Attachment> attachments_;
    std::deque<std::string> decoded_;  ///< mails that travelled coded inside another
    int parts_ = 0;
};

/// Whether a file begins as mails do: a head with one of the fields every mail has.
[[nodiscard]] bool looks_like_mail(std::string_view beginning);

/// The bytes of an attachment, piece by piece. What is no base64 is skipped, as RFC 2045 (6.8) wants it.
void decode(const Attachment& attachment, const std::function<void(std::string_view piece)>& take);
/// The first bytes, to see what it is.
[[nodiscard]] std::string beginning_of(const Attachment& attachment, std::size_t bytes);

}  // namespace arkki::intake
