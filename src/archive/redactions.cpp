#include "archive/redactions.hpp"

#include <algorithm>

#include "imaging/burning.hpp"

namespace arkki::archive {
namespace {

void check_ground(const std::string& ground) {
    if (std::find(redaction_grounds.begin(), redaction_grounds.end(), ground) == redaction_grounds.end())
        throw Error{Fault::invalid, "redaction.bad_ground", {}, "ground"};
}

/// The picture the boxes are drawn on.
struct Sheet {
    int width, height;
    std::string picture;
};

Sheet sheet_of(db::Read& read, DocumentId document, int page) {
    const auto found = read.row<int, int, std::string>(
        "SELECT width, height, image_blob FROM page WHERE document = :document AND number = :page AND dropped = 0",
        {{"document", document}, {"page", page}});
    if (!found) throw Error{Fault::not_found, "page.unknown"};
    const auto& [width, height, picture] = *found;
    if (picture.empty()) throw Error{Fault::not_found, "page.unread"};
    return {width, height, picture};
}

/// What of a box lies on the sheet.
std::optional<imaging::Box> on_sheet(const imaging::Box& box, const Sheet& sheet) {
    const int left = std::clamp(box.x, 0, sheet.width), top = std::clamp(box.y, 0, sheet.height);
    const int right = static_cast<int>(std::clamp<std::int64_t>(std::int64_t{box.x} + box.width, left, sheet.width));
    const int bottom = static_cast<int>(std::clamp<std::int64_t>(std::int64_t{box.y} + box.height, top, sheet.height));
    if (right == left || bottom == top) return std::nullopt;
    return imaging::Box{left, top, right - left, bottom - top};
}

void insert(db::Write& write, const access::Desk& desk, const access::Grant<access::WorkOnRequest>& request,
            DocumentId document, int page, const imaging::Box& box, const std::string& picture,
            const std::string& ground) {
    write.run(
        "INSERT INTO redaction (request, document, page, x, y, width, height, picture, ground, made_at, made_by)"
        " VALUES (:request, :document, :page, :x, :y, :width, :height, :picture, :ground, :now, :person)",
        {{"request", request.object()},
         {"document", document},
         {"page", page},
         {"x", box.x},
         {"y", box.y},
         {"width", box.width},
         {"height", box.height},
         {"picture", picture},
         {"ground", ground},
         {"now", desk.now()},
         {"person", desk.session().actor}});
}

PaperState state_of(db::Read& read, RequestId request, DocumentId document) {
    PaperState state;
    state.document = document;
    state.looked_through = read.one<bool>(
        "SELECT EXISTS (SELECT 1 FROM redaction_look WHERE request = :request AND document = :document)",
        {{"request", request}, {"document", document}});
    for (const auto& redaction : standing(read, request, document)) {
        if (redaction.page == 0)
            state.withheld = redaction.ground;
        else
            state.grounds.push_back(redaction.ground);
    }
    return state;
}

}  // namespace

std::vector<Redaction> standing(db::Read& read, RequestId request, DocumentId document) {
    std::vector<Redaction> found;
    for (const auto& [id, page, x, y, width, height, ground, stale] :
         read.rows<std::int64_t, int, int, int, int, int, std::string, bool>(
             "SELECT r.id, r.page, r.x, r.y, r.width, r.height, r.ground, CASE WHEN r.page > 0 AND NOT EXISTS (SELECT 1"
             " FROM page p WHERE p.document = r.document AND p.number = r.page AND p.dropped = 0"
             " AND p.image_blob = r.picture) THEN 1 ELSE 0 END FROM redaction r WHERE r.request = :request"
             " AND r.document = :document AND r.taken_back_at IS NULL ORDER BY r.page, r.id",
             {{"request", request}, {"document", document}}))
        found.push_back({id, page, {x, y, width, height}, ground, stale});
    return found;
}

bool takes_out(db::Read& read, RequestId request) {
    return read.one<bool>(
        "SELECT EXISTS (SELECT 1 FROM redaction WHERE request = :request AND taken_back_at IS NULL)",
        {{"request", request}});
}

/// One change of what is taken out, and its line in the log, which names places and grounds, never words.
void Redactions::append(const Working& request, const Reading& document, const std::string& what, int page,
                        std::size_t places, const std::string& ground,
                        const std::function<void(db::Write&)>& change) const {
    desk_.log().change([&](db::Write& write, audit::Appender& appender) {
        change(write);
        auto event = desk_.event("document.redacted");
        event.object = "document:" + std::to_string(document.object().value());
        event.args = {{"request", std::to_string(request.object().value())}, {"what", what}};
        if (page > 0) event.args.emplace_back("page", std::to_string(page));
        if (places > 0) event.args.emplace_back("places", std::to_string(places));
        if (!ground.empty()) event.args.emplace_back("ground", ground);
        return appender.append(event);
    });
}

void Redactions::add(const Working& request, const Reading& document, int page, const std::vector<imaging::Box>& boxes,
                     const std::string& ground) const {
    check_ground(ground);
    if (boxes.empty() || boxes.size() > imaging::most_burnt)
        throw Error{Fault::invalid, "redaction.no_box", {}, "boxes"};
    append(request, document, "add", page, boxes.size(), ground, [&](db::Write& write) {
        const Sheet sheet = sheet_of(write, document.object(), page);
        for (const auto& box : boxes) {
            const auto inside = on_sheet(box, sheet);
            if (!inside) throw Error{Fault::invalid, "redaction.bad_box", {}, "boxes"};
            insert(write, desk_, request, document.object(), page, *inside, sheet.picture, ground);
        }
        const auto count = write.one<std::int64_t>(
            "SELECT count(*) FROM redaction WHERE request = :request AND document = :document AND page = :page"
            " AND taken_back_at IS NULL",
            {{"request", request.object()}, {"document", document.object()}, {"page", page}});
        if (std::cmp_greater(count, imaging::most_burnt))
            throw Error{Fault::invalid, "redaction.too_many", {}, "boxes"};
    });
}

void Redactions::withhold(const Working& request, const Reading& document, const std::string& ground) const {
    check_ground(ground);
    append(request, document, "withhold", 0, 0, ground, [&](db::Write& write) {
        if (!state_of(write, request.object(), document.object()).withheld.empty())
            throw Error{Fault::conflict, "redaction.withheld_already"};
        insert(write, desk_, request, document.object(), 0, {}, "", ground);
    });
}

void Redactions::take_back(const Working& request, const Reading& document, std::int64_t id) const {
    append(request, document, "take_back", 0, 1, "", [&](db::Write& write) {
        const auto changed = write.run(
            "UPDATE redaction SET taken_back_at = :now, taken_back_by = :person WHERE id = :id AND request = :request"
            " AND document = :document AND taken_back_at IS NULL",
            {{"now", desk_.now()},
             {"person", desk_.session().actor},
             {"id", id},
             {"request", request.object()},
             {"document", document.object()}});
        if (changed == 0) throw Error{Fault::not_found, "redaction.unknown"};
    });
}

void Redactions::take_back_last(const Working& request, const Reading& document, int page) const {
    std::int64_t last = 0;
    for (const auto& redaction : of(request.object(), document))
        if (redaction.page == page) last = std::max(last, redaction.id);
    if (last > 0) take_back(request, document, last);
}

void Redactions::looked_through(const Working& request, const Reading& document) const {
    append(request, document, "look", 0, 0, "", [&](db::Write& write) {
        write.run(
            "INSERT INTO redaction_look (request, document, looked_at, looked_by)"
            " VALUES (:request, :document, :now, :person)",
            {{"request", request.object()},
             {"document", document.object()},
             {"now", desk_.now()},
             {"person", desk_.session().actor}});
    });
}

std::vector<Redaction> Redactions::of(RequestId request, const Reading& document) const {
    return desk_.database().read([&](db::Read& read) { return standing(read, request, document.object()); });
}

std::vector<PaperState> Redactions::states(RequestId request, const access::Shown<DocumentId>& papers) const {
    return desk_.database().read([&](db::Read& read) {
        std::vector<PaperState> states;
        for (const auto id : papers.objects()) states.push_back(state_of(read, request, id));
        return states;
    });
}

}  // namespace arkki::archive
