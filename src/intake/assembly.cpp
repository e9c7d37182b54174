#include "intake/assembly.hpp"

namespace arkki::intake {

std::vector<DocumentPlan> plan(const std::vector<PageInBatch>& pages) {
    std::vector<DocumentPlan> documents;
    for (const auto& page : pages) {
        const bool begins =
            documents.empty() || (!page.of_stack && documents.back().pages.back().arrival != page.arrival);
        if (begins) documents.push_back({{}, page.series, "", page.unit, "", ""});
        documents.back().pages.push_back(page);
    }
    return documents;
}

}  // namespace arkki::intake
