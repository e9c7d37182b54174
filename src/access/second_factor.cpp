#include "access/second_factor.hpp"

#include "access/line.hpp"
#include "access/notices.hpp"
#include "access/sealed_secret.hpp"
#include "access/totp.hpp"

namespace arkki::access {

namespace {

constexpr std::size_t secret_size = 20;  // as long as the hash, RFC 4226 requirement R6
constexpr std::string_view letters = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t code_letters = 10;  // 50 random bits, and a keyed hash: nothing to guess

std::string owner_of(PersonId person) { return "second factor:" + std::to_string(person.value()); }

audit::Event event_about(const Desk& desk, std::string_view action, PersonId person) {
    audit::Event event = desk.event(action);
    event.object = object_name(person);
    if (person == desk.session().actor) event.basis = "self";
    return event;
}

void end_sessions(db::Write& write, PersonId person, std::string_view but, Instant now, std::string_view why) {
    write.run(
        "UPDATE login_session SET ended_at = :now, end_reason = :why WHERE person = :person AND id <> :but"
        " AND ended_at IS NULL",
        {{"now", now}, {"why", why}, {"person", person}, {"but", but}});
}

void check_own(const Desk& desk, const Proof& proof) {
    if (proof.person() != desk.session().actor) throw Error{Fault::denied, "access.denied.session"};
}

}  // namespace

SecondFactor::SecondFactor(audit::Log& log, Clock clock, Randomness randomness, Bytes key)
    : log_{log}, clock_{std::move(clock)}, randomness_{std::move(randomness)}, key_{std::move(key)} {}

FactorState SecondFactor::state(PersonId person) const {
    return log_.database().read([&](db::Read& read) {
        FactorState state;
        const auto row = read.row<std::optional<Instant>>(
            "SELECT confirmed_at FROM second_factor WHERE person = :person", {{"person", person}});
        if (row) state.active_since = *row;
        state.begun = row && !*row;
        state.recovery_codes = read.one<std::int64_t>(
            "SELECT count(*) FROM recovery_code WHERE person = :person AND used_at IS NULL AND ended_at IS NULL",
            {{"person", person}});
        return state;
    });
}

void SecondFactor::begin(const Desk& desk) const {
    desk.require("factor.set_own");
    const PersonId person = desk.session().actor;
    const std::string secret = sealed(key_, random_bytes(randomness_, secret_size), owner_of(person), randomness_);
    log_.change([&](db::Write& write, audit::Appender& appender) {
        if (has_second_factor(write, person)) throw Error{Fault::conflict, "factor.confirmed"};
        write.run("DELETE FROM second_factor WHERE person = :person", {{"person", person}});
        write.run("INSERT INTO second_factor(person, sealed_secret, made_at) VALUES(:person, :secret, :now)",
                  {{"person", person}, {"secret", secret}, {"now", clock_()}});
        return appender.append(event_about(desk, "factor.begun", person));
    });
}

std::optional<Bytes> SecondFactor::begun(const Desk& desk) const {
    desk.require("factor.set_own");
    const PersonId person = desk.session().actor;
    const auto secret = log_.database().read([&](db::Read& read) {
        return read.row<std::string>(
            "SELECT sealed_secret FROM second_factor WHERE person = :person AND confirmed_at IS NULL",
            {{"person", person}});
    });
    if (!secret) return std::nullopt;
    return unsealed(key_, *secret, owner_of(person));
}

std::vector<PersonalText> SecondFactor::confirm(const Desk& desk, const std::string& code) const {
    const auto secret = begun(desk);
    if (!secret) throw Error{Fault::conflict, "factor.not_begun"};
    const PersonId person = desk.session().actor;
    const auto step = totp_match(*secret, typed_code(code).value_or(""), clock_(), 0);
    if (!step) throw Error{Fault::invalid, "factor.bad_code", {}, "code"};
    std::vector<PersonalText> codes;
    log_.change([&](db::Write& write, audit::Appender& appender) {
        const auto confirmed = write.run(
            "UPDATE second_factor SET confirmed_at = :now, last_step = :step WHERE person = :person"
            " AND confirmed_at IS NULL",
            {{"now", clock_()}, {"step", *step}, {"person", person}});
        if (confirmed != 1) throw Error{Fault::conflict, "factor.confirmed"};
        end_sessions(write, person, desk.session().id, clock_(), "factor.added");
        codes = make_codes(write, person);
        return appender.append(event_about(desk, "factor.added", person));
    });
    return codes;
}

std::vector<PersonalText> SecondFactor::renew_recovery_codes(const Desk& desk, const Proof& proof) const {
    desk.require("factor.set_own");
    check_own(desk, proof);
    const PersonId person = desk.session().actor;
    std::vector<PersonalText> codes;
    log_.change([&](db::Write& write, audit::Appender& appender) {
        if (!has_second_factor(write, person)) throw Error{Fault::conflict, "factor.not_begun"};
        codes = make_codes(write, person);
        audit::Event event = event_about(desk, "recovery.made", person);
        event.count = recovery_codes;
        return appender.append(event);
    });
    return codes;
}

void SecondFactor::remove(const Desk& desk, const Proof& proof) const {
    desk.require("factor.set_own");
    check_own(desk, proof);
    const PersonId person = desk.session().actor;
    log_.change([&](db::Write& write, audit::Appender& appender) {
        forget(write, person);
        return appender.append(event_about(desk, "factor.removed", person));
    });
}

void SecondFactor::reset(const Desk& desk, PersonId person) const {
    desk.require("factor.reset", object_name(person));
    if (person == desk.session().actor) throw Error{Fault::conflict, "factor.own_reset"};
    log_.change([&](db::Write& write, audit::Appender& appender) {
        if (!has_second_factor(write, person)) throw Error{Fault::not_found, "factor.none"};
        forget(write, person);
        end_sessions(write, person, "", clock_(), "factor.reset");
        notify(write, {Addressee::to(person), "factor.reset", object_name(person)}, clock_());
        return appender.append(event_about(desk, "factor.reset", person));
    });
}

void SecondFactor::forget(db::Write& write, PersonId person) const {
    write.run("DELETE FROM second_factor WHERE person = :person", {{"person", person}});
    write.run(
        "UPDATE recovery_code SET ended_at = :now WHERE person = :person AND used_at IS NULL AND ended_at IS NULL",
        {{"now", clock_()}, {"person", person}});
    write.run("DELETE FROM login_ticket WHERE person = :person", {{"person", person}});
}

std::vector<PersonalText> SecondFactor::make_codes(db::Write& write, PersonId person) const {
    write.run(
        "UPDATE recovery_code SET ended_at = :now WHERE person = :person AND used_at IS NULL AND ended_at IS NULL",
        {{"now", clock_()}, {"person", person}});
    std::vector<PersonalText> codes;
    for (int i = 0; i < recovery_codes; ++i) {
        std::string code;
        for (const auto byte : random_bytes(randomness_, code_letters)) {
            if (code.size() == code_letters / 2) code += '-';
            code += letters[byte & 31];
        }
        write.run("INSERT INTO recovery_code(person, hash, made_at) VALUES(:person, :hash, :now)",
                  {{"person", person}, {"hash", hash_of(person, code)}, {"now", clock_()}});
        codes.emplace_back(std::move(code));
    }
    return codes;
}

std::string SecondFactor::hash_of(PersonId person, std::string_view code) const {
    return keyed_hash(from_hex(keyed_hash(key_, "recovery codes")),
                      std::to_string(person.value()) + ":" + std::string{code});
}

Taken SecondFactor::take(db::Write& write, PersonId person, std::string_view typed, const audit::Event& line) const {
    if (const auto code = typed_code(typed)) return take_totp(write, person, *code) ? Taken::code : Taken::nothing;
    if (const auto code = typed_recovery_code(typed))
        return take_recovery(write, person, *code, line) ? Taken::recovery : Taken::nothing;
    return Taken::nothing;
}

bool SecondFactor::take_totp(db::Write& write, PersonId person, std::string_view code) const {
    const auto row = write.row<std::string, std::int64_t>(
        "SELECT sealed_secret, last_step FROM second_factor WHERE person = :person AND confirmed_at IS NOT NULL",
        {{"person", person}});
    if (!row) return false;
    const auto& [secret, last_step] = *row;
    const auto step = totp_match(unsealed(key_, secret, owner_of(person)), code, clock_(), last_step);
    if (!step) return false;
    write.run("UPDATE second_factor SET last_step = :step WHERE person = :person",
              {{"step", *step}, {"person", person}});
    return true;
}

bool SecondFactor::take_recovery(db::Write& write, PersonId person, std::string_view code,
                                 const audit::Event& line) const {
    if (!has_second_factor(write, person)) return false;
    const auto used = write.run(
        "UPDATE recovery_code SET used_at = :now WHERE person = :person AND hash = :hash AND used_at IS NULL"
        " AND ended_at IS NULL",
        {{"now", clock_()}, {"person", person}, {"hash", hash_of(person, code)}});
    if (used != 1) return false;
    const auto left = write.one<std::int64_t>(
        "SELECT count(*) FROM recovery_code WHERE person = :person AND used_at IS NULL AND ended_at IS NULL",
        {{"person", person}});
    audit::Event event = line;
    event.action = "recovery.used";
    event.object = object_name(person);
    event.basis = "self";
    event.args = {{"left", std::to_string(left)}};
    log_.appender(write).append(event);
    notify(write, {Addressee::to(person), "recovery.used", object_name(person), left}, clock_());
    return true;
}

bool has_second_factor(db::Read& read, PersonId person) {
    return read.one<std::int64_t>(
               "SELECT count(*) FROM second_factor WHERE person = :person AND confirmed_at IS NOT NULL",
               {{"person", person}}) == 1;
}

std::optional<std::string> typed_recovery_code(std::string_view text) {
    std::string code;
    for (char c : text) {
        if (c == ' ' || c == '\t' || c == '-') continue;
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (letters.find(c) == std::string_view::npos || code.size() > code_letters) return std::nullopt;
        if (code.size() == code_letters / 2) code += '-';
        code += c;
    }
    if (code.size() != code_letters + 1) return std::nullopt;
    return code;
}

}  // namespace arkki::access
