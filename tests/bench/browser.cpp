#include "browser.hpp"

#include <Poco/JSON/Parser.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <Poco/URI.h>

#include <fstream>
#include <istream>
#include <ostream>
#include <stdexcept>
#include <vector>

namespace arkki::bench {
namespace {

namespace net = Poco::Net;

std::string encoded(const std::string& text) {
    std::string result;
    Poco::URI::encode(text, "+&=;%#?", result);
    return result;
}

std::string between(const std::string& text, const std::string& before, const std::string& after) {
    const auto begin = text.find(before);
    if (begin == std::string::npos) return {};
    return text.substr(begin + before.size(), text.find(after, begin + before.size()) - begin - before.size());
}

}  // namespace

Browser::Browser(const std::string& address, const std::string& user, const std::string& password_file)
    : address_{address} {
    const Poco::URI uri{address};
    connection_.setHost(uri.getHost());
    connection_.setPort(uri.getPort());
    connection_.setKeepAlive(true);
    connection_.setKeepAliveTimeout(Poco::Timespan{1, 0});  // the service closes an idle connection after two seconds
    connection_.setTimeout(Poco::Timespan{60, 0});
    std::ifstream file{password_file};
    std::string password;
    if (!std::getline(file, password)) throw std::runtime_error{"no password in " + password_file};
    sign_in(user, password);
}

void Browser::sign_in(const std::string& user, const std::string& password) {
    const auto answer = post("/sign-in", {{"user_name", user}, {"password", password}, {"next", "/"}});
    if (cookie_.empty()) throw std::runtime_error{"not signed in: status " + std::to_string(answer.status)};
    token_ = between(get("/search").body, R"(name="token" value=")", "\"");
    if (token_.empty()) throw std::runtime_error{"no token in the search page"};
}

Answer Browser::get(const std::string& path) { return send("GET", path, {}); }

Answer Browser::post(const std::string& path, const std::map<std::string, std::string>& fields) {
    std::string body = "token=" + encoded(token_);
    for (const auto& [name, value] : fields) body += "&" + name + "=" + encoded(value);
    return send("POST", path, body);
}

Answer Browser::send(const std::string& method, const std::string& path, const std::string& body) {
    net::HTTPRequest request{method, path, net::HTTPMessage::HTTP_1_1};
    request.set("Accept-Language", "fi");
    if (!cookie_.empty()) request.set("Cookie", cookie_);
    if (method == "POST") {
        request.set("Origin", address_);
        request.setContentType("application/x-www-form-urlencoded");
        request.setContentLength(static_cast<std::streamsize>(body.size()));
    }
    connection_.sendRequest(request) << body;
    net::HTTPResponse response;
    Answer answer;
    Poco::StreamCopier::copyToString(connection_.receiveResponse(response), answer.body);
    answer.status = response.getStatus();
    std::vector<net::HTTPCookie> cookies;
    response.getCookies(cookies);
    for (const auto& cookie : cookies)
        if (cookie.getName() == "arkki") cookie_ = "arkki=" + cookie.getValue();
    return answer;
}

Poco::JSON::Object::Ptr Browser::json(const Answer& answer) const {
    if (answer.status != net::HTTPResponse::HTTP_OK)
        throw std::runtime_error{"the service answered with status " + std::to_string(answer.status)};
    return Poco::JSON::Parser{}.parse(answer.body).extract<Poco::JSON::Object::Ptr>();
}

}  // namespace arkki::bench
