#pragma once
#include <Poco/JSON/Object.h>
#include <Poco/Net/HTTPClientSession.h>

#include <map>
#include <string>

namespace arkki::bench {

struct Answer {
    int status;
    std::string body;
};

/// A clerk's browser as far as measuring needs one: a connection that is kept open, the session, the token of forms.
class Browser {
public:
    /// Signs in.
    /// @param address        "http://127.0.0.1:8080"
    /// @param password_file  holds the password on its first line
    /// @throws std::runtime_error  if the service does not let this user in
    Browser(const std::string& address, const std::string& user, const std::string& password_file);

    Answer get(const std::string& path);
    /// Sends a form; the token of the session is added.
    Answer post(const std::string& path, const std::map<std::string, std::string>& fields);
    /// @throws std::runtime_error  unless the answer is 200 with an object
    Poco::JSON::Object::Ptr json(const Answer& answer) const;

private:
    void sign_in(const std::string& user, const std::string& password);
    Answer send(const std::string& method, const std::string& path, const std::string& body);

    Poco::Net::HTTPClientSession connection_;
    std::string address_, cookie_, token_;
};

}  // namespace arkki::bench
