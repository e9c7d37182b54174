#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "access/desk.hpp"
#include "lang/pages.hpp"
#include "web/assets.hpp"
#include "web/form_view.hpp"
#include "web/problem.hpp"

namespace arkki::web {

/// A page about to be printed: a template of templates/pages and its own values.
struct Sheet {
    std::string name;    ///< "inbox"
    std::string title;   ///< in the reader's language
    lang::Value values;
    std::vector<FieldProblem> problems = {};  ///< of the form on it
    int status = 200;                         ///< 422 when the form comes back
    std::string here = {};  ///< address of what is shown, where the path alone says less: for another language
};

/// Prints whole pages: the frame that all share - menu of the role, purpose, language, token, problems - round a
/// template's own values. The frame's values stand under `page.`; a sample of each template's own values is
/// templates/pages/samples/<name>.json.
class Press {
public:
    Press(const lang::Pages& pages, const lang::Catalogue& catalogue, const Assets& assets)
        : pages_{pages}, catalogue_{catalogue}, assets_{assets} {}

    [[nodiscard]] Reply print(const Request& request, const access::Desk* desk, Sheet sheet) const;
    /// The error page, or the problem document for a program.
    [[nodiscard]] Reply print_problem(const Request& request, const Problem& problem, const access::Desk* desk) const;
    [[nodiscard]] Words words(const Request& request) const { return {catalogue_, request.language}; }

private:
    [[nodiscard]] lang::Value frame(const Request& request, const access::Desk* desk, const Sheet& sheet) const;

    const lang::Pages& pages_;
    const lang::Catalogue& catalogue_;
    const Assets& assets_;
};

}  // namespace arkki::web
