-- How long the access log keeps what its entries say: holds, erasures, and the indexes of the auditor's pages.

-- A stretch of the log that must stay whole for now, both ends included. The events "log.held" and "log.released" are
-- what `audit verify` goes by; the reason that was typed stands here for as long as the hold.
CREATE TABLE audit_hold (
    id $id,
    from_seq $int NOT NULL CHECK (from_seq >= 0),
    to_seq $int NOT NULL CHECK (to_seq >= from_seq),
    reason TEXT NOT NULL CHECK (reason <> ''),
    review_on TEXT NOT NULL,
    held $int NOT NULL REFERENCES audit_entry (seq),
    released $int REFERENCES audit_entry (seq)
) $strict;
$refuse 'audit_hold.final' BEFORE UPDATE ON audit_hold
    WHEN (OLD.released IS NOT NULL OR NEW.id <> OLD.id OR NEW.from_seq <> OLD.from_seq OR NEW.to_seq <> OLD.to_seq
          OR NEW.held <> OLD.held);
$refuse 'audit_hold.final' BEFORE DELETE ON audit_hold WHEN (1 = 1);

-- An erasure that a "log.pruned" announced: of entries from_seq to to_seq, groups 'F' or 'ASC', what is older than
-- before_ts. It is done when next_seq is beyond to_seq; one that was broken off goes on there.
CREATE TABLE audit_pruning (
    event $int NOT NULL PRIMARY KEY REFERENCES audit_entry (seq),
    groups TEXT NOT NULL CHECK (groups IN ('F', 'ASC')),
    from_seq $int NOT NULL CHECK (from_seq > 0),
    to_seq $int NOT NULL,
    before_ts $int NOT NULL,
    next_seq $int NOT NULL CHECK (next_seq >= from_seq)
) $strict;
$refuse 'audit_pruning.final' BEFORE DELETE ON audit_pruning WHEN (1 = 1);

CREATE INDEX audit_entry_action ON audit_entry (action, ts) WHERE action IS NOT NULL;
CREATE INDEX audit_entry_case ON audit_entry (case_ref, ts) WHERE case_ref <> '';
