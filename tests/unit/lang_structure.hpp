#pragma once
#include <string>
#include <vector>

/// The shape of a Markdown text as the layout will read it: kinds of nodes in document order, texts left out.
std::vector<std::string> structure_of(const std::string& markdown);
/// All texts of a Markdown document, one after the other.
std::string plain_text_of(const std::string& markdown);
