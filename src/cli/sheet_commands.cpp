// What is printed for the paper itself: labels, and the sheets that part and place a stack.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/context.hpp"
#include "service/printed_sheets.hpp"

namespace arkki::cli {
namespace {

service::PrintedSheets sheets(Context& context) {
    return {context.desk(), context.office().catalogue(), context.office().resources()};
}

struct LabelOptions {
    std::vector<std::string> codes;
    service::PrintedSheets::Layout layout;
    std::string output;
};

void add_labels(CLI::App& place, Context& context) {
    auto* const command = place.add_subcommand("label", "labels of places, binders and boxes, as PDF");
    auto options = std::make_shared<LabelOptions>();
    command->add_option("code", options->codes, "codes such as K2-H3 or K2-H3-M07, or the labels' digits");
    command->add_option("--sheet", options->layout.stock, "L7160, L7161, L7162, L7163, L7165 or L7651");
    command->add_option("--start", options->layout.first, "label of the first sheet to begin with");
    command->add_option("--right", options->layout.right, "millimetres everything is moved");
    command->add_option("--down", options->layout.down, "millimetres everything is moved");
    command->add_option("--scale", options->layout.scale, "0.9 to 1.1");
    command->add_flag("--test", options->layout.test, "outlines and a rule of 100 mm");
    command->add_option("-o", options->output, "file; standard output without");
    command->callback([&context, options] {
        Context::write(sheets(context).labels(options->codes, options->layout, terminal_language()), options->output);
    });
}

struct SheetOptions {
    std::string kind, argument, output;
    int copies = 1;
};

}  // namespace

void add_sheets(CLI::App& app, Context& context) {
    add_labels(*app.get_subcommand("place"), context);
    auto* const sheet = app.add_subcommand("sheet", "sheets that part and place a stack");
    sheet->require_subcommand(1);
    auto* const command = sheet->add_subcommand("print", "separator, place CODE, no-place, type TYPE; as PDF");
    auto options = std::make_shared<SheetOptions>();
    command->add_option("kind", options->kind, "separator, place, no-place or type")->required();
    command->add_option("what", options->argument, "code of the place or binder, or the type");
    command->add_option("--copies", options->copies);
    command->add_option("-o", options->output, "file; standard output without");
    command->callback([&context, options] {
        Context::write(sheets(context).sheet(options->kind, options->argument, options->copies), options->output);
    });
}

}  // namespace arkki::cli
