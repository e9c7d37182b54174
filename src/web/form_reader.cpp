#include "web/form_reader.hpp"

#include "base/error.hpp"
#include "web/ascii.hpp"
#include "web/multipart.hpp"
#include "web/routes.hpp"

namespace arkki::web {
namespace {

/// Fifty files, each with what is said of it.
constexpr int most_parts = 120;

/// Fields into memory, at most a form's worth; files onto the disk.
class Collector : public PartSink {
public:
    Collector(Request& request, const std::filesystem::path& spool) : request_{request}, spool_{spool} {}

    void begin(const PartHead& head) override {
        name_ = head.name;
        value_.clear();
        if (head.file_name) upload_.emplace(spool_, head.name, *head.file_name);
    }
    void data(std::string_view piece) override {
        if (upload_) return upload_->append(piece);
        field_bytes_ += piece.size();
        if (field_bytes_ > form_limit) throw Error{Fault::invalid, "web.bad_upload", "fields too long"};
        value_ += piece;
    }
    void end() override {
        if (upload_) {   // a file field left empty comes as a file without a name
            if (upload_->size() > 0 || !upload_->file_name().empty()) request_.uploads.push_back(std::move(*upload_));
            upload_.reset();
        } else {
            if (!is_clean_utf8(value_)) throw Error{Fault::invalid, "web.bad_upload", "field is no UTF-8"};
            request_.form.add(name_, value_);
        }
    }

private:
    Request& request_;
    const std::filesystem::path& spool_;
    std::string name_;
    std::string value_;
    std::optional<Upload> upload_;
    std::size_t field_bytes_ = 0;
};

void read_multipart(Request& request, Body& body, const std::string& boundary, const std::filesystem::path& spool) {
    Collector collector{request, spool};
    MultipartReader reader{boundary, collector, most_parts};
    for (auto piece = body.next(); !piece.empty(); piece = body.next()) reader.feed(piece);
    reader.finish();
}

}  // namespace

bool is_form(const Request& request) {
    const std::string type = request.header("Content-Type");
    std::string_view rest = type;
    const auto kind = trimmed(cut(rest, ';'));
    return same_word(kind, "application/x-www-form-urlencoded") || same_word(kind, "multipart/form-data");
}

void read_file(Request& request, Body& body, const std::filesystem::path& spool) {
    const std::string stated = request.header("X-File-Name");
    const auto name = percent_decoded(stated, false);
    if (!name || !is_clean_utf8(*name)) throw Error{Fault::invalid, "web.bad_upload", "file name"};
    Upload file{spool, "file", PersonalText{*name}};
    for (auto piece = body.next(); !piece.empty(); piece = body.next()) file.append(piece);
    request.uploads.push_back(std::move(file));
}

void read_form(Request& request, Body& body, const std::filesystem::path& spool) {
    const std::string type = request.header("Content-Type");
    std::string_view rest = type;
    if (same_word(trimmed(cut(rest, ';')), "application/x-www-form-urlencoded")) {
        if (body.left() > form_limit) throw Error{Fault::invalid, "web.bad_form", "form too long"};
        request.form = parse_urlencoded(body.whole());
    } else if (const auto boundary = multipart_boundary(type); boundary && !spool.empty()) {
        read_multipart(request, body, *boundary, spool);
    } else {
        throw Error{Fault::invalid, "web.bad_form", "type of the body"};
    }
}

}  // namespace arkki::web
