#pragma once
#include <string>
#include <vector>

#include "access/desk.hpp"
#include "imaging/page.hpp"
#include "register/customers.hpp"

namespace arkki::archive {

/// A word that probably has to be taken out, by its place in the page's list of words.
struct RedactionProposal {
    std::size_t word;
    std::string ground;
};

/// What a program can tell without knowing the case: personal identity codes, e-mail addresses and telephone numbers that
/// are not those of the person who asks, names of other customers. His own name is never proposed, nor what stands on his
/// card. A person decides; nothing is taken out because of this.
///
/// @param card  of the person who asks
[[nodiscard]] std::vector<RedactionProposal> propose_redactions(db::Read& read, const std::vector<imaging::Word>& words,
                                                                const customers::Card& card);

}  // namespace arkki::archive
