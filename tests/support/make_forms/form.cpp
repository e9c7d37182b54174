#include "form.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace arkki::forms {
namespace {

constexpr double left = 18, right = 192, wide = right - left;
constexpr double cell_height = 12.5, gap = 3.5;

const Pen label_pen{"Liberation Sans", 2.9, 0.15};
const Pen text_pen{"Liberation Sans", 3.3, 0.1};
const Pen bold_pen{"Liberation Sans", 3.3, 0.08, 0, true};
const Pen title_pen{"Liberation Sans", 6.2, 0.05, 0, true};
const Pen name_pen{"Liberation Sans", 4.6, 0.1, 0, true};
const Pen small_pen{"Liberation Sans", 2.7, 0.25};

/// The hand or the typewriter of the customer. The handwriting-like fonts run small, so they are written larger.
Pen pen_of(const std::string& fill, Dice& dice) {
    static const std::array<Pen, 3> print{Pen{"Liberation Sans", 4}, Pen{"Liberation Serif", 4.2},
                                          Pen{"Liberation Mono", 3.6}};
    static const std::array<Pen, 2> hand{Pen{"DkgHandwriting", 5.0, 0.2, 1}, Pen{"Breip", 5.6, 0.15, 1}};
    return fill == "hand" ? dice.of(hand) : dice.of(print);
}

std::string money(int cents, const std::string& language) {
    std::array<char, 24> text{};
    std::snprintf(text.data(), text.size(), "%d%c%02d", cents / 100, language == "en" ? '.' : ',', cents % 100);
    return text.data();
}

/// Draws one form and fills it in, from the top down; `y_` is where the next part begins.
class Form {
public:
    Form(const Order& order, const Wording& wording, Dice& dice, Pen pen)
        : order_{order},
          wording_{wording},
          dice_{dice},
          pen_{std::move(pen)},
          sheet_{dice},
          who_{wording.person(order.language, order.person)} {
        page_.font = pen_.family;
        values_ = who_.data;
        if (order.type == "rectify") values_[who_.corrects] = who_.to;
        day_ = dice.pick(2, 18);
    }

    Page first();
    Page continuation();

private:
    [[nodiscard]] const std::string& text(const std::string& key) const { return wording_.text(order_.language, key); }
    [[nodiscard]] std::string value(const std::string& name) const {
        const auto found = values_.find(name);
        return found == values_.end() ? "" : found->second;
    }
    void head(const std::string& title, int number);
    void cells(const std::vector<std::pair<std::string, std::string>>& row);
    void cell(double x, double width, const std::string& name, const std::string& content, double height = cell_height);
    void note(const std::string& name, const std::string& content, double height);
    void goods();
    void goods_row(double y, const std::array<std::string, 4>& row);
    void tickboxes();
    void foot(bool with_signature);
    Page done();

