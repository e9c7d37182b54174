// Texts that people type or paste: clean once is clean for good, and no escape lets a sign of the language through.
#include "base/text.hpp"
#include "fuzz/fuzz.hpp"
#include "lang/text.hpp"

using namespace arkki;
using namespace arkki::fuzz;

namespace {

void demand_clean(const std::string& clean) {
    demand(is_clean_utf8(clean), "clean text is UTF-8");
    demand(lang::clean_text(clean) == clean, "clean text stays as it is");
    demand(trimmed(clean) == clean && clean.find("  ") == std::string::npos, "single blanks, none at the ends");
    demand(std::none_of(clean.begin(), clean.end(), [](char c) { return (c >= 0 && c < 32) || c == 127; }),
           "no control characters");
    for (const auto* sign : {"\u2028", "\u202e", "\u200b", "\ufeff", "\u2066"})
        demand(clean.find(sign) == std::string::npos, "no invisible or turning characters");
}

void demand_escaped(std::string_view text) {
    const auto html = lang::html_escape(text);
    std::string without_breaks = html;
    for (auto at = without_breaks.find("<br>"); at != std::string::npos; at = without_breaks.find("<br>"))
        without_breaks.erase(at, 4);
    demand(without_breaks.find_first_of("<>\"'") == std::string::npos, "no markup out of HTML escape");
    const auto markdown = lang::markdown_escape(text);
    static constexpr std::string_view signs{"!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~"};
    for (std::size_t i = 0; i < markdown.size(); ++i) {
        if (markdown[i] == '\\')
            ++i;
        else
            demand(signs.find(markdown[i]) == std::string_view::npos, "no markup out of Markdown escape");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_in({data, std::min<std::size_t>(size, 4000)});  // normal forms may be longer
    demand_escaped(text);
    static_cast<void>(lang::holds_identity_code(text));
    const bool bad = refused({"text.not_utf8"}, [&] { demand_clean(lang::clean_text(text)); });
    demand(bad == !is_clean_utf8(text), "refused exactly if it is no UTF-8");
    refused({"text.not_utf8"}, [&] {
        const auto lines = lang::clean_lines(text);
        demand(lang::clean_lines(lines) == lines, "clean lines stay as they are");
        const auto key = lang::search_key(text);
        demand(is_clean_utf8(key) && trimmed(key) == key && key.find("  ") == std::string::npos, "a plain search key");
        demand(lang::sort_key(text).find_first_not_of("0123456789abcdef") == std::string::npos, "a plain sort key");
    });
    return 0;
}
