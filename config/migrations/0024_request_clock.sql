-- The clock of a request: one extension told in time, and the intervals in which the person owed us an answer.
-- Stored days never move. (owner: src/requests)

-- By which rule the days were counted; empty for requests from before. The holiday file stands beside it.
ALTER TABLE request ADD COLUMN rule TEXT NOT NULL DEFAULT '';
$refuse 'request.rule_is_fixed' BEFORE UPDATE OF holidays, rule ON request
    WHEN (OLD.holidays <> NEW.holidays OR OLD.rule <> NEW.rule);

-- GDPR art. 12(3): two further months, counted from the receipt, told with the reasons within the first. Once: the key.
CREATE TABLE request_extension (
    request $int NOT NULL PRIMARY KEY REFERENCES request (id),
    reason TEXT NOT NULL CHECK (reason IN ('complexity','number')),
    explanation TEXT NOT NULL CHECK (trim(explanation) <> ''),
    told_on TEXT NOT NULL CHECK (length(told_on) = 10),
    -- the new day we promise, and the law's last day for it
    until TEXT NOT NULL CHECK (length(until) = 10),
    last_on TEXT NOT NULL CHECK (length(last_on) = 10),
    extended_at $int NOT NULL,
    extended_by $int NOT NULL REFERENCES person (id),
    CHECK (until <= last_on)
) $strict;
-- append-only: request_extension
$refuse 'request.extension_late' BEFORE INSERT ON request_extension WHEN (NOT EXISTS (
    SELECT 1 FROM request r WHERE r.id = NEW.request AND NEW.told_on <= r.safe_on));
$refuse 'request.extension_early' BEFORE INSERT ON request_extension WHEN (EXISTS (
    SELECT 1 FROM request r JOIN request_case c ON c.id = r.request_case WHERE r.id = NEW.request AND NEW.told_on < c.received_on));
$refuse 'request.extension_days' BEFORE INSERT ON request_extension WHEN (NOT EXISTS (
    SELECT 1 FROM request r WHERE r.id = NEW.request AND NEW.until > r.safe_on AND NEW.until <= r.ext_safe_on AND NEW.last_on <= r.ext_last_on));
$refuse 'request.answered' BEFORE INSERT ON request_extension WHEN (EXISTS (
    SELECT 1 FROM request r WHERE r.id = NEW.request AND (r.answered_on IS NOT NULL OR r.state IN ('withdrawn','closed'))));
$refuse 'request.decider_is_not_responsible' BEFORE INSERT ON request_extension WHEN (NOT EXISTS (
    SELECT 1 FROM role_entry p WHERE p.person = NEW.extended_by AND p.role = 'responsible' AND p.ended_at IS NULL));

-- Asked who they are (art. 12(6)) or, of a reply about everything, what they mean (recital 63). `grey_on` is counted once,
-- when the answer comes: the last day as the pauses would move it. No stored day and no reminder moves.
CREATE TABLE request_pause (
    id $id,
    request $int NOT NULL REFERENCES request (id),
    why TEXT NOT NULL CHECK (why IN ('identity','scope')),
    asked_on TEXT NOT NULL CHECK (length(asked_on) = 10),
    asked_at $int NOT NULL,
    asked_by $int NOT NULL REFERENCES person (id),
    answered_on TEXT CHECK (length(answered_on) = 10 AND answered_on >= asked_on),
    answered_at $int,
    answered_by $int REFERENCES person (id),
    grey_on TEXT CHECK (length(grey_on) = 10),
    CHECK ((answered_on IS NULL) = (answered_at IS NULL) AND (answered_on IS NULL) = (answered_by IS NULL)
           AND (answered_on IS NULL) = (grey_on IS NULL))
) $strict;
CREATE INDEX request_pause_of ON request_pause (request);
CREATE UNIQUE INDEX request_pause_open ON request_pause (request) WHERE answered_on IS NULL;
$refuse 'request.pause_born_answered' BEFORE INSERT ON request_pause WHEN (NEW.answered_on IS NOT NULL);
$refuse 'request.pause_without_ground' BEFORE INSERT ON request_pause WHEN (NOT EXISTS (
    SELECT 1 FROM request r JOIN request_case c ON c.id = r.request_case WHERE r.id = NEW.request AND r.kind <> 'ban'
       AND NEW.asked_on >= c.received_on AND NEW.asked_on <= r.safe_on
       AND ((NEW.why = 'identity' AND r.identity <> 'proved') OR (NEW.why = 'scope' AND r.kind IN ('access','log_extract')))));
$refuse 'request.pause_overlaps' BEFORE INSERT ON request_pause WHEN (EXISTS (
    SELECT 1 FROM request_pause p WHERE p.request = NEW.request AND p.answered_on > NEW.asked_on));
$refuse 'request.answered' BEFORE INSERT ON request_pause WHEN (EXISTS (
    SELECT 1 FROM request r WHERE r.id = NEW.request AND (r.answered_on IS NOT NULL OR r.state IN ('withdrawn','closed'))));
$refuse 'request_pause.kept' BEFORE UPDATE ON request_pause
    WHEN (OLD.answered_on IS NOT NULL OR NEW.id <> OLD.id OR NEW.request <> OLD.request OR NEW.why <> OLD.why
          OR NEW.asked_on <> OLD.asked_on OR NEW.asked_at <> OLD.asked_at OR NEW.asked_by <> OLD.asked_by);
$refuse 'request_pause.kept' BEFORE DELETE ON request_pause WHEN (1 = 1);
