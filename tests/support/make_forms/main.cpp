// Makes filled paper forms as they come out of a scanner, with exact truth beside them. All people are invented.
// The same arguments give the same bytes.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <sstream>
#include <stdexcept>

#include "files.hpp"
#include "form.hpp"
#include "scanner.hpp"
#include "truth.hpp"

namespace fs = std::filesystem;
using namespace arkki::forms;

namespace {

constexpr auto usage =
    "make_forms OUT [--truth DIR] [--seed S] [--count N] [--types contact,access,rectify,order] [--langs fi,sv,en]\n"
    "               [--fills print,hand] [--levels 0,1,2,3] [--formats jpg,png,tif,pdf]   N forms, the listed values "
    "in turn\n"
    "make_forms OUT [--truth DIR] [--seed S] --samples                                    those of scans/samples\n";

struct Arguments {
    fs::path out, truth;
    std::uint64_t seed = 1;
    std::size_t count = 12;
    bool samples = false;
    std::vector<std::string> types{"contact", "access", "rectify", "order"}, languages{"fi", "sv", "en"},
        fills{"print", "hand"}, levels{"1", "2"}, formats{"jpg", "png", "tif", "pdf"};
};

std::vector<std::string> parts(const std::string& list, const std::vector<std::string>& known) {
    std::vector<std::string> values;
    std::istringstream in{list};
    for (std::string value; std::getline(in, value, ',');) {
        if (std::find(known.begin(), known.end(), value) == known.end())
            throw std::invalid_argument{"unknown: " + value};
        values.push_back(value);
    }
    if (values.empty()) throw std::invalid_argument{"an empty list"};
    return values;
}

Arguments arguments_from(const std::vector<std::string>& words) {
    Arguments arguments;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto& word = words[i];
        if (word == "--samples") {
            arguments.samples = true;
            continue;
        }
        if (!word.starts_with("--") && arguments.out.empty()) {
            arguments.out = word;
            continue;
        }
        if (i + 1 == words.size()) throw std::invalid_argument{word + " needs a value"};
        const auto& value = words[++i];
        if (word == "--truth")
            arguments.truth = value;
        else if (word == "--seed")
            arguments.seed = std::stoull(value);
        else if (word == "--count")
            arguments.count = std::stoul(value);
        else if (word == "--types")
            arguments.types = parts(value, {"contact", "access", "rectify", "order"});
        else if (word == "--langs")
            arguments.languages = parts(value, {"fi", "sv", "en"});
        else if (word == "--fills")
            arguments.fills = parts(value, {"print", "hand"});
        else if (word == "--levels")
            arguments.levels = parts(value, {"0", "1", "2", "3"});
        else if (word == "--formats")
            arguments.formats = parts(value, {"jpg", "png", "tif", "pdf"});
        else
            throw std::invalid_argument{"unknown: " + word};
    }
    if (arguments.out.empty()) throw std::invalid_argument{"where to?"};
    if (arguments.truth.empty()) arguments.truth = arguments.out;
    return arguments;
}

/// The listed values in turn, each list at its own pace so that all mixtures come up. Every second TIFF and PDF has two
/// pages.
std::vector<Order> orders_of(const Arguments& arguments) {
    std::vector<Order> orders;
    for (std::size_t i = 0; i < arguments.count; ++i) {
        const std::size_t round = i / arguments.types.size(), turn = round / arguments.languages.size();
        Order order{arguments.types[i % arguments.types.size()],
                    arguments.languages[round % arguments.languages.size()],
                    arguments.fills[(i + round) % arguments.fills.size()],
                    std::stoi(arguments.levels[(i + turn) % arguments.levels.size()]),
                    arguments.formats[(i + round) % arguments.formats.size()],
                    1,
                    i + turn};
        if ((order.format == "tif" || order.format == "pdf") && round % 2 == 0) order.pages = 2;
        orders.push_back(order);
    }
    return orders;
}

void make(const Arguments& arguments, const Order& order, const std::string& name, const Wording& wording,
          std::uint64_t seed) {
    Dice dice{seed};
    const auto pages = fill_in(order, wording, dice);
    std::vector<Scan> scans;
    for (const auto& page : pages) scans.push_back(scanned(page.picture, order.level, dice));
    const std::string file = name + "." + order.format;
    write_scans(arguments.out / file, order.format, scans);
    write_truth(arguments.truth, file, order, wording.person(order.language, order.person).data.at("name"), pages,
                scans);
}

void run(const Arguments& arguments) {
    const Wording wording{fs::path{ARKKI_FORMS_DIR} / "forms.json", fs::path{ARKKI_SOURCE_DIR} / "config/demo.json"};
    fs::create_directories(arguments.out);
    fs::create_directories(arguments.truth);
    const auto orders = arguments.samples ? wording.samples() : orders_of(arguments);
    for (std::size_t i = 0; i < orders.size(); ++i) {
        const auto& order = orders[i];
        std::string name = order.type + "-" + order.language;
        if (!arguments.samples) name = "form-" + std::to_string(1000 + i).substr(1) + "-" + name;
        make(arguments, order, name, wording, arguments.seed * 1'000'003 + i);
    }
}

}  // namespace

int main(int count, char** words) {
    try {
        run(arguments_from({words + 1, words + count}));
        return EXIT_SUCCESS;
    } catch (const std::invalid_argument& mistake) {
        std::cerr << mistake.what() << '\n' << usage;
        return 2;
    } catch (const std::exception& fault) {
        std::cerr << fault.what() << '\n';
        return EXIT_FAILURE;
    }
}
