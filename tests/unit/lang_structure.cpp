#include "unit/lang_structure.hpp"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <functional>
#include <memory>

namespace {

void walk(const std::string& markdown, const std::function<void(cmark_node*)>& visit) {
    cmark_gfm_core_extensions_ensure_registered();
    const std::unique_ptr<cmark_parser, decltype(&cmark_parser_free)> parser{cmark_parser_new(CMARK_OPT_DEFAULT),
                                                                             cmark_parser_free};
    cmark_parser_attach_syntax_extension(parser.get(), cmark_find_syntax_extension("table"));
    cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
    const std::unique_ptr<cmark_node, decltype(&cmark_node_free)> document{cmark_parser_finish(parser.get()),
                                                                           cmark_node_free};
    const std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)> steps{cmark_iter_new(document.get()),
                                                                        cmark_iter_free};
    for (auto event = cmark_iter_next(steps.get()); event != CMARK_EVENT_DONE; event = cmark_iter_next(steps.get()))
        if (event == CMARK_EVENT_ENTER) visit(cmark_iter_get_node(steps.get()));
}

}  // namespace

std::vector<std::string> structure_of(const std::string& markdown) {
    std::vector<std::string> kinds;
    walk(markdown, [&](cmark_node* node) {
        const std::string kind = cmark_node_get_type_string(node);
        if (kind == "text" || kind == "softbreak") return;
        kinds.push_back(kind + (kind == "heading" ? std::to_string(cmark_node_get_heading_level(node)) : ""));
    });
    return kinds;
}

std::string plain_text_of(const std::string& markdown) {
    std::string text;
    walk(markdown, [&](cmark_node* node) {
        const auto kind = cmark_node_get_type(node);
        if (kind == CMARK_NODE_SOFTBREAK || kind == CMARK_NODE_LINEBREAK) text += '\n';
        if (kind == CMARK_NODE_TEXT) text += cmark_node_get_literal(node);
    });
    return text;
}
