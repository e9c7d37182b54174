#include "imaging/reader/forms.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "imaging/reader/fields.hpp"
#include "imaging/reader/upright.hpp"
#include "imaging/wire.hpp"

namespace arkki::imaging {
namespace {

namespace sheet = form_sheet;

constexpr int dark = 130;
constexpr double core = 2.2, least_side = 3.5, most_side = 7, most_uneven = 1.2;  ///< mm
constexpr double least_filled = 0.8;
constexpr double reach = 28;            ///< mm a mark may stand from where it was printed
constexpr double most_residual = 2;     ///< pixels of template space
constexpr double crease_reach = 40;     ///< pixels of template space
constexpr int least_marks = 3;
constexpr std::size_t most_candidates = 3;

/// Centres of the squares in template space: upper left, upper right, lower left, lower right.
std::array<Point, 4> printed_marks() {
    constexpr double near = sheet::mark_centre * sheet::dots_per_mm;
    constexpr double right = (sheet::page_width - sheet::mark_centre) * sheet::dots_per_mm;
    constexpr double bottom = (sheet::page_height - sheet::mark_centre) * sheet::dots_per_mm;
    return {{{near, near}, {right, near}, {near, bottom}, {right, bottom}}};
}

double distance(Point a, Point b) { return std::hypot(a.x - b.x, a.y - b.y); }

Point placed(const Similarity& at, Point point) {
    return {at.a * point.x - at.b * point.y + at.dx, at.b * point.x + at.a * point.y + at.dy};
}

/// Dark squares of the right size anywhere on the page.
std::vector<Point> squares(Pix* clean, double dots_per_mm) {
    std::vector<Point> found;
    const auto binary = own(pixThresholdToBinary(clean, dark));
    const int brick = std::max(3, static_cast<int>(core * dots_per_mm));
    const auto cores = binary ? own(pixOpenBrick(nullptr, binary.get(), brick, brick)) : nullptr;
    Pixa* pieces = nullptr;
    Boxa* boxes = cores ? pixConnComp(cores.get(), &pieces, 8) : nullptr;
    for (int i = 0; boxes != nullptr && i < boxaGetCount(boxes); ++i) {
        int x = 0, y = 0, width = 0, height = 0, ink = 0;
        boxaGetBoxGeometry(boxes, i, &x, &y, &width, &height);
        const auto fits = [&](int side) { return side >= least_side * dots_per_mm && side <= most_side * dots_per_mm; };
        if (!fits(width) || !fits(height) || std::abs(width - height) > most_uneven * dots_per_mm) continue;
        const auto piece = own(pixaGetPix(pieces, i, L_CLONE));
        float centre_x = 0, centre_y = 0;
        pixCountPixels(piece.get(), &ink, nullptr);
        if (ink < least_filled * width * height) continue;
        if (pixCentroid(piece.get(), nullptr, nullptr, &centre_x, &centre_y) != 0) continue;
        found.push_back({x + static_cast<double>(centre_x), y + static_cast<double>(centre_y)});
    }
    boxaDestroy(&boxes);
    pixaDestroy(&pieces);
    return found;
}

using Candidates = std::array<std::vector<Point>, 4>;

/// The squares that may be each of the four marks, the nearest first.
Candidates candidates_in(const std::vector<Point>& found, double dots_per_mm) {
    Candidates candidates;
    const auto marks = printed_marks();
    for (std::size_t i = 0; i < marks.size(); ++i) {
        const double scale = dots_per_mm / sheet::dots_per_mm;
        const Point expected{marks[i].x * scale, marks[i].y * scale};
        for (const auto& point : found)
            if (distance(point, expected) < reach * dots_per_mm) candidates[i].push_back(point);
        std::ranges::sort(candidates[i], {}, [&](Point point) { return distance(point, expected); });
        if (candidates[i].size() > most_candidates) candidates[i].resize(most_candidates);
    }
    return candidates;
}

struct Pair {
    Point printed, found;
};

/// Least squares over the pairs, at least two.
Registration fitted(const std::vector<Pair>& pairs) {
    Registration fit;
    fit.marks = static_cast<int>(pairs.size());
    const double count = static_cast<double>(pairs.size());
    Point from, to;
    for (const auto& pair : pairs) {
        from.x += pair.printed.x / count, from.y += pair.printed.y / count;
        to.x += pair.found.x / count, to.y += pair.found.y / count;
    }
    double norm = 0, along = 0, across = 0;
    for (const auto& pair : pairs) {
        const double x = pair.printed.x - from.x, y = pair.printed.y - from.y;
        const double u = pair.found.x - to.x, v = pair.found.y - to.y;
        norm += x * x + y * y, along += x * u + y * v, across += x * v - y * u;
    }
    auto& at = fit.to_page;
    at.a = along / norm, at.b = across / norm;
    at.dx = to.x - at.a * from.x + at.b * from.y, at.dy = to.y - at.b * from.x - at.a * from.y;
    const double scale = std::hypot(at.a, at.b);
    if (!(scale > 0)) return {};
    for (const auto& pair : pairs)
        fit.residual = std::max(fit.residual, distance(placed(at, pair.printed), pair.found) / scale);
    return fit;
}

/// Of all ways to take one square a corner, or none: the most marks that fit, then the best fit.
Registration best_of(const Candidates& candidates) {
    const auto marks = printed_marks();
    Registration best;
    const auto better = [](const Registration& one, const Registration& other) {
        const bool fits = one.residual <= most_residual, other_fits = other.residual <= most_residual;
        if (fits != other_fits) return fits;
        if (one.marks != other.marks) return one.marks > other.marks;
        return one.residual < other.residual;
    };
    constexpr std::size_t choices = most_candidates + 1;
    for (std::size_t way = 0; way < choices * choices * choices * choices; ++way) {
        std::vector<Pair> pairs;
        bool possible = true;
        for (std::size_t i = 0, rest = way; i < marks.size(); ++i, rest /= choices) {
            const std::size_t choice = rest % choices;
            if (choice > candidates[i].size()) possible = false;
            if (choice > 0 && possible) pairs.push_back({marks[i], candidates[i][choice - 1]});
        }
        if (!possible || static_cast<int>(pairs.size()) < least_marks) continue;
        const auto fit = fitted(pairs);
        if (fit.marks > 0 && (best.marks == 0 || better(fit, best))) best = fit;
    }
    return best;
}

/// Whether a square stands near the place of the mark that was left out: then the paper is creased, not covered.
bool is_creased(const Registration& fit, const Candidates& candidates) {
    if (fit.marks != least_marks || fit.residual > most_residual) return false;
    const auto marks = printed_marks();
    const double scale = std::hypot(fit.to_page.a, fit.to_page.b);
    for (std::size_t i = 0; i < marks.size(); ++i)
        for (const auto& point : candidates[i]) {
            const double off = distance(placed(fit.to_page, marks[i]), point) / scale;
            if (off > most_residual && off < crease_reach) return true;
        }
    return false;
}

Registration registered(Pix* clean, double dots_per_mm) {
    const auto found = squares(clean, dots_per_mm);
    const auto candidates = candidates_in(found, dots_per_mm);
    auto fit = best_of(candidates);
    fit.creased = is_creased(fit, candidates);
    if (fit.marks == 0)
        for (const auto& corner : candidates) fit.marks += corner.empty() ? 0 : 1;
    return fit;
}

/// Bad templates are a fault of the service; a page is read all the same, then as an unknown form.
std::vector<FormTemplate> templates_in(ByteView bytes) {
    try {
        return unpack_forms(bytes);
    } catch (const BadBytes&) {
        return {};
    }
}

/// Lays the fields of the template on the page.
std::vector<FieldRead> fields_on(const CleanPage& page, const FormTemplate& form, const Similarity& to_page) {
    const auto straight = in_template_space(page.clean, to_page);
    FieldReader reader{page.engines, form.name.language, straight.get()};
    const int width = pixGetWidth(page.clean), height = pixGetHeight(page.clean);
    std::vector<FieldRead> fields;
    for (const auto& field : form.fields) {
        fields.push_back(reader.read(field));
        const auto& box = field.box;
        std::vector<Point> corners;
        for (const int x : {box.x, box.x + box.width})
            for (const int y : {box.y, box.y + box.height})
                corners.push_back(placed(to_page, {static_cast<double>(x), static_cast<double>(y)}));
        fields.back().box = box_around(corners, width, height);
    }
    return fields;
}

}  // namespace

FormOutcome Registration::outcome() const {
    if (marks < least_marks) return FormOutcome::no_marks;
    return residual > most_residual || creased ? FormOutcome::bad_fit : FormOutcome::read;
}

Registration register_page(Pix* clean, int dpi) {
    // What a scan says of its resolution may be wrong; then the width is that of an A4.
    auto fit = registered(clean, dpi / 25.4);
    if (fit.outcome() == FormOutcome::read) return fit;
    auto by_width = registered(clean, pixGetWidth(clean) / sheet::page_width);
    return by_width.outcome() == FormOutcome::read ? by_width : fit;
}

PixPtr in_template_space(Pix* clean, const Similarity& to_page) {
    const int width = std::max(pixGetWidth(clean), sheet::width), height = std::max(pixGetHeight(clean), sheet::height);
    auto wide = own(pixCreate(width, height, 8));
    if (!wide) throw Refused{Refusal::out_of_memory};
    pixSetAll(wide.get());
    pixRasterop(wide.get(), 0, 0, pixGetWidth(clean), pixGetHeight(clean), PIX_SRC, clean, 0, 0);
    const auto& at = to_page;
    std::array<l_float32, 6> matrix{
        static_cast<l_float32>(at.a), static_cast<l_float32>(-at.b), static_cast<l_float32>(at.dx),
        static_cast<l_float32>(at.b), static_cast<l_float32>(at.a),  static_cast<l_float32>(at.dy)};
    const auto moved = own(pixAffineGray(wide.get(), matrix.data(), 255));
    ::Box* page = boxCreate(0, 0, sheet::width, sheet::height);
    auto cut = moved ? own(pixClipRectangle(moved.get(), page, nullptr)) : nullptr;
    boxDestroy(&page);
    if (!cut) throw Refused{Refusal::out_of_memory};
    pixGammaTRC(cut.get(), cut.get(), 1.0f, 70, 190);
    return cut;
}

Bytes read_form(const CleanPage& page) {
    std::optional<FormName> name;
    for (const auto& code : page.codes)
        if (!name && code.format == CodeFormat::qr) name = form_named(code.text.reveal());
    if (!name) return {};
    const auto forms = templates_in(page.forms);
    const auto known = std::ranges::find(forms, *name, &FormTemplate::name);
    const auto registration = register_page(page.clean, page.dpi);
    FormRead read;
    read.name = *name;
    read.marks = registration.marks;
    read.residual = static_cast<float>(registration.residual);
    read.to_page = registration.to_page;
    read.outcome = registration.outcome();
    if (read.outcome != FormOutcome::read) return pack(read);
    if (known == forms.end())
        read.outcome = FormOutcome::unknown_form;
    else
        read.fields = fields_on(page, *known, registration.to_page);
    return pack(read);
}

}  // namespace arkki::imaging
