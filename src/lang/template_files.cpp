#include "lang/template_files.hpp"

#include <fstream>
#include <iterator>

#include "base/error.hpp"

namespace arkki::lang {

std::string template_file(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    if (!in) throw Error{Fault::corrupt, "template.bad", file.filename().string() + ": cannot be read"};
    return {std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace arkki::lang
