#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "lang/words.hpp"

namespace arkki::lang {

/// Where a run of digit groups stands in the tokens: [begin, end). One group alone is a run as well.
struct NumberRun {
    std::size_t begin;
    std::size_t end;
};

/// The runs of digit groups: joined by one space, NBSP, `-`, `.`, `/` or `:`. Each token's first form must be its
/// surface.
[[nodiscard]] std::vector<NumberRun> number_runs(std::string_view text, const std::vector<Token>& tokens);

/// The forms by which the groups [begin, end) are found together: joined (6 to 24 characters), a Finnish telephone
/// number with `0` for `+358`, a date as `YYYYMMDD`. The most telling one comes last.
[[nodiscard]] std::vector<std::string> joined_forms(std::string_view text, const std::vector<Token>& tokens,
                                                    NumberRun groups);

/// Reads what a scanner takes for letters as digits, if most of the word is digits: `2O1B` as `2018`. Else empty.
[[nodiscard]] std::string digits_repaired(std::string_view word);

}  // namespace arkki::lang
