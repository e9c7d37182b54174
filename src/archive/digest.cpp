#include "archive/digest.hpp"

namespace arkki::archive {

std::optional<std::string> sha256_of(db::Read& read, DocumentId document) {
    return read.row<std::string>("SELECT sha256 FROM document WHERE id = :id", {{"id", document}});
}

}  // namespace arkki::archive
