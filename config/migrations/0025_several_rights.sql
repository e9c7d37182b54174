-- One letter, several rights, each with a receipt of its own; legal steps by kind; what was decided is kept for good.
-- (owner: src/requests)

-- Its own day where the right was asked for after the letter that opened the case; '' for the letter's day.
ALTER TABLE request ADD COLUMN received_on TEXT NOT NULL DEFAULT '' CHECK (received_on = '' OR length(received_on) = 10);
$refuse 'request.receipt_before_the_letter' BEFORE INSERT ON request WHEN (NEW.received_on <> '' AND EXISTS (
    SELECT 1 FROM request_case c WHERE c.id = NEW.request_case AND NEW.received_on < c.received_on));
$refuse 'request.extension_early' BEFORE INSERT ON request_extension WHEN (EXISTS (
    SELECT 1 FROM request r WHERE r.id = NEW.request AND NEW.told_on < r.received_on));
$refuse 'request.pause_without_ground' BEFORE INSERT ON request_pause WHEN (EXISTS (
    SELECT 1 FROM request r WHERE r.id = NEW.request AND NEW.asked_on < r.received_on));
$refuse 'request.dates_are_fixed' BEFORE UPDATE OF received_on ON request WHEN (OLD.received_on <> NEW.received_on);

-- The steps of each kind. A ban is granted or withdrawn and nothing else: there is nothing to weigh (GDPR art. 21(3)).
-- >> sqlite
DROP TRIGGER request_refuses_request_transition_2;
-- >> postgresql
DROP TRIGGER request_refuses_request_transition_2 ON request;
DROP FUNCTION request_refuses_request_transition_2();
-- >> both
CREATE TABLE request_rule_before (from_state TEXT NOT NULL, to_state TEXT NOT NULL) $strict;
INSERT INTO request_rule_before (from_state, to_state) SELECT from_state, to_state FROM request_rule;
DROP TABLE request_rule;
-- >> postgresql
DROP FUNCTION request_rule_append_only();
-- >> both
CREATE TABLE request_rule (
    kind TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    PRIMARY KEY (kind, from_state, to_state)
) $strict;
INSERT INTO request_rule (kind, from_state, to_state)
SELECT k.kind, b.from_state, b.to_state FROM request_rule_before b CROSS JOIN (
    SELECT 'access' AS kind UNION ALL SELECT 'rectify' UNION ALL SELECT 'erase' UNION ALL SELECT 'anonymise'
    UNION ALL SELECT 'restrict' UNION ALL SELECT 'object' UNION ALL SELECT 'port' UNION ALL SELECT 'withdraw'
    UNION ALL SELECT 'log_extract') k;
DROP TABLE request_rule_before;
INSERT INTO request_rule (kind, from_state, to_state) VALUES
    ('ban','received','identify'), ('ban','received','work'), ('ban','identify','work'), ('ban','received','granted'),
    ('ban','identify','granted'), ('ban','work','granted'), ('ban','work','review'), ('ban','review','work'),
    ('ban','review','sign'), ('ban','sign','review'), ('ban','sign','granted'), ('ban','received','withdrawn'),
    ('ban','identify','withdrawn'), ('ban','work','withdrawn'), ('ban','review','withdrawn'), ('ban','withdrawn','closed'),
    ('ban','granted','follow_up'), ('ban','granted','closed'), ('ban','follow_up','closed'), ('ban','granted','appealed'),
    ('ban','follow_up','appealed'), ('ban','closed','appealed'), ('ban','appealed','review'), ('ban','appealed','closed');
-- append-only: request_rule
$refuse 'request.transition' BEFORE UPDATE OF state ON request WHEN (OLD.state <> NEW.state AND NOT EXISTS (
    SELECT 1 FROM request_rule r WHERE r.kind = NEW.kind AND r.from_state = OLD.state AND r.to_state = NEW.state));
-- Without work on it only who cannot be identified (R3) or asks without any ground (R4) gets a decision.
$refuse 'request.not_worked_on' BEFORE UPDATE OF state ON request
    WHEN (NEW.state = 'sign' AND OLD.state IN ('identify','clarify') AND EXISTS (
        SELECT 1 FROM request_item i WHERE i.request = NEW.id AND i.reason NOT IN ('R3','R4')));

