#include "form.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>

#include "printed.hpp"

namespace arkki::forms {
namespace {

constexpr double left = 20, wide = 170;  ///< mm

const Pen label_pen{"Liberation Sans", 2.9, 0.15};
const Pen text_pen{"Liberation Sans", 3.3, 0.1};
const Pen title_pen{"Liberation Sans", 6.2, 0.05, 0, true};

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

constexpr double low = 2.9;  ///< mm from a field's lower edge to the writing's line

/// What somebody writes into the fields of a form.
class Answers {
public:
    Answers(const Order& order, const Wording& wording, const Printed& form, Dice& dice)
        : order_{order}, wording_{wording}, who_{wording.person(order.language, order.person)}, values_{who_.data} {
        day = dice.pick(2, 18);
        if (order.type == "rectify") correct(form);
        const std::string address = values_["postal_address"];
        values_["place"] = address.substr(address.rfind(' ') + 1);
        values_["date"] = std::to_string(day) + ".11.2026";
        if (order.type == "access") values_["concerns"] = dice.of(wording.list(order.language, "concerns"));
        if (order.type == "order") buy(dice);
    }

    [[nodiscard]] std::string of(const std::string& name) const {
        const auto found = values_.find(name);
        return found == values_.end() ? "" : found->second;
    }
    int day = 0;

private:
    void correct(const Printed& form) {
        values_["wrong"] = who_.data.at(who_.corrects);
        values_["right"] = values_[who_.corrects] = who_.to;
        values_["datum"] = form.labels.at(who_.corrects);
        values_["reason"] = wording_.list(order_.language, "reason").at(who_.reason);
    }

    void buy(Dice& dice) {
        const auto& products = wording_.list(order_.language, "product");
        const int wanted = dice.pick(2, 4), first = dice.pick(0, static_cast<int>(products.size()) - 1);
        int sum = 0;
        for (int i = 0; i < wanted; ++i) {
            const auto product = static_cast<std::size_t>(first + i) % products.size();
            const int quantity = dice.pick(1, 6), price = wording_.prices().at(product);
            const std::string row = "_" + std::to_string(i + 1);
            values_["product" + row] = products[product];
            values_["quantity" + row] = std::to_string(quantity);
            values_["price" + row] = money(price, order_.language);
            values_["total" + row] = money(quantity * price, order_.language);
            sum += quantity * price;
        }
        values_["sum"] = money(sum, order_.language);
    }

    const Order& order_;
    const Wording& wording_;
    const Person& who_;
    std::map<std::string, std::string> values_;
};

/// A form that lies on the table, being filled in.
class Form {
public:
    Form(const Order& order, const Wording& wording, Dice& dice, Pen pen)
        : order_{order}, wording_{wording}, dice_{dice}, pen_{std::move(pen)}, sheet_{dice} {
        page_.font = pen_.family;
    }

    Page first();
    Page continuation();

private:
    [[nodiscard]] const std::string& text(const std::string& key) const { return wording_.text(order_.language, key); }
    void write(const imaging::FormField& field, const std::string& label, const std::string& content);
    void write_lines(Field& field);
    void tick(const imaging::FormField& field, const std::string& label);
    void sign(const imaging::FormField& field);
    Page done();

    const Order& order_;
    const Wording& wording_;
    Dice& dice_;
    Pen pen_;
    Sheet sheet_;
    bool answered_ = false;  ///< a reply goes one way
    Page page_{};
};

double mm(int dots) { return dots / dots_per_mm; }

void Form::write(const imaging::FormField& place, const std::string& label, const std::string& content) {
    const auto& box = place.box;
    Field field{place.name, label, content, {box.x, box.y, box.width, box.height}, {}};
    if (place.kind == imaging::FieldKind::block) {
        write_lines(field);
    } else if (!content.empty()) {
        Pen pen = pen_;
        while (pen.size > 2.5 && sheet_.width(content, pen) > mm(box.width) - 4) pen.size -= 0.1;
        field.ink = sheet_.fill(mm(box.x) + 2 + dice_.between(0, 1.2) * pen.wobble, mm(box.y + box.height) - low,
                                content, pen);
    }
    page_.fields.push_back(std::move(field));
}

/// Free text on lines of its own.
void Form::write_lines(Field& field) {
    double y = mm(field.box.y) + 6.5;
    if (field.value.empty()) return;
    for (const auto& line : sheet_.wrapped(field.value, pen_, mm(field.box.width) - 8)) {
        const Box ink = sheet_.fill(mm(field.box.x) + 2.5, y, line, pen_);
        if (!field.ink) field.ink = ink;
        const int end = std::max(field.ink->x + field.ink->width, ink.x + ink.width);
        field.ink->x = std::min(field.ink->x, ink.x), field.ink->width = end - field.ink->x;
        field.ink->height = ink.y + ink.height - field.ink->y;
        y += 7;
    }
}

void Form::tick(const imaging::FormField& field, const std::string& label) {
    const bool ticked = !answered_ && dice_.chance(0.5);
    answered_ = ticked && field.name == "by_letter";
    const double x = mm(field.box.x), y = mm(field.box.y), size = mm(field.box.width);
    if (ticked && dice_.chance(0.6))
        sheet_.cross(x, y, size, pen_.grey);
    else if (ticked)
        sheet_.tick(x, y, size, pen_.grey);
    page_.ticks.push_back({field.name, label, ticked, {field.box.x, field.box.y, field.box.width, field.box.height}});
}

void Form::sign(const imaging::FormField& field) {
    const auto& box = field.box;
    page_.signature = {box.x, box.y, box.width, box.height};
    page_.is_signed = dice_.chance(0.85);
    if (page_.is_signed) sheet_.sign(mm(box.x) + 8, mm(box.y) + 2.5, mm(box.width) - 20, mm(box.height) - 4, 0.2);
}

Page Form::first() {
    const auto printed = printed_form(order_.type, order_.language, wording_);
    sheet_.lay(printed.picture, printed.lines);
    page_.code = imaging::text_of(printed.fields.name);
    const Answers answers{order_, wording_, printed, dice_};
    for (const auto& field : printed.fields.fields) {
        const auto& label = printed.labels.at(field.name);
        if (field.kind == imaging::FieldKind::check)
            tick(field, label);
        else if (field.kind == imaging::FieldKind::signature)
            sign(field);
        else
            write(field, label, answers.of(field.name));
    }
    sheet_.stamp(128, 22, text("received"), std::to_string(answers.day + dice_.pick(1, 4)) + ".11.2026");
    return done();
}

/// A free sheet without code and marks, as somebody adds it when the form is too small.
Page Form::continuation() {
    sheet_.print(left, 42, text("more"), title_pen);
    sheet_.print(left, 50, text("more.intro"), text_pen);
    sheet_.print(left, 60, text("name"), label_pen);
    const auto at = [](double value) { return static_cast<int>(value * dots_per_mm); };
    sheet_.frame(left, 62, wide, 10);
    write({"name", imaging::FieldKind::name, {at(left), at(62), at(wide), at(10)}}, text("name"),
          wording_.person(order_.language, order_.person).data.at("name"));
    const auto& sentences = wording_.list(order_.language, "more");
    sheet_.frame(left, 78, wide, 90);
    write({"more", imaging::FieldKind::block, {at(left), at(78), at(wide), at(90)}}, text("more"),
          order_.type == "order" ? sentences.at(1) : sentences.at(0) + " " + sentences.at(2));
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
