#include "access/tokens.hpp"

#include <algorithm>

#include "access/line.hpp"
#include "access/standing.hpp"

namespace arkki::access {

namespace {

constexpr std::string_view prefix = "arkki_";
constexpr std::size_t secret_digits = 64;
constexpr std::size_t longest_name = 80;
constexpr std::int64_t most_active = 20;
constexpr std::chrono::minutes used_precision{1};

bool is_secret(std::string_view text) {
    return text.size() == prefix.size() + secret_digits && text.starts_with(prefix) &&
           text.find_first_not_of("0123456789abcdef", prefix.size()) == std::string_view::npos;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ",") + word;
    return text;
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const auto comma = text.find(',');
        words.emplace_back(text.substr(0, comma));
        text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    }
    return words;
}

const TokenScope* scope_named(std::string_view name) {
    for (const auto& scope : token_scopes())
        if (scope.name == name) return &scope;
    return nullptr;
}

std::vector<std::string> acts_of(const std::vector<std::string>& scopes) {
    std::vector<std::string> acts;
    for (const auto& name : scopes)
        if (const auto* scope = scope_named(name)) acts.insert(acts.end(), scope->acts.begin(), scope->acts.end());
    return acts;
}

[[noreturn]] void refuse(const char* key, const char* field) { throw Error{Fault::invalid, key, {}, field}; }

std::string object_of_token(const std::string& id) { return "token:" + id; }

/// A token of the database, as far as a request needs it.
struct Kept {
    Session session;
    Instant expires_at;
    std::optional<Instant> used_at, ended_at, refused_at;
};

std::optional<Kept> kept_token(db::Read& read, std::string_view secret, const Origin& origin,
                               const std::string& request) {
    const auto row = read.row<std::string, PersonId, std::string, std::string, std::string, Instant,
                              std::optional<Instant>, std::optional<Instant>, std::optional<Instant>>(
        "SELECT id, person, role, purpose, scopes, expires_at, used_at, ended_at, refused_at FROM api_token"
        " WHERE secret_sha256 = :secret",
        {{"secret", hex(sha256(view(secret)))}});
    if (!row) return std::nullopt;
    const auto& [id, person, role, purpose, scopes, expires_at, used_at, ended_at, refused_at] = *row;
    return Kept{{id, person, role_from(role), purpose, "", origin, "token", request, acts_of(split(scopes))},
                expires_at,
                used_at,
                ended_at,
                refused_at};
}

/// Says once that a token that was good is no longer: whoever still uses it should be found.
void refuse_once(audit::Log& log, const Kept& token, const std::string& fault, Instant now) {
    if (token.refused_at) return;
    log.database().write([&](db::Write& write) {
        if (write.run("UPDATE api_token SET refused_at = :now WHERE id = :id AND refused_at IS NULL",
                      {{"now", now}, {"id", token.session.id}}) == 0)
            return;
        audit::Event event = line_of(token.session, "token.refused");
        event.object = object_of_token(token.session.id);
        event.result = "denied";
        event.rule = fault;
        log.appender(write).append(event);
    });
}

}  // namespace

const std::vector<TokenScope>& token_scopes() {
    static const std::vector<Role> staff{Role::clerk, Role::responsible};
    static const std::vector<TokenScope> table{
        {"read",
         staff,
         {"document.view", "document.preview", "document.text", "card.view", "request.view", "letter.view",
          "list.page"}},
        {"search", staff, {"search.page"}},
        {"intake", staff, {"arrival"}},
        {"log", {Role::auditor}, {"log.read", "log.export", "log.verify"}},
    };
    return table;
}

bool token_covers(const Session& session, std::string_view scope) {
    if (scope == "any") return true;
    const auto* known = scope_named(scope);
    return known && std::all_of(known->acts.begin(), known->acts.end(), [&](const std::string& act) {
               return std::find(session.scopes.begin(), session.scopes.end(), act) != session.scopes.end();
           });
}

void Tokens::check(const NewToken& token) const {
    const auto name = trimmed(token.name.reveal());
    if (name.empty() || name.size() > longest_name || !is_clean_utf8(name)) refuse("token.no_name", "name");
    const Role role = desk_.session().role;
    if (token.scopes.empty()) refuse("token.no_scope", "scopes");
    for (const auto& word : token.scopes) {
        const auto* scope = scope_named(word);
        if (!scope || std::find(scope->roles.begin(), scope->roles.end(), role) == scope->roles.end())
            refuse("token.no_scope", "scopes");
    }
    const Day today = desk_.today();
    if (token.expires_on < today || token.expires_on > add_months(today, 12)) refuse("token.bad_end", "expires");
}

