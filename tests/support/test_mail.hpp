#pragma once
#include <string>

#include "base/bytes.hpp"

namespace arkki::test {

/// An attachment of a mail, as a copier sends its scans.
inline std::string mail_part(const std::string& name, const std::string& bytes, const std::string& type = "image/png") {
    return "--b\r\nContent-Type: " + type + "\r\nContent-Transfer-Encoding: base64\r\n" +
           "Content-Disposition: attachment; filename=\"" + name + "\"\r\n\r\n" + base64(view(bytes)) + "\r\n";
}

inline std::string mail_of(const std::string& parts) {
    return "From: kopiokone@example.fi\r\nTo: arkisto@example.fi\r\nSubject: skannaus\r\nMIME-Version: 1.0\r\n"
           "Content-Type: multipart/mixed; boundary=b\r\n\r\n" +
           parts + "--b--\r\n";
}

}  // namespace arkki::test
