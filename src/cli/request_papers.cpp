#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <sstream>

#include "archive/redactions.hpp"
#include "cli/request_parts.hpp"
#include "requests/package.hpp"
#include "service/redacting.hpp"

namespace arkki::cli {
namespace {

/// "120,340,400,60": left, top, width and height in pixels of the page's picture.
imaging::Box box_from(const std::string& text) {
    imaging::Box box;
    std::istringstream in{text};
    char a = 0, b = 0, c = 0;
    if (!(in >> box.x >> a >> box.y >> b >> box.width >> c >> box.height) || a != ',' || b != ',' || c != ',')
        throw Error{Fault::invalid, "redaction.bad_line", {}, "box"};
    return box;
}

struct RedactOptions {
    std::int64_t id = 0, document = 0;
    int page = 1;
    std::vector<std::string> boxes;
    std::string ground = "others";
    bool whole = false;
};

/// Takes places out of the copy for the person, or withholds the paper.
void redact(Context& context, const RedactOptions& options) {
    const auto& desk = context.desk();
    const archive::Redactions redactions{desk};
    const auto working = desk.open<access::WorkOnRequest>(RequestId{options.id});
    const auto reading = desk.open<access::ReadDocument>(DocumentId{options.document});
    std::vector<imaging::Box> boxes;
    for (const auto& box : options.boxes) boxes.push_back(box_from(box));
    if (options.whole)
        redactions.withhold(working, reading, options.ground);
    else if (!boxes.empty())
        redactions.add(working, reading, options.page, boxes, options.ground);
    if (!options.whole) redactions.looked_through(working, reading);
    auto answer = line();
    answer.set("request", options.id);
    answer.set("document", options.document);
    answer.set("places", redactions.of(RequestId{options.id}, reading).size());
    context.say(answer, std::to_string(options.document));
}

void package(Context& context, RequestId id, const std::string& output) {
    const auto& desk = context.desk();
    Context::write(service::package(context.office(), desk).zip(desk.open<access::ViewLetter>(id)), output);
}

}  // namespace

void add_papers(CLI::App& request, Context& context) {
    auto* const redacting = request.add_subcommand("redact", "a paper read through; what is taken out of its copy");
    auto options = std::make_shared<RedactOptions>();
    redacting->add_option("id", options->id)->required();
    redacting->add_option("--document", options->document)->required();
    redacting->add_option("--page", options->page);
    redacting->add_option("--box", options->boxes, "left,top,width,height in pixels of the page");
    redacting->add_option("--ground", options->ground, "others, secret, section_34, identity_code or staff");
    redacting->add_flag("--whole", options->whole, "give no copy of this paper");
    redacting->callback([&context, options] { redact(context, *options); });

    auto* const packing = request.add_subcommand("package", "letters and annexes as they left, one ZIP");
    auto id = std::make_shared<std::int64_t>();
    auto output = std::make_shared<std::string>();
    packing->add_option("id", *id)->required();
    packing->add_option("-o,--output", *output);
    packing->callback([&context, id, output] { package(context, RequestId{*id}, *output); });
}

}  // namespace arkki::cli
