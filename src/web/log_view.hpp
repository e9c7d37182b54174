#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "access/desk.hpp"
#include "audit/query.hpp"
#include "lang/value.hpp"
#include "web/form_view.hpp"

/// How an entry of the access log is told.
namespace arkki::web {

/// What was done, in words; the code itself where nobody wrote words for it yet.
[[nodiscard]] std::string action_text(const Words& words, std::string_view action);
/// "document:812" as "document 812".
[[nodiscard]] std::string object_text(const Words& words, const std::string& object);
/// The message `prefix + code`, or the code where there is none.
[[nodiscard]] std::string told(const Words& words, const std::string& prefix, std::string_view code);

/// Where one may go from a told entry.
enum class Links {
    desk,  ///< the auditor's pages
    none   ///< one's own entries
};

/// Tells entries in words. Names stand in no entry: they are looked up when it is shown, each once a page. Lives no
/// longer than `read`.
class Teller {
public:
    Teller(const Words& words, const access::Desk& desk, db::Read& read, Links links = Links::desk)
        : words_{words}, desk_{desk}, read_{read}, links_{links} {}

    /// For partials/log_rows.
    [[nodiscard]] lang::Value row(const audit::Entry& entry);
    [[nodiscard]] lang::Value rows(const std::vector<audit::Entry>& entries);
    /// Everything the entry says: rows of `label`, `text` and `href`, each text on a line of its own.
    [[nodiscard]] lang::Value facts(const audit::Entry& entry);

    [[nodiscard]] std::string name(PersonId person);
    [[nodiscard]] std::string number(CustomerId customer);
    [[nodiscard]] std::string purpose(const std::string& code);
    /// Rows of `number` and `href`, at most `most`.
    [[nodiscard]] lang::Value customers(const std::vector<CustomerId>& subjects, std::size_t most);
    [[nodiscard]] std::string moment(Instant at) const;

private:
    [[nodiscard]] std::string href(const std::string& path) const { return links_ == Links::desk ? path : ""; }
    void add_circumstances(lang::Value& facts, const audit::Event& event);

    Words words_;
    const access::Desk& desk_;
    db::Read& read_;
    Links links_;
    std::map<PersonId, std::string> names_;
    std::map<CustomerId, std::string> numbers_;
    std::map<std::string, std::string> purposes_;
};

/// For partials/that_day: what a person did on the day of `at`, newest first, with the way to all of it.
[[nodiscard]] lang::Value acts_that_day(const Words& words, const access::Desk& desk, db::Read& read, PersonId person,
                                        Instant at);

/// What an entry says in its args under a key, "" if nothing.
[[nodiscard]] std::string arg_of(const audit::Event& event, std::string_view key);
/// Why the entry deserves a second look, in words: no relation known, same surname ... Rows of `mark_text`.
[[nodiscard]] lang::Value warnings(const Words& words, const audit::Event& event);

}  // namespace arkki::web
