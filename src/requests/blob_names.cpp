#include "requests/blob_names.hpp"

namespace arkki::requests {

void each_blob(db::Read& read, const std::function<void(std::string_view, std::string_view)>& take) {
    read.each("SELECT letter_key, blob FROM letter", {}, {db::Kind::text, db::Kind::text},
              [&](db::RowView row) { take(row[0].text, row[1].text); });
    read.each("SELECT l.letter_key, a.blob FROM letter_annex a JOIN letter l ON l.id = a.letter", {},
              {db::Kind::text, db::Kind::text}, [&](db::RowView row) { take(row[0].text, row[1].text); });
    read.each("SELECT l.letter_key, f.blob FROM letter_form f JOIN letter l ON l.id = f.letter", {},
              {db::Kind::text, db::Kind::text}, [&](db::RowView row) { take(row[0].text, row[1].text); });
}

}  // namespace arkki::requests
