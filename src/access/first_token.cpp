#include "access/first_token.hpp"

#include "base/bytes.hpp"

namespace arkki::access {

namespace {

/// Typed from a screen: blanks around it and capitals do not matter.
std::string digest_of(const PersonalText& token) {
    std::string text{trimmed(token.reveal())};
    for (auto& letter : text)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    return hex(sha256(view(text)));
}

bool fits(db::Read& read, const std::string& digest, Instant now) {
    return read.one<std::int64_t>(
               "SELECT count(*) FROM first_token WHERE token_sha256 = :digest AND used_at IS NULL AND expires_at > :now"
               " AND NOT EXISTS(SELECT 1 FROM account)",
               {{"digest", digest}, {"now", now}}) == 1;
}

/// Guesses are logged, but an outsider must not grow the log: the first twenty are enough to know.
[[noreturn]] void refuse(const Desk& desk) {
    const auto told = desk.database().read([](db::Read& read) {
        return read.one<std::int64_t>(
            "SELECT count(*) FROM audit_entry WHERE action = 'first.used' AND result = 'denied'");
    });
    audit::Event event = desk.event("first.used");
    event.result = "denied";
    event.rule = "token";
    if (told < 20) desk.log().append(event);
    throw Error{Fault::denied, "first.bad_token", {}, "token"};
}

}  // namespace

void keep_first_token(const Desk& desk, const PersonalText& token) {
    desk.log().change([&](db::Write& write, audit::Appender& appender) {
        write.run("UPDATE first_token SET used_at = made_at WHERE used_at IS NULL");
        write.run(
            "INSERT INTO first_token(token_sha256, made_at, expires_at) VALUES(:digest, :now, :until)",
            {{"digest", digest_of(token)}, {"now", desk.now()}, {"until", Instant{desk.now() + first_token_life}}});
        return appender.append(desk.event("first.token_made"));
    });
}

bool first_token_waits(const Desk& desk) {
    return desk.database().read([&](db::Read& read) {
        return read.one<std::int64_t>(
                   "SELECT count(*) FROM first_token WHERE used_at IS NULL AND expires_at > :now"
                   " AND NOT EXISTS(SELECT 1 FROM account)",
                   {{"now", desk.now()}}) > 0;
    });
}

void must_be_first_token(const Desk& desk, const PersonalText& token) {
    if (!desk.database().read([&](db::Read& read) { return fits(read, digest_of(token), desk.now()); })) refuse(desk);
}

void use_first_token(const Desk& desk, const PersonalText& token) {
    const bool used = desk.database().write([&](db::Write& write) {
        if (!fits(write, digest_of(token), desk.now())) return false;
        write.run("UPDATE first_token SET used_at = :now WHERE token_sha256 = :digest",
                  {{"now", desk.now()}, {"digest", digest_of(token)}});
        desk.log().appender(write).append(desk.event("first.used"));
        return true;
    });
    if (!used) refuse(desk);
}

}  // namespace arkki::access
