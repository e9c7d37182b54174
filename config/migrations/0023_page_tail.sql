-- Whether a page ends in one flat colour, as a picture does that broke off on its way, stays known once the page is a
-- document's. Of pages from before only `damaged` is known. (owner: src/archive)
ALTER TABLE page ADD COLUMN constant_tail $int NOT NULL DEFAULT 0 CHECK (constant_tail IN (0,1));
