-- Forms: the templates that people drew, and which values read from a form a person accepted (owner: src/archive).

-- Where the fields of a printed form are. `version` is that of the sheet, as its code says; whoever corrects a box saves
-- a new edition, and papers are read with the newest. Our own forms stand in templates/forms.
CREATE TABLE form_template (
    id $id,
    code TEXT NOT NULL CHECK (code <> '' AND length(code) <= 24),
    language TEXT NOT NULL CHECK (language IN ('fi','sv','en')),
    version $int NOT NULL CHECK (version BETWEEN 1 AND 9999),
    edition $int NOT NULL CHECK (edition >= 1),
    name TEXT NOT NULL CHECK (name <> ''),
    definition TEXT NOT NULL CHECK (length(definition) <= 65536),
    made_at $int NOT NULL,
    made_by $int NOT NULL REFERENCES person (id),
    UNIQUE (code, language, version, edition)
) $strict;
-- append-only: form_template

-- Who accepted which field, as it was read. What the value says stands in the register, or sealed under the document's
-- key in `value_blob`, and goes with them.
CREATE TABLE field_acceptance (
    id $id,
    document $int NOT NULL REFERENCES document (id),
    page $int NOT NULL REFERENCES page (id),
    name TEXT NOT NULL CHECK (name <> ''),
    state TEXT NOT NULL CHECK (state IN ('empty','sure','proposed','to_key')),
    confidence $real NOT NULL CHECK (confidence BETWEEN 0 AND 100),
    act TEXT NOT NULL CHECK (act IN ('accepted','changed','keyed')),
    customer $int REFERENCES customer (id),
    datum TEXT NOT NULL DEFAULT '',
    value_blob TEXT NOT NULL CHECK (value_blob <> ''),
    accepted_at $int NOT NULL,
    accepted_by $int NOT NULL REFERENCES person (id),
    CHECK (datum = '' OR customer IS NOT NULL)
) $strict;
-- append-only: field_acceptance
CREATE INDEX field_acceptance_page ON field_acceptance (page, name, id);
CREATE INDEX field_acceptance_document ON field_acceptance (document, id);
