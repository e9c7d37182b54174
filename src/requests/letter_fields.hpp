#pragma once
#include <map>
#include <string>
#include <vector>

#include "lang/catalogue.hpp"
#include "lang/value.hpp"
#include "register/customers.hpp"
#include "register/profile.hpp"
#include "requests/annexes.hpp"
#include "requests/requests.hpp"

namespace arkki::requests {

/// Everything a letter may say; gathered under grants before it is written.
struct Material {
    Overview request;
    customers::Card card;
    customers::Profile profile;
    std::vector<Annex> annexes;   ///< for an access reply
    lang::Value extract = {};              ///< the tables of a log extract, or the annex of an access reply
    std::string signer_name, signer_title;
    std::string letter_number, verify_code;
    Day today;
};

/// The values of a letter's template (templates/letters/<kind>), in the language of the case.
[[nodiscard]] lang::Value letter_fields(const std::string& kind, const Material& material,
                                        const lang::Catalogue& catalogue);

/// What a program may read of the letter: codes, nothing the page does not say.
[[nodiscard]] std::string embedded_json(const std::string& kind, const Material& material);

}  // namespace arkki::requests
