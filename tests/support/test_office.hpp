#pragma once
#include <map>
#include <string>

#include "access/access_list.hpp"
#include "access/commitments.hpp"
#include "access/people.hpp"
#include "access/sessions.hpp"
#include "support/test_log.hpp"

namespace arkki::test {

/// A small office with one user per role, each with a commitment, an account and what the access list should give:
/// `clerk` and `responsible` may read, copy, maintain and take everywhere. The witness has no account.
///
/// Everything is made as setup makes it: by the machine, before anybody signed in.
class TestOffice : public TestLog {
public:
    static constexpr const char* password = "seitsemän pientä punaista";

    TestOffice() {
        const access::Desk desk = machine("maintenance");
        witness = access::People{desk}.add(named("witness", "Tilintarkastajat Esimerkki"));
        for (const auto role :
             {access::Role::clerk, access::Role::responsible, access::Role::auditor, access::Role::admin})
            hire(std::string{code(role)}, role);
        for (const auto* user : {"clerk", "responsible"})
            for (const auto* act : {"read", "copy", "maintain", "take"}) enter_on_list(user, act);
    }

    /// A person with a signed commitment and an account.
    PersonId hire(const std::string& user, access::Role role) {
        const access::Desk desk = machine("maintenance");
        access::People everybody{desk};
        const PersonId person = everybody.add(named(user, "Own"));
        commitments.emplace(
            user, access::Commitments{desk}.record({person, "1", today(), {}, std::string(64, 'a'), witness}));
        everybody.give_role(person, role, today());
        everybody.set_password(person, PersonalText{password}, passwords);
        people.emplace(user, person);
        return person;
    }
    AccessEntryId enter_on_list(const std::string& user, const std::string& act, const std::string& path = "/",
                                const std::string& series = "") {
        const access::Desk desk = machine("maintenance");
        return access::AccessList{desk}.grant(
            {people.at(user), act, path, series, today(), {}, PersonalText{"tehtävä"}});
    }

    access::SignedIn sign_in(const std::string& user, const std::string& secret = password,
                             std::string address = "10.0.0.5") {
        return sessions.sign_in(user, PersonalText{secret}, {"web", std::move(address), "counter-1"}, "r-1");
    }
    access::Desk desk_of(const access::Session& session) {
        return {session, log, guard, clock.clock(), winter_wall_clock()};
    }
    access::Desk desk(const std::string& user) { return desk_of(sign_in(user).session); }
    access::Desk machine(const std::string& purpose) { return desk_of(access::machine_session(purpose, "job-1")); }

    PersonId person(const std::string& user) const { return people.at(user); }
    [[nodiscard]] Day today() const { return winter_wall_clock()(clock.now()).day; }
    static access::NewPerson named(const std::string& user, const std::string& name) {
        return {user, PersonalText{name + " " + user}, {}, "own", day_from_iso("2020-01-01")};
    }

    /// What the Guard is told of things: fill in what a test needs, or hand `facts_of` another function.
    access::FactsOf facts_of = [this](db::Read&, const access::Object& object, const access::Asking&) {
        const auto found = facts.find(object.kind + ":" + std::to_string(object.id));
        return found == facts.end() ? access::Facts{} : found->second;
    };
    std::map<std::string, access::Facts> facts;
    std::map<std::string, PersonId> people;
    std::map<std::string, CommitmentId> commitments;
    PersonId witness{0};
    access::Passwords passwords{{1, 8192}, ARKKI_SOURCE_DIR "/config/common_passwords.txt"};
    access::Sessions sessions{log, clock.clock(), winter_wall_clock(), repeatable_randomness(7), passwords,
                              {.second_factor_key = Bytes(32, 7)}};
    access::Guard guard{log, clock.clock(), winter_wall_clock(),
                        [this](db::Read& read, const access::Object& object, const access::Asking& asking) {
                            return facts_of(read, object, asking);
                        }};
};

/// What the log holds now, last first: `action result rule`.
inline std::string last_line(db::Database& database) {
    return database.read([](db::Read& read) {
        const auto [action, result, rule] = read.one<std::string, std::string, std::string>(
            "SELECT action, result, rule FROM audit_entry ORDER BY seq DESC LIMIT 1");
        return action + " " + result + (rule.empty() ? "" : " " + rule);
    });
}

inline std::int64_t lines_of(db::Database& database, const std::string& action) {
    return database.read([&](db::Read& read) {
        return read.one<std::int64_t>("SELECT count(*) FROM audit_entry WHERE action = :action", {{"action", action}});
    });
}

/// The key of the Error that `work` throws, "" if it throws none.
template <class Work>
std::string refusal_of(Work&& work) {
    try {
        static_cast<void>(work());
    } catch (const Error& error) {
        return error.key();
    }
    return {};
}

}  // namespace arkki::test