    const Order& order_;
    const Wording& wording_;
    Dice& dice_;
    Pen pen_;
    Sheet sheet_;
    const Person& who_;
    std::map<std::string, std::string> values_;
    int day_;
    double y_ = 0;
    Page page_{};
};

void Form::head(const std::string& title, int number) {
    for (const double x : {8.0, 197.0})
        for (const double y : {8.0, 284.0}) sheet_.block(x, y, 5, 5);
    sheet_.mark(left, 15, 11);
    sheet_.print(left + 14, 19.5, wording_.sender("name"), name_pen);
    sheet_.print(left + 14, 23.5, wording_.sender("line"), small_pen);
    sheet_.print(left + 14, 27, wording_.sender("reach"), small_pen);
    sheet_.print(152, 19.5, std::to_string(number) + " (" + std::to_string(order_.pages) + ")", text_pen);
    sheet_.print(left, 42, text(title), title_pen);
    y_ = 50;
    for (const auto& line : sheet_.wrapped(text(title + ".intro"), text_pen, wide))
        sheet_.print(left, y_, line, text_pen), y_ += 4.6;
    y_ += 2;
}

void Form::cells(const std::vector<std::pair<std::string, std::string>>& row) {
    const double width = wide / static_cast<double>(row.size());
    double x = left;
    for (const auto& [name, content] : row) cell(x, width, name, content), x += width;
    y_ += cell_height;
}

void Form::cell(double x, double width, const std::string& name, const std::string& content, double height) {
    Field field{name,
                text(name == "postal_address" && order_.type == "order" ? "delivery_address" : name),
                content,
                sheet_.frame(x, y_, width, height),
                {}};
    sheet_.print(x + 1.5, y_ + 3.7, field.label, label_pen);
    Pen pen = pen_;
    while (pen.size > 2.5 && sheet_.width(content, pen) > width - 5) pen.size -= 0.1;
    if (!content.empty())
        field.ink = sheet_.fill(x + 2 + dice_.between(0, 1.2) * pen.wobble, y_ + height - 2.3, content, pen);
    page_.fields.push_back(std::move(field));
}

/// A box of free text.
void Form::note(const std::string& name, const std::string& content, double height) {
    Field field{name, text(name), content, sheet_.frame(left, y_, wide, height), {}};
    sheet_.print(left + 1.5, y_ + 3.7, field.label, label_pen);
    double y = y_ + 11;
    for (const auto& line : sheet_.wrapped(content, pen_, wide - 8)) {
        const Box ink = sheet_.fill(left + 3, y, line, pen_);
        if (!field.ink) field.ink = ink;
        const int end = std::max(field.ink->x + field.ink->width, ink.x + ink.width);
        field.ink->x = std::min(field.ink->x, ink.x), field.ink->width = end - field.ink->x;
        field.ink->height = ink.y + ink.height - field.ink->y;
        y += 7;
    }
    page_.fields.push_back(std::move(field));
    y_ += height;
}

constexpr std::array<double, 5> columns{left, 112, 134, 162, right};
constexpr std::array<const char*, 4> column_names{"product", "quantity", "price", "total"};

void Form::goods_row(double y, const std::array<std::string, 4>& row) {
    Pen pen = pen_;
    pen.size = std::min(pen.size, 5.0);
    for (std::size_t i = 0; i < row.size(); ++i) {
        const Box ink = sheet_.fill(columns[i] + 2.5, y, row[i], pen);
        page_.fields.push_back({column_names[i], text(column_names[i]), row[i], ink, ink});
    }
}

void Form::goods() {
    constexpr int rows = 5;
    constexpr double row_height = 9;
    const double top = y_, bottom = top + row_height * (rows + 2);
    for (int i = 0; i <= rows + 2; ++i) sheet_.rule(left, top + i * row_height, right, top + i * row_height);
    for (const double x : columns) sheet_.rule(x, top, x, bottom);
    for (std::size_t i = 0; i < column_names.size(); ++i)
        sheet_.print(columns[i] + 2.5, top + 6, text(column_names[i]), bold_pen);
    const auto& products = wording_.list(order_.language, "product");
    int sum = 0;
    const int wanted = dice_.pick(2, 4), first = dice_.pick(0, static_cast<int>(products.size()) - 1);
    for (int i = 0; i < wanted; ++i) {
        const auto product = static_cast<std::size_t>(first + i) % products.size();
        const int quantity = dice_.pick(1, 6), price = wording_.prices().at(product);
        sum += quantity * price;
        goods_row(top + row_height * (i + 1) + 6.3,
                  {products[product], std::to_string(quantity), money(price, order_.language),
                   money(quantity * price, order_.language)});
    }
    sheet_.print(columns[2] + 2.5, bottom - 3, text("total"), bold_pen);
    const Box ink = sheet_.fill(columns[3] + 2.5, bottom - 2.7, money(sum, order_.language) + " €", pen_);
    page_.fields.push_back({"sum", text("total"), money(sum, order_.language) + " €", ink, ink});
    y_ = bottom;
}

void Form::tickboxes() {
    static const std::map<std::string, std::vector<std::string>> of_form{{"contact", {"no_marketing", "no_list"}},
                                                                         {"access", {"by_letter", "by_email"}},
                                                                         {"rectify", {"by_letter", "by_email"}},
                                                                         {"order", {"no_marketing"}}};
    constexpr double size = 4.2;
    bool answered = false;  // a reply goes one way
    y_ += 8;
    for (const auto& name : of_form.at(order_.type)) {
        const bool ticked = !answered && dice_.chance(0.5);
        answered = ticked && name == "by_letter";
        Tickbox box{name, text(name), ticked, sheet_.frame(left, y_ - size + 0.6, size, size, 0.35)};
        if (ticked && dice_.chance(0.6))
            sheet_.cross(left, y_ - size + 0.6, size, pen_.grey);
        else if (ticked)
            sheet_.tick(left, y_ - size + 0.6, size, pen_.grey);
        sheet_.print(left + 7, y_, box.label, text_pen);
        page_.ticks.push_back(std::move(box));
        y_ += 8;
    }
}

void Form::foot(bool with_signature) {
    if (with_signature) {
        const std::string address = value("postal_address"), city = address.substr(address.rfind(' ') + 1);
        y_ = 198;
        cell(left, 72, "place_date", city + " " + std::to_string(day_) + ".11.2026", 18);
        page_.signature = sheet_.frame(left + 72, y_, wide - 72, 18);
        sheet_.print(left + 73.5, y_ + 3.7, text("signature"), label_pen);
        page_.is_signed = dice_.chance(0.85);
        if (page_.is_signed) sheet_.sign(left + 84, y_ + 4.5, 58, 12, 0.2);
        sheet_.stamp(134, 32, text("received"), std::to_string(day_ + dice_.pick(1, 4)) + ".11.2026");
        y_ = 240;
        sheet_.print(left, y_ - 2, text("office"), small_pen);
        cells({{"handler", ""}, {"kept_at", ""}});
    }
    double y = 263;
    for (const auto& line : sheet_.wrapped(text("privacy"), small_pen, wide))
        sheet_.print(left, y, line, small_pen), y += 3.8;
}

Page Form::first() {
    head(order_.type, 1);
    page_.code = "ARKKI:F:" + order_.type + ":" + order_.language + ":1";
    page_.code_box = sheet_.qr(171, 13, 22, page_.code);
    const bool firm = order_.type == "contact" || order_.type == "order";
    cells({{"name", value("name")},
           firm ? std::pair{std::string{"organisation"}, value("organisation")}
                : std::pair{std::string{"customer_number"}, std::string{}}});
    cells({{"postal_address", value("postal_address")}});
    cells({{"phone", value("phone")}, {"email", value("email")}});
    if (order_.type == "contact") cells({{"www", value("www")}, {"customer_number", ""}});
    y_ += gap;
    if (order_.type == "rectify") {
        cells({{"datum", text(who_.corrects)}});
        cells({{"wrong", who_.data.at(who_.corrects)}, {"right", who_.to}});
        note("reason", wording_.list(order_.language, "reason").at(who_.reason), 30);
    }
    if (order_.type == "access") note("concerns", dice_.of(wording_.list(order_.language, "concerns")), 30);
    if (order_.type == "order") goods();
    tickboxes();
    foot(true);
    return done();
}

Page Form::continuation() {
    head("more", 2);
    cells({{"name", value("name")}});
    y_ += gap;
    const auto& sentences = wording_.list(order_.language, "more");
    note(order_.type == "access"    ? "concerns"
         : order_.type == "rectify" ? "reason"
                                    : "more",
         order_.type == "order" ? sentences.at(1) : sentences.at(0) + " " + sentences.at(2), 90);
    foot(false);
    return done();
}

Page Form::done() {
    page_.picture = sheet_.picture();
    page_.lines = sheet_.lines();
    return std::move(page_);
}

}  // namespace

std::vector<Page> fill_in(const Order& order, const Wording& wording, Dice& dice) {
    const Pen pen = pen_of(order.fill, dice);
    std::vector<Page> pages;
    pages.push_back(Form{order, wording, dice, pen}.first());
    if (order.pages > 1) pages.push_back(Form{order, wording, dice, pen}.continuation());
    return pages;
}

}  // namespace arkki::forms
