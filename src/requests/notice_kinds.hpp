#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "requests/requests.hpp"

/// Letters on the way: what is written to the data subject, or to a recipient or source, besides the answer itself.
namespace arkki::requests {

enum class AnswerType { text, lines, yes, day, one_of, some_of };

/// What the writer of a letter is asked.
struct Question {
    std::string_view name;  ///< of the answer, and of its field on the page
    AnswerType type;
    bool required = false;
    std::string_view phrases = {};             ///< one_of, some_of: what stands before a code in the catalogue
    std::vector<std::string_view> codes = {};  ///< one_of, some_of
};

struct NoticeKind {
    std::string_view kind;  ///< of `letter_table`
    std::vector<Question> questions;
};

/// All kinds that can be written for a request, in the order in which a case needs them.
[[nodiscard]] const std::vector<NoticeKind>& notice_kinds();

/// @throws Error{Fault::not_found, "letter.unknown_kind"}
[[nodiscard]] const NoticeKind& notice_kind(std::string_view kind);

/// Whether a letter of this kind makes sense for the request as it stands.
[[nodiscard]] bool may_be_written(std::string_view kind, const Overview& request, Day today);

/// What the writer answered, by the question's name: one text, or for `some_of` the chosen codes.
class Answers {
public:
    void add(const std::string& name, PersonalText text) { texts_[name].push_back(std::move(text)); }

    [[nodiscard]] PersonalText text(std::string_view name) const;  ///< empty if there is none
    [[nodiscard]] std::string code(std::string_view name) const { return text(name).reveal(); }
    [[nodiscard]] bool yes(std::string_view name) const { return !text(name).empty(); }
    [[nodiscard]] std::vector<std::string> codes(std::string_view name) const;
    [[nodiscard]] Day day(std::string_view name) const;

    /// Each answer fits its question, and what the kind needs is there.
    /// @throws Error{Fault::invalid, "notice.missing" | "notice.bad_choice" | "notice.bad_day" | "request.bad_text" |
    ///         "request.identity_code"}  with the field
    void check(const NoticeKind& kind) const;

private:
    std::map<std::string, std::vector<PersonalText>, std::less<>> texts_;
};

}  // namespace arkki::requests
