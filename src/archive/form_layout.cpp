// One walk over a form's definition gives the sheet to print and the boxes to read.
#include <cmath>
#include <utility>

#include "archive/form_definition.hpp"

namespace arkki::archive {
namespace {

using imaging::FieldKind;
using pdf::FormArea;
using Role = pdf::FormText::Role;
using Shape = pdf::FormShape::Kind;

// Millimetres.
constexpr double left = 20, right = 190, wide = right - left;
constexpr double between = 4;         ///< fields of a row
constexpr double label_height = 4.1;  ///< above its frame
constexpr double above_heading = 2.4, heading_height = 8.2;
constexpr double tick_side = 4.6, tick_pitch = 7.4;
constexpr double table_row = 9, table_head = 6.5;
constexpr double code_side = 22;
constexpr double office_top = 252, office_height = 17;
constexpr double line_inset = 0.4;  ///< from the middle of a frame's line to paper

int dots(double mm) { return static_cast<int>(std::lround(mm * imaging::form_sheet::dots_per_mm)); }

imaging::Box box_of(const FormArea& area, double inset) {
    const int x = dots(area.left + inset), y = dots(area.top + inset);
    return {x, y, dots(area.left + area.width - inset) - x, dots(area.top + area.height - inset) - y};
}

void add_marks(pdf::FormSheet& sheet) {
    namespace page = imaging::form_sheet;
    constexpr double near = page::mark_centre - page::mark_side / 2;
    for (const double x : {near, page::page_width - near - page::mark_side})
        for (const double y : {near, page::page_height - near - page::mark_side})
            sheet.shapes.push_back({Shape::mark, {x, y, page::mark_side, page::mark_side}});
}

/// From the top down; `y_` is where the next part begins.
class Walk {
public:
    Walk(const FormDefinition& form, Language language) : form_{form}, language_{language} {}

    FormSheet take(const FormSender& sender, Day date) {
        sheet_.fields.name = {form_.code, language_, form_.version};
        head(sender, date);
        for (const auto& part : form_.parts) add(part);
        foot();
        return std::move(sheet_);
    }

private:
    [[nodiscard]] const std::string& text(const std::string& key) const { return form_.text(language_, key); }
    void write(Role role, const std::string& words, double x, double y, double width, double height) {
        if (!words.empty()) sheet_.print.texts.push_back({role, words, x, y, width, height});
    }
    void draw(Shape kind, const FormArea& area) { sheet_.print.shapes.push_back({kind, area}); }

    void head(const FormSender& sender, Day date) {
        auto& print = sheet_.print;
        print.language = language_;
        print.title = text("title");
        print.author = sender.name;
        print.date = date;
        print.code = imaging::text_of(sheet_.fields.name);
        print.code_area = {right - code_side, 15, code_side, code_side};
        add_marks(print);
        constexpr double beside_code = wide - code_side - 8;
        write(Role::sender, sender.name, left, 15, beside_code, 5);
        write(Role::small, sender.address, left, 20.4, beside_code, 3.5);
        write(Role::small, sender.reach, left, 24, beside_code, 3.5);
        write(Role::title, text("title"), left, 31, beside_code, 8.2);
        write(Role::text, text("intro"), left, 41.5, wide, 13.8);
        y_ = 54;
    }

    void add(const FormPart& part) {
        switch (part.kind) {
            case FormPart::Kind::heading:
                y_ += above_heading;
                draw(Shape::rule, {left, y_, wide, 0});
                write(Role::heading, text(part.heading), left, y_ + 1.6, wide, 5);
                y_ += heading_height;
                return;
            case FormPart::Kind::row:
                return row(part);
            case FormPart::Kind::checks:
                return checks(part);
            case FormPart::Kind::table:
                return table(part);
        }
    }

    /// A frame to write in, and its field.
    void field(const std::string& name, const DefinedField& defined, const FormArea& area) {
        draw(Shape::frame, area);
        sheet_.fields.fields.push_back({name, defined.kind, box_of(area, line_inset)});
        sheet_.labels[name] = text(defined.label);
    }

    void row(const FormPart& part) {
        double x = left;
        for (const auto& defined : part.fields) {
            write(Role::label, text(defined.label), x, y_, defined.width, label_height);
            field(defined.name, defined, {x, y_ + label_height, defined.width, part.height});
            x += defined.width + between;
        }
        y_ += label_height + part.height + 2;
    }

    void checks(const FormPart& part) {
        y_ += 0.8;
        for (const auto& defined : part.fields) {
            const FormArea area{left, y_, tick_side, tick_side};
            draw(Shape::tick, area);
            sheet_.fields.fields.push_back({defined.name, defined.kind, box_of(area, 0)});
            sheet_.labels[defined.name] = text(defined.label);
            write(Role::text, text(defined.label), left + tick_side + 3, y_, wide - tick_side - 3, 5);
            y_ += tick_pitch;
        }
        y_ += 0.8;
    }

    void table(const FormPart& part) {
        draw(Shape::band, {left, y_, wide, table_head});
        double x = left;
        for (const auto& column : part.fields) {
            write(Role::label, text(column.label), x + 1.5, y_ + 1.4, column.width - 2, label_height);
            x += column.width;
        }
        y_ += table_head;
        for (int i = 1; i <= part.rows; ++i, y_ += table_row) {
            x = left;
            for (const auto& column : part.fields) {
                field(column.name + "_" + std::to_string(i), column, {x, y_, column.width, table_row});
                x += column.width;
            }
        }
        for (const auto& sum : part.sum) {
            const double width = part.fields.back().width;
            write(Role::label, text(sum.label), right - width - 27, y_ + 2.6, 25, label_height);
            field(sum.name, sum, {right - width, y_, width, table_row});
            y_ += table_row;
        }
        y_ += 2.4;
    }

    /// What the office writes on it is not read.
    void foot() {
        draw(Shape::band, {left, office_top, wide, office_height});
        write(Role::label, text("office"), left + 3, office_top + 6.8, 30, label_height);
        double x = left + 36;
        for (const auto* key : {"received_on", "handler", "kept_at"}) {
            write(Role::small, text(key), x, office_top + 1.6, 40, label_height);
            draw(Shape::frame, {x, office_top + 5.6, 41, 9});
            x += 44;
        }
        write(Role::small, text("privacy"), left, office_top + office_height + 2.6, wide, 11);
    }

    const FormDefinition& form_;
    Language language_;
    FormSheet sheet_;
    double y_ = 0;
};

}  // namespace

FormSheet lay_out(const FormDefinition& form, Language language, const FormSender& sender, Day date) {
    return Walk{form, language}.take(sender, date);
}

pdf::FormSheet marks_only(const imaging::FormName& name, const std::string& title, Day date) {
    pdf::FormSheet sheet;
    sheet.language = name.language;
    sheet.title = title;
    sheet.date = date;
    sheet.code = imaging::text_of(name);
    sheet.code_area = {right - code_side, 15, code_side, code_side};
    add_marks(sheet);
    return sheet;
}

}  // namespace arkki::archive
