-- What went out with a letter: copies of the person's papers, each as it left (owner: src/requests). Sealed under the key
-- of the letter, so that the answer stays whole when a paper is destroyed later.
CREATE TABLE letter_annex (
    letter $int NOT NULL REFERENCES letter (id),
    number $int NOT NULL CHECK (number >= 1),
    -- as the file is called in the package
    name TEXT NOT NULL CHECK (name <> ''),
    document $int REFERENCES document (id),
    places $int NOT NULL CHECK (places >= 0),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    size $int NOT NULL CHECK (size > 0),
    blob TEXT NOT NULL CHECK (blob <> ''),
    PRIMARY KEY (letter, number),
    UNIQUE (letter, name)
) $strict;
-- append-only: letter_annex