MadeToken Tokens::make(const NewToken& token, const Proof& proof, const Randomness& randomness) const {
    desk_.require("token.make");
    const Session& session = desk_.session();
    if (proof.person() != session.actor) throw Error{Fault::denied, "access.denied.session"};
    check(token);
    const MadeToken made{"t-" + hex(random_bytes(randomness, 8)),
                         PersonalText{std::string{prefix} + hex(random_bytes(randomness, secret_digits / 2))}};
    const Instant now = desk_.now();
    const Instant expires{std::chrono::sys_days{token.expires_on} + std::chrono::days{1}};
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        if (!purpose_fault(write, session.role, token.purpose, "").empty())
            refuse("token.bad_purpose", "token_purpose");
        if (write.one<std::int64_t>("SELECT count(*) FROM api_token WHERE person = :person AND ended_at IS NULL"
                                    " AND expires_at > :now",
                                    {{"person", session.actor}, {"now", now}}) >= most_active)
            throw Error{Fault::conflict, "token.too_many"};
        write.run(
            "INSERT INTO api_token(id, secret_sha256, person, name, role, purpose, scopes, made_on, made_at, "
            "expires_at)"
            " VALUES(:id, :secret, :person, :name, :role, :purpose, :scopes, :today, :now, :expires)",
            {{"id", made.id},
             {"secret", hex(sha256(view(made.secret.reveal())))},
             {"person", session.actor},
             {"name", PersonalText{std::string{trimmed(token.name.reveal())}}},
             {"role", code(session.role)},
             {"purpose", token.purpose},
             {"scopes", joined(token.scopes)},
             {"today", desk_.today()},
             {"now", now},
             {"expires", expires}});
        audit::Event event = desk_.event("token.made");
        event.object = object_of_token(made.id);
        event.basis = "self";
        event.args = {{"scopes", joined(token.scopes)}, {"for", token.purpose}, {"until", iso(token.expires_on)}};
        return appender.append(event);
    });
    return made;
}

std::vector<Token> Tokens::own() const {
    const Instant now = desk_.now();
    return desk_.database().read([&](db::Read& read) {
        std::vector<Token> tokens;
        for (const auto& [id, name, role, purpose, scopes, made_at, expires_at, used_at, ended_at] :
             read.rows<std::string, PersonalText, std::string, std::string, std::string, Instant, Instant,
                       std::optional<Instant>, std::optional<Instant>>(
                 "SELECT id, name, role, purpose, scopes, made_at, expires_at, used_at, ended_at FROM api_token"
                 " WHERE person = :person ORDER BY made_at DESC, id LIMIT 50",
                 {{"person", desk_.session().actor}}))
            tokens.push_back({id, name, role_from(role), purpose, split(scopes), made_at, expires_at, used_at,
                              ended_at            ? "ended"
                              : expires_at <= now ? "expired"
                                                  : "active"});
        return tokens;
    });
}

void Tokens::end_own(const std::string& id) const {
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        const auto ended = write.run(
            "UPDATE api_token SET ended_at = :now, end_reason = 'ended' WHERE id = :id AND person = :person"
            " AND ended_at IS NULL",
            {{"now", desk_.now()}, {"id", id}, {"person", desk_.session().actor}});
        if (ended == 0) throw Error{Fault::not_found, "token.unknown"};
        audit::Event event = desk_.event("token.ended");
        event.object = object_of_token(id);
        event.basis = "self";
        return appender.append(event);
    });
}

std::int64_t Tokens::end_all(PersonId person) const {
    if (person != desk_.session().actor) desk_.require("token.end", object_name(person));
    std::int64_t ended = 0;
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        ended = write.run(
            "UPDATE api_token SET ended_at = :now, end_reason = 'ended' WHERE person = :person AND ended_at IS NULL",
            {{"now", desk_.now()}, {"person", person}});
        audit::Event event = desk_.event("token.ended");
        event.object = object_name(person);
        event.count = ended;
        return appender.append(event);
    });
    return ended;
}

std::optional<Session> token_session(audit::Log& log, std::string_view secret, const Origin& origin,
                                     const std::string& request, Instant now, Day today) {
    if (!is_secret(secret)) return std::nullopt;
    std::string fault;
    const auto token = log.database().read([&](db::Read& read) {
        auto found = kept_token(read, secret, origin, request);
        if (found) fault = standing(read, found->session, now, today);
        return found;
    });
    if (!token) return std::nullopt;
    if (!fault.empty()) {
        refuse_once(log, *token, fault, now);
        return std::nullopt;
    }
    if (!token->used_at || now - *token->used_at >= used_precision)
        log.database().write([&](db::Write& write) {
            write.run("UPDATE api_token SET used_at = :now WHERE id = :id", {{"now", now}, {"id", token->session.id}});
        });
    return token->session;
}

std::optional<std::string> bearer_secret(std::string_view authorization) {
    constexpr std::string_view scheme = "bearer ";
    if (authorization.size() <= scheme.size()) return std::nullopt;
    for (std::size_t i = 0; i < scheme.size(); ++i) {
        const char c = authorization[i];
        if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != scheme[i]) return std::nullopt;
    }
    const auto secret = trimmed(authorization.substr(scheme.size()));
    if (!is_secret(secret)) return std::nullopt;
    return std::string{secret};
}

}  // namespace arkki::access
