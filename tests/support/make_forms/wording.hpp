#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace arkki::forms {

/// Somebody invented who fills in a form: what the demonstration office's register knows, and what he wants corrected.
struct Person {
    std::map<std::string, std::string> data;  ///< "name", "phone", ... as in config/demo.json
    std::string corrects;                     ///< the datum that is wrong
    std::string to;                           ///< and its right value
    std::size_t reason;                       ///< which of the reasons he gives
};

/// What a file to be made is: one form, perhaps with a continuation sheet.
struct Order {
    std::string type;      ///< contact | access | rectify | order
    std::string language;  ///< fi | sv | en
    std::string fill;      ///< print | hand
    int level;             ///< 0 clean ... 3 badly scanned
    std::string format;    ///< jpg | png | tif | pdf
    int pages;             ///< 1, or 2 with a continuation sheet
    std::size_t person;    ///< of the people of that language, counted round
};

/// Everything the forms say: forms.json beside this program, and the customers of config/demo.json.
class Wording {
public:
    /// @throws Poco::Exception if a file is missing or no JSON, std::out_of_range if somebody is no customer
    Wording(const std::filesystem::path& forms, const std::filesystem::path& demo);

    [[nodiscard]] const std::string& text(const std::string& language, const std::string& key) const;
    [[nodiscard]] const std::vector<std::string>& list(const std::string& language, const std::string& key) const;
    [[nodiscard]] const Person& person(const std::string& language, std::size_t number) const;
    [[nodiscard]] const std::string& sender(const std::string& key) const { return sender_.at(key); }
    [[nodiscard]] const std::vector<int>& prices() const noexcept {
        return prices_;
    }  ///< cents, in the order of "product"
    [[nodiscard]] const std::vector<Order>& samples() const noexcept { return samples_; }

private:
    std::map<std::string, std::string> sender_;
    std::map<std::string, std::map<std::string, std::string>> texts_;
    std::map<std::string, std::map<std::string, std::vector<std::string>>> lists_;
    std::map<std::string, std::vector<Person>> people_;
    std::vector<int> prices_;
    std::vector<Order> samples_;
};

}  // namespace arkki::forms
