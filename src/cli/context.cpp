#include "cli/context.hpp"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

namespace arkki::cli {

Language terminal_language() {
    for (const auto* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* const value = std::getenv(name);
        if (value == nullptr || *value == '\0') continue;
        const std::string_view text{value};
        return text.starts_with("sv") ? Language::sv : text.starts_with("en") ? Language::en : Language::fi;
    }
    return Language::fi;
}

std::string Context::ask_hidden(const std::string& prompt) {
    std::cerr << prompt << std::flush;
    termios shown{};
    const bool terminal = ::tcgetattr(STDIN_FILENO, &shown) == 0;
    termios hidden = shown;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (terminal) ::tcsetattr(STDIN_FILENO, TCSANOW, &hidden);
    std::string text;
    std::getline(std::cin, text);
    if (terminal) ::tcsetattr(STDIN_FILENO, TCSANOW, &shown);
    std::cerr << '\n';
    return text;
}

service::Office& Context::office() {
    if (!office_) office_ = std::make_unique<service::Office>(settings(), service::real_world());
    return *office_;
}

PersonalText Context::password() const {
    if (password_file.empty()) return PersonalText{ask_hidden(user + ": ")};
    std::ifstream in{password_file};
    if (!in) throw Error{Fault::not_found, "cli.no_password_file", {}, "password-file"};
    std::string text;
    std::getline(in, text);
    return PersonalText{std::string{trimmed(text)}};
}

void Context::sign_in() {
    if (user.empty()) throw Error{Fault::denied, "cli.who", {}, "as"};
    const auto wanted = role.empty() ? std::nullopt : std::optional{access::role_from(role)};
    session_ =
        office().sessions().sign_in(user, password(), {"cli", "", ""}, office().new_request_id(), wanted, code).session;
}

const access::Desk& Context::desk() {
    if (desk_) return *desk_;
    sign_in();
    if (const auto hold = access::hold_of(*session_); hold != access::Hold::none) {
        close();
        throw Error{Fault::denied, hold == access::Hold::password ? "login.own_password" : "login.second_factor_first"};
    }
    if (!purpose.empty() || !case_ref.empty())
        session_ = office().sessions().enter(*session_, session_->role, purpose.empty() ? session_->purpose : purpose,
                                             case_ref);
    desk_ = std::make_unique<access::Desk>(office().desk(*session_));
    return *desk_;
}

const access::Desk& Context::desk_for_password() {
    if (!desk_) {
        sign_in();
        desk_ = std::make_unique<access::Desk>(office().desk(*session_));
    }
    return *desk_;
}

const access::Desk& Context::desk_or_machine(const std::string& machine_purpose) {
    if (!user.empty()) return desk();
    if (!desk_) desk_ = std::make_unique<access::Desk>(office().machine_desk(machine_purpose));
    return *desk_;
}

void Context::close() {
    if (session_) office().sessions().sign_out(*session_);
    session_.reset();
}

void Context::say(const Poco::JSON::Object& line, const std::string& text) const {
    if (!json) {
        std::cout << text << '\n';
        return;
    }
    line.stringify(std::cout);
    std::cout << '\n';
}

void Context::write(ByteView bytes, const std::filesystem::path& file) {
    if (file.empty()) {
        std::cout.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        return;
    }
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    std::size_t done = 0;
    while (descriptor >= 0 && done < bytes.size()) {
        const auto count = ::write(descriptor, bytes.data() + done, bytes.size() - done);
        if (count <= 0) break;
        done += static_cast<std::size_t>(count);
    }
    if (descriptor >= 0) ::close(descriptor);
    if (descriptor < 0 || done < bytes.size()) throw Error{Fault::unavailable, "cli.cannot_write", {}, "output"};
}

}  // namespace arkki::cli
