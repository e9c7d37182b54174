-- Documents and pages. A document is what one form or letter became; its paper stands in a unit (custody).

CREATE TABLE document (
    id $id,
    series TEXT NOT NULL CHECK (series IN ('contact','access_request','correction_request','order','letter','other')),
    language TEXT NOT NULL DEFAULT '' CHECK (language IN ('','fi','sv','en')),
    customer $int REFERENCES customer (id),
    -- whom the words on the paper point to, until a person confirms it (never shown as a fact)
    proposed_customer $int REFERENCES customer (id),
    received_on TEXT NOT NULL CHECK (length(received_on) = 10),
    filed_at $int NOT NULL,
    filed_by $int NOT NULL REFERENCES person (id),
    confirmed_at $int,
    confirmed_by $int REFERENCES person (id),
    unit $int REFERENCES unit (id),
    path TEXT NOT NULL DEFAULT '/' CHECK (path LIKE '/%/' OR path = '/'),
    scope $int NOT NULL REFERENCES access_scope (id),
    media TEXT NOT NULL CHECK (media IN ('pdf','tiff','png','jpeg','unknown')),
    pages $int NOT NULL CHECK (pages >= 0),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    size $int NOT NULL CHECK (size > 0),
    original TEXT NOT NULL,
    document_key TEXT NOT NULL,
    version $int NOT NULL DEFAULT 1 CHECK (version >= 1),
    CHECK ((confirmed_at IS NULL) = (confirmed_by IS NULL)),
    CHECK (customer IS NULL OR confirmed_at IS NOT NULL)
) $strict;
$refuse 'document.bytes_are_fixed' BEFORE UPDATE OF id, sha256, size, original, media, filed_at, filed_by ON document
    WHEN (NEW.id <> OLD.id OR NEW.sha256 <> OLD.sha256 OR NEW.size <> OLD.size OR NEW.original <> OLD.original
          OR NEW.media <> OLD.media OR NEW.filed_at <> OLD.filed_at OR NEW.filed_by <> OLD.filed_by);
$refuse 'document.still_confirmed' BEFORE UPDATE OF confirmed_at, version ON document
    WHEN (NEW.version < OLD.version OR (OLD.confirmed_at IS NOT NULL AND NEW.confirmed_at IS NULL));
CREATE INDEX document_sha256 ON document (sha256);
CREATE INDEX document_customer ON document (customer);
CREATE INDEX document_waiting ON document (id) WHERE confirmed_at IS NULL;

CREATE TABLE page (
    id $id,
    document $int NOT NULL REFERENCES document (id),
    number $int NOT NULL CHECK (number >= 1),
    width $int NOT NULL CHECK (width > 0),
    height $int NOT NULL CHECK (height > 0),
    dpi $int NOT NULL CHECK (dpi > 0),
    turned $int NOT NULL CHECK (turned IN (0,90,180,270)),
    blank $int NOT NULL CHECK (blank IN (0,1)),
    damaged $int NOT NULL CHECK (damaged IN (0,1)),
    embedded $int NOT NULL CHECK (embedded IN (0,1)),
    confidence $real NOT NULL,
    words $int NOT NULL CHECK (words >= 0),
    failure TEXT NOT NULL DEFAULT '',
    image_blob TEXT NOT NULL,
    thumbnail_blob TEXT NOT NULL,
    bilevel_blob TEXT NOT NULL,
    words_blob TEXT NOT NULL,
    UNIQUE (document, number)
) $strict;

-- What may be searched: the words' forms, as the analyser makes them for both engines. Rights are joined through the
-- narrow page_scope, not through the wide text.
CREATE TABLE page_scope (
    page $int PRIMARY KEY REFERENCES page (id),
    document $int NOT NULL REFERENCES document (id),
    scope $int NOT NULL REFERENCES access_scope (id)
) $strict;
CREATE INDEX page_scope_document ON page_scope (document);

-- >> sqlite
CREATE TABLE page_text (page INTEGER PRIMARY KEY REFERENCES page (id), terms TEXT NOT NULL) STRICT;
-- Filled by `archive` beside page_text: with trusted_schema off a trigger may not touch a virtual table.
CREATE VIRTUAL TABLE page_index USING fts5 (terms, content='page_text', content_rowid='page',
    tokenize="unicode61 remove_diacritics 0 tokenchars '-_@.'");
-- >> postgresql
CREATE TABLE page_text (page bigint PRIMARY KEY REFERENCES page (id), terms text NOT NULL,
    vector tsvector GENERATED ALWAYS AS (array_to_tsvector(string_to_array(terms, ' '))) STORED);
CREATE INDEX page_text_vector ON page_text USING gin (vector);
-- >> both

-- Every change of what a document is said to be: who, when, which fields (never values; those stand in the register).
CREATE TABLE document_change (
    id $id,
    document $int NOT NULL REFERENCES document (id),
    changed_at $int NOT NULL,
    changed_by $int NOT NULL REFERENCES person (id),
    fields TEXT NOT NULL
) $strict;
-- append-only: document_change