-- What was decided and by which letter it was told. An appeal adds a row, the first stays.
CREATE TABLE decision (
    id $id,
    request $int NOT NULL REFERENCES request (id),
    outcome TEXT NOT NULL CHECK (outcome IN ('granted','partly','refused','no_data')),
    preparer $int NOT NULL REFERENCES person (id),
    signer $int NOT NULL REFERENCES person (id),
    letter_sha256 TEXT NOT NULL REFERENCES letter (sha256),
    answered_on TEXT NOT NULL CHECK (length(answered_on) = 10),
    decided_at $int NOT NULL
) $strict;
CREATE INDEX decision_of ON decision (request);
INSERT INTO decision (request, outcome, preparer, signer, letter_sha256, answered_on, decided_at)
SELECT r.id, r.outcome, r.decided_by, l.signer, l.sha256, r.answered_on, l.signed_at
  FROM request r JOIN letter l ON l.id = (SELECT max(m.id) FROM letter m WHERE m.request = r.id)
 WHERE r.answered_on IS NOT NULL AND r.outcome <> '' ORDER BY r.id;
-- append-only: decision
$refuse 'decision.signer_is_not_responsible' BEFORE INSERT ON decision WHEN (NOT EXISTS (
    SELECT 1 FROM role_entry p WHERE p.person = NEW.signer AND p.role = 'responsible' AND p.ended_at IS NULL));
$refuse 'decision.without_letter' BEFORE INSERT ON decision WHEN (NOT EXISTS (
    SELECT 1 FROM letter l WHERE l.request = NEW.request AND l.sha256 = NEW.letter_sha256));
$refuse 'decision.not_now' BEFORE INSERT ON decision WHEN (NOT EXISTS (
    SELECT 1 FROM request r WHERE r.id = NEW.request AND (r.state = 'sign' OR (r.kind = 'ban' AND r.state IN ('received','identify','work')))));
$refuse 'request.outcome_without_decision' BEFORE UPDATE OF state ON request
    WHEN (NEW.state IN ('granted','partly','refused','no_data') AND OLD.state <> NEW.state AND NEW.state = NEW.outcome
          AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.request = NEW.id AND d.outcome = NEW.state
              AND d.id = (SELECT max(e.id) FROM decision e WHERE e.request = NEW.id)));
$refuse 'request.outcome_differs' BEFORE UPDATE OF state ON request
    WHEN (NEW.state IN ('granted','partly','refused','no_data') AND OLD.state NOT IN ('sign', NEW.state) AND NEW.state <> NEW.outcome
          AND EXISTS (SELECT 1 FROM request_rule r
                       WHERE r.kind = NEW.kind AND r.from_state = OLD.state AND r.to_state = NEW.state));

-- Where it was looked. "We hold nothing about you" is true only where every place was searched without a find.
CREATE TABLE search_record (
    id $id,
    request $int NOT NULL REFERENCES request (id),
    place TEXT NOT NULL CHECK (place IN ('index','text','paper','external')),
    result TEXT NOT NULL CHECK (result IN ('found','nothing')),
    searched_at $int NOT NULL,
    searched_by $int NOT NULL REFERENCES person (id)
) $strict;
CREATE INDEX search_record_of ON search_record (request, place);
-- append-only: search_record
$refuse 'request.answered' BEFORE INSERT ON search_record WHEN (EXISTS (
    SELECT 1 FROM request r WHERE r.id = NEW.request AND (r.answered_on IS NOT NULL OR r.state IN ('withdrawn','closed'))));
$refuse 'request.no_search' BEFORE UPDATE OF state ON request WHEN (NEW.state = 'no_data' AND OLD.state = 'sign' AND 4 > (
    SELECT count(*) FROM search_record s WHERE s.request = NEW.id AND s.result = 'nothing'
       AND s.id = (SELECT max(t.id) FROM search_record t WHERE t.request = s.request AND t.place = s.place)));
