#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "dice.hpp"

namespace arkki::forms {

inline constexpr double dots_per_mm = 300 / 25.4;
inline constexpr int page_width = 2480;  ///< A4 at 300 dpi
inline constexpr int page_height = 3508;

/// A grey picture, 0 is black.
struct Grey {
    int width = 0, height = 0;
    std::vector<std::uint8_t> pixels = {};
};

/// In dots of the clean page.
struct Box {
    int x = 0, y = 0, width = 0, height = 0;
};

/// One piece of text on the page.
struct Line {
    std::string text;
    Box box;
    bool filled;  ///< by the customer, else it is part of the form
};

/// How text is put on paper. Sizes in millimetres of the em.
struct Pen {
    std::string family;
    double size;
    double grey = 0.08;  ///< 0 black ... 1 white
    double wobble = 0;   ///< 0 a machine's line ... 1 a hand's
    bool bold = false;
};

/// An empty A4 sheet at 300 dpi to draw and write on, which remembers every text with its exact place.
/// Coordinates are millimetres from the upper left corner; text stands on its baseline.
class Sheet {
public:
    explicit Sheet(Dice& dice);
    ~Sheet();
    Sheet(const Sheet&) = delete;
    Sheet& operator=(const Sheet&) = delete;

    /// A sheet that was printed before, with the texts on it.
    void lay(const Grey& picture, std::vector<Line> lines);
    /// Part of the form itself.
    Box print(double x, double y, const std::string& text, const Pen& pen);
    /// By the customer; letters of a pen that wobbles are never twice the same.
    Box fill(double x, double y, const std::string& text, const Pen& pen);
    [[nodiscard]] double width(const std::string& text, const Pen& pen) const;
    /// The text in lines no wider than that.
    [[nodiscard]] std::vector<std::string> wrapped(const std::string& text, const Pen& pen, double width) const;

    void rule(double x0, double y0, double x1, double y1, double thickness = 0.25, double grey = 0.3);
    Box frame(double x, double y, double width, double height, double thickness = 0.25);
    void block(double x, double y, double width, double height);
    Box cross(double x, double y, double size, double grey);
    Box tick(double x, double y, double size, double grey);
    /// An invented signature: loops that could be a name.
    void sign(double x, double y, double width, double height, double grey);
    /// A rubber stamp of two lines, put down a little askew.
    void stamp(double x, double y, const std::string& word, const std::string& date);
    /// The firm's mark: a nesting box.
    void mark(double x, double y, double size);

    [[nodiscard]] const std::vector<Line>& lines() const noexcept { return lines_; }
    [[nodiscard]] Grey picture() const;

private:
    struct Surface;
    Box write(double x, double y, const std::string& text, const Pen& pen, bool filled);
    Box write_letters(double x, double y, const std::string& text, const Pen& pen);
    Dice& dice_;
    std::unique_ptr<Surface> surface_;
    std::vector<Line> lines_;
};

}  // namespace arkki::forms
