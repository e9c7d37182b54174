#include "service/staff_notice.hpp"

#include "service/papers.hpp"

namespace arkki::service {

Bytes staff_notice(Office& office, const access::Desk& desk, Language language) {
    desk.require("staff.notice");
    const auto& keeping = office.settings().keeping;
    Paper paper{"staff-notice", "T-" + iso(desk.today()), language, {}, {}};
    paper.embedded_json =
        R"({"format":"arkki-letter","version":1,"letter":")" + paper.number + R"(","kind":"staff-notice"})";
    const std::string confirm = office.catalogue().text(language, "staff.confirm");
    paper.warnings = {confirm};
    paper.fields.set("keeping.free_text", keeping.free_text_months)
        .set("keeping.rest", keeping.rest_months)
        .set("confirm.text", confirm);
    return make_paper(office, desk, paper, nullptr);
}

}  // namespace arkki::service
