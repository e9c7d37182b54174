-- The forms of a letter behind the first one (owner: src/requests). The row of `letter` is the form that was signed; a time
-- stamp and evidence put in later make another file of it, and each that may have left the house is known by its SHA-256.
CREATE TABLE letter_form (
    id $id,
    letter $int NOT NULL REFERENCES letter (id),
    level TEXT NOT NULL CHECK (level IN ('B-T','B-LT','B-LTA')),
    sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
    size $int NOT NULL CHECK (size > 0),
    blob TEXT NOT NULL,
    made_at $int NOT NULL
) $strict;
CREATE INDEX letter_form_of_letter ON letter_form (letter, id);
-- append-only: letter_form
