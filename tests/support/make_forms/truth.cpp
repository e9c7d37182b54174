#include "truth.hpp"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <algorithm>
#include <cmath>
#include <fstream>

namespace arkki::forms {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

Object::Ptr object() { return new Object{Poco::JSON_PRESERVE_KEY_ORDER}; }

Array::Ptr json(const Box& box) {
    Array::Ptr array = new Array;
    for (const int value : {box.x, box.y, box.width, box.height}) array->add(value);
    return array;
}

double rounded(double value) { return std::round(value * 1e6) / 1e6; }

Array::Ptr fields_of(const Page& page) {
    Array::Ptr fields = new Array;
    for (const auto& field : page.fields) {
        auto entry = object();
        entry->set("name", field.name).set("label", field.label).set("value", field.value).set("box", json(field.box));
        entry->set("ink", field.ink ? Poco::Dynamic::Var{json(*field.ink)} : Poco::Dynamic::Var{});
        fields->add(entry);
    }
    return fields;
}

Array::Ptr ticks_of(const Page& page) {
    Array::Ptr ticks = new Array;
    for (const auto& tick : page.ticks) {
        auto entry = object();
        entry->set("name", tick.name).set("label", tick.label).set("ticked", tick.ticked).set("box", json(tick.box));
        ticks->add(entry);
    }
    return ticks;
}

/// Rows of text from top to bottom, each from left to right. Within 3 mm of height it is one row.
std::vector<std::vector<Line>> rows_of(std::vector<Line> lines) {
    const auto middle = [](const Line& line) { return line.box.y + line.box.height / 2; };
    std::stable_sort(lines.begin(), lines.end(), [&](const Line& a, const Line& b) { return middle(a) < middle(b); });
    std::vector<std::vector<Line>> rows;
    for (const auto& line : lines) {
        if (rows.empty() || middle(line) - middle(rows.back().front()) >= 3 * dots_per_mm) rows.emplace_back();
        rows.back().push_back(line);
    }
    for (auto& row : rows)
        std::stable_sort(row.begin(), row.end(), [](const Line& a, const Line& b) { return a.box.x < b.box.x; });
    return rows;
}

Object::Ptr page_object(const Page& page, const Scan& scan) {
    Array::Ptr to_scan = new Array, lines = new Array;
    for (const double value : scan.to_scan) to_scan->add(rounded(value));
    for (const auto& row : rows_of(page.lines))
        for (const auto& line : row) {
            auto entry = object();
            entry->set("text", line.text).set("box", json(line.box)).set("filled", line.filled);
            lines->add(entry);
        }
    auto entry = object();
    entry->set("width", scan.picture.width).set("height", scan.picture.height).set("dpi", scan.dpi);
    entry->set("skew", rounded(scan.skew)).set("to_scan", to_scan).set("font", page.font);
    entry->set("code", page.code).set("code_box", json(page.code_box));
    entry->set("signed", page.is_signed).set("signature_box", json(page.signature));
    entry->set("fields", fields_of(page)).set("ticks", ticks_of(page)).set("lines", lines);
    return entry;
}

}  // namespace

void write_truth(const std::filesystem::path& folder, const std::string& file_name, const Order& order,
                 const std::string& customer, const std::vector<Page>& pages, const std::vector<Scan>& scans) {
    const std::string stem = std::filesystem::path{file_name}.stem().string();
    std::ofstream text{folder / (stem + ".gt.txt"), std::ios::binary};
    Array::Ptr page_objects = new Array;
    for (std::size_t i = 0; i < pages.size(); ++i) {
        page_objects->add(page_object(pages[i], scans[i]));
        if (i > 0) text << '\f';
        for (const auto& row : rows_of(pages[i].lines)) {
            for (std::size_t k = 0; k < row.size(); ++k) text << (k > 0 ? " " : "") << row[k].text;
            text << '\n';
        }
    }
    auto all = object();
    all->set("file", file_name).set("type", order.type).set("language", order.language).set("fill", order.fill);
    all->set("level", order.level).set("customer", customer).set("pages", page_objects);
    std::ofstream truth{folder / (stem + ".json"), std::ios::binary};
    all->stringify(truth, 1);
    truth << '\n';
}

}  // namespace arkki::forms
