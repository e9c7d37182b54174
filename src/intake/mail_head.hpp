#pragma once
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace arkki::intake {

/// The head of a mail or a part of it: names in lower case, values unfolded; of fields with one name the first counts.
class MailHead {
public:
    /// Moves `rest` behind the empty line that ends it.
    /// @throws Error{Fault::invalid, "mail.unreadable"}  if it is longer than `longest_mail_head`
    explicit MailHead(std::string_view& rest);

    /// "" if there is none.
    [[nodiscard]] std::string_view field(const std::string& name) const;
    [[nodiscard]] bool empty() const noexcept { return fields_.empty(); }

private:
    std::map<std::string, std::string> fields_;
};

/// `value; name=text; other="text"` of a head, with what RFC 2231 splits and codes put together again.
struct MailValue {
    std::string value;  ///< in lower case
    std::map<std::string, std::string> parameters;

    explicit MailValue(std::string_view text);
    [[nodiscard]] std::string parameter(const std::string& name) const;
};

/// `=?utf-8?B?...?=` put into UTF-8 (RFC 2047); what cannot be read stays as it is.
[[nodiscard]] std::string decoded_words(std::string_view text);
/// Text of a character set in UTF-8: UTF-8 and US-ASCII as they are, Latin-1, Latin-9 and Windows-1252 near enough.
[[nodiscard]] std::string in_utf8(std::string_view bytes, std::string_view charset);

}  // namespace arkki::intake
