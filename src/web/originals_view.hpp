#pragma once
#include "archive/archive.hpp"
#include "lang/value.hpp"
#include "web/wording.hpp"

namespace arkki::web {

/// The files a document rests on and the codes on the page that is shown, for the partial `originals`: what is signed says
/// so, and a foreign code is text and nothing else.
void add_originals(lang::Value& values, const Words& in, const archive::Archive& archive,
                   const access::Grant<access::ReadDocument>& grant, int page);

}  // namespace arkki::web
