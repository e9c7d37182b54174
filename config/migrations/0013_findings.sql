-- What the rules of review noticed in the access log, and the random sample (owner: src/audit). Ids and codes only: the
-- words of a verdict stand in its log entry and go with it. Findings are never deleted; one is made once.

-- How far the log has been examined, and with which thresholds (`key=value` lines; '' before the first run).
CREATE TABLE audit_review (
    id $int NOT NULL PRIMARY KEY CHECK (id = 0),
    next_seq $int NOT NULL CHECK (next_seq >= 0),
    thresholds TEXT NOT NULL
) $strict;
INSERT INTO audit_review (id, next_seq, thresholds) VALUES (0, 0, '');
$refuse 'finding.kept' BEFORE UPDATE ON audit_review WHEN (NEW.next_seq < OLD.next_seq);
$refuse 'finding.kept' BEFORE DELETE ON audit_review WHEN (1 = 1);

-- The last act of each person that was examined: who acts again after a long silence.
CREATE TABLE audit_last_act (
    actor $int NOT NULL PRIMARY KEY,
    ts $int NOT NULL
) $strict;

-- What has begun and should end by a time: an original out, a break-glass without review, an opened place, the next seal.
CREATE TABLE audit_watch (
    kind TEXT NOT NULL CHECK (kind IN ('glass','original','place','seal')),
    name TEXT NOT NULL CHECK (name <> ''),
    seq $int NOT NULL,
    actor $int NOT NULL,
    until $int NOT NULL,
    PRIMARY KEY (kind, name)
) $strict;

CREATE TABLE audit_finding (
    id $id,
    rule TEXT NOT NULL CHECK (rule <> ''),
    -- which part of the rule: "surname", "overdue"; a code with words in the catalogue
    what TEXT NOT NULL CHECK (what <> ''),
    -- what makes it one: an entry, or a person and a window
    mark TEXT NOT NULL CHECK (mark <> ''),
    -- the entry that fired; NULL where a day fired and no entry
    seq $int,
    from_ts $int NOT NULL,
    to_ts $int NOT NULL,
    -- whom it concerns (0: nobody known) and another person it concerns (0: none); neither may judge it
    actor $int NOT NULL,
    other $int NOT NULL DEFAULT 0,
    subject $int,
    object TEXT NOT NULL DEFAULT '',
    amount $int NOT NULL DEFAULT 1,
    opened_at $int NOT NULL,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open','justified','misuse','unclear')),
    judged_at $int,
    judged_by $int,
    verdict_seq $int,
    UNIQUE (rule, mark),
    CHECK (from_ts <= to_ts),
    CHECK ((state = 'open') = (judged_at IS NULL) AND (judged_at IS NULL) = (judged_by IS NULL)
        AND (judged_at IS NULL) = (verdict_seq IS NULL)),
    CONSTRAINT finding_own CHECK (judged_by IS NULL OR (judged_by <> actor AND judged_by <> other))
) $strict;
CREATE INDEX audit_finding_rule ON audit_finding (rule, id);
CREATE INDEX audit_finding_open ON audit_finding (opened_at) WHERE state = 'open';
CREATE INDEX audit_finding_actor ON audit_finding (actor, id);
CREATE INDEX audit_finding_subject ON audit_finding (subject, id) WHERE subject IS NOT NULL;
$refuse 'finding.kept' BEFORE UPDATE OF id, rule, what, mark, seq, from_ts, to_ts, opened_at ON audit_finding WHEN (
    NEW.id <> OLD.id OR NEW.rule <> OLD.rule OR NEW.what <> OLD.what OR NEW.mark <> OLD.mark OR NEW.seq <> OLD.seq
    OR NEW.from_ts <> OLD.from_ts OR NEW.to_ts <> OLD.to_ts OR NEW.opened_at <> OLD.opened_at);
$refuse 'finding.kept' BEFORE DELETE ON audit_finding WHEN (1 = 1);

-- The random sample of a month: the drawing can be repeated by anybody from `root`, `from_seq` and `range`.
CREATE TABLE audit_draw (
    month TEXT NOT NULL PRIMARY KEY CHECK (length(month) = 7),
    root TEXT NOT NULL CHECK (length(root) = 44),
    size $int NOT NULL CHECK (size > 0),
    from_seq $int NOT NULL CHECK (from_seq >= 0),
    range $int NOT NULL CHECK (range > 0),
    drawn_at $int NOT NULL
) $strict;
-- append-only: audit_draw
CREATE TABLE audit_sample (
    id $id,
    month TEXT NOT NULL REFERENCES audit_draw (month),
    -- the number i that was hashed with the root
    i $int NOT NULL CHECK (i >= 0),
    seq $int NOT NULL,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open','justified','misuse','unclear')),
    answered_at $int,
    answered_by $int,
    answer_seq $int,
    UNIQUE (month, seq),
    UNIQUE (month, i),
    CHECK ((state = 'open') = (answered_at IS NULL) AND (answered_at IS NULL) = (answered_by IS NULL)
        AND (answered_at IS NULL) = (answer_seq IS NULL))
) $strict;
$refuse 'sample.kept' BEFORE UPDATE OF id, month, i, seq ON audit_sample WHEN (
    NEW.id <> OLD.id OR NEW.month <> OLD.month OR NEW.i <> OLD.i OR NEW.seq <> OLD.seq);
$refuse 'sample.kept' BEFORE DELETE ON audit_sample WHEN (1 = 1);
