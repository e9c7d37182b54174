-- What is made of a document for those who ask for a copy, and what is known of the files it rests on (owner: src/archive).

-- The searchable PDF/A: written once, sealed under the document's key, given out from here until its pages change. `input`
-- is a digest of what it was made from. Where none can be written the reason stands here, and the original is given out.
CREATE TABLE document_copy (
    document $int PRIMARY KEY REFERENCES document (id),
    input TEXT NOT NULL CHECK (length(input) = 64),
    writer TEXT NOT NULL CHECK (writer <> ''),
    blob TEXT NOT NULL DEFAULT '',
    sha256 TEXT NOT NULL DEFAULT '' CHECK (length(sha256) IN (0, 64)),
    size $int NOT NULL DEFAULT 0 CHECK (size >= 0),
    pages $int NOT NULL DEFAULT 0 CHECK (pages >= 0),
    pictures TEXT NOT NULL DEFAULT '',         -- "g4:3 jpeg:1": how the pages were kept
    reason TEXT NOT NULL DEFAULT '',           -- message key why there is none
    made_at $int NOT NULL,
    CHECK ((blob = '') = (reason <> '')),
    CHECK ((blob = '') = (size = 0))
) $strict;

-- Electronic signatures inside an original PDF: such a file is worth something only as it came. NULL: not looked yet.
ALTER TABLE document_original ADD COLUMN signatures $int CHECK (signatures IS NULL OR signatures >= 0);
