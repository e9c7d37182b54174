-- How a letter left the house, with its proof. A letter without a row here was signed but has not been sent.
CREATE TABLE dispatch (
    id $id,
    letter $int NOT NULL REFERENCES letter (id),
    channel TEXT NOT NULL CHECK (channel IN ('post','registered','counter','secure_email')),
    sent_on TEXT NOT NULL CHECK (length(sent_on) = 10),
    proof TEXT NOT NULL DEFAULT '',
    recorded_at $int NOT NULL,
    recorded_by $int NOT NULL REFERENCES person (id),
    UNIQUE (letter, channel, sent_on)
) $strict;
-- append-only: dispatch

$refuse 'dispatch.before_the_letter' BEFORE INSERT ON dispatch
    WHEN (EXISTS (SELECT 1 FROM letter l WHERE l.id = NEW.letter AND NEW.sent_on < l.dated_on));

-- A letter on the way to the decision is no answer.
$refuse 'request.outcome_without_answer' BEFORE UPDATE OF state ON request
    WHEN (NEW.state IN ('granted','partly','refused','no_data') AND OLD.state = 'sign'
          AND NOT EXISTS (SELECT 1 FROM letter l WHERE l.request = NEW.id AND l.kind NOT IN
              ('acknowledgement','information-request','extension','fee-notice','restriction-lifting','party-notice')));
