-- The index of words gets positions: each word stands at its place with all its forms ("korjauspyynnön", its base form
-- and the members of the compound side by side), so that phrases are found. What was indexed before is brought over as
-- it is and answers, until each page is indexed anew (a job of the service): analyser '' marks it.

ALTER TABLE page_text ADD COLUMN analyser TEXT NOT NULL DEFAULT '';
-- Which pages another version of the analyser indexed: looked up at each start.
CREATE INDEX page_text_analyser ON page_text (analyser, page);

-- >> sqlite
DROP TABLE page_index;
CREATE VIRTUAL TABLE page_index USING fts5 (terms, content='page_text', content_rowid='page', tokenize='groups');
INSERT INTO page_index (page_index) VALUES ('rebuild');
-- >> postgresql
-- From here on `archive` writes the vector beside the terms: it knows the positions.
ALTER TABLE page_text ALTER COLUMN vector DROP EXPRESSION;
-- >> both

-- The words as they stand on the pages, to find misread ones by their letters. `pages` counts where a word stands: a
-- word that no page has any more goes, as names stand here too.
CREATE TABLE term (
    id $id,
    text TEXT NOT NULL UNIQUE,
    pages $int NOT NULL CHECK (pages > 0)
) $strict;
-- Three letters in a row, without their marks. No reference to `term`, which would need an index twice its size: whoever
-- deletes a word knows its letters.
-- >> sqlite
CREATE TABLE trigram (letters TEXT NOT NULL, term INTEGER NOT NULL, PRIMARY KEY (letters, term)) STRICT, WITHOUT ROWID;
-- >> postgresql
CREATE TABLE trigram (letters text NOT NULL, term bigint NOT NULL, PRIMARY KEY (letters, term));
-- >> both

-- What a person searched for: the last ones, and those kept under a name. Nobody else sees them.
CREATE TABLE kept_search (
    id $id,
    person $int NOT NULL REFERENCES person (id),
    name TEXT NOT NULL DEFAULT '' CHECK (length(name) <= 80),
    query TEXT NOT NULL CHECK (length(query) <= 500),
    filters TEXT NOT NULL DEFAULT '' CHECK (length(filters) <= 1000),
    used_at $int NOT NULL
) $strict;
CREATE INDEX kept_search_person ON kept_search (person, used_at);
CREATE UNIQUE INDEX kept_search_name ON kept_search (person, name) WHERE name <> '';
CREATE UNIQUE INDEX kept_search_same ON kept_search (person, query, filters) WHERE name = '';
