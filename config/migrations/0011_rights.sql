-- Who may do what, to which thing: binders and single documents on the access list, printing as an act of its own, four
-- eyes for rights of one's own, break-glass, and who stands near to whom (owners: src/access, src/register).

-- What somebody would gain himself, or gives back to whom he has his rights from, waits for another person's word.
CREATE TABLE proposal(
  id $id,
  kind TEXT NOT NULL CHECK(kind IN('entry','role')),
  person $int NOT NULL REFERENCES person(id),
  act TEXT NOT NULL CHECK(act IN('','read','copy','print','maintain','take','dispose')),
  path TEXT NOT NULL CHECK(substr(path,1,1)='/' AND substr(path,length(path),1)='/'),
  series TEXT NOT NULL,
  unit $int REFERENCES unit(id),
  document $int REFERENCES document(id),
  role TEXT NOT NULL CHECK(role IN('','clerk','responsible','auditor','admin','second')),
  from_day TEXT NOT NULL CHECK(length(from_day)=10),
  to_day TEXT NOT NULL CHECK(length(to_day)=10 AND to_day>=from_day),
  reason TEXT NOT NULL CHECK(reason<>''),
  proposed_by $int NOT NULL REFERENCES person(id),
  proposed_at $int NOT NULL,
  decided_at $int,
  decided_by $int REFERENCES person(id),
  verdict TEXT NOT NULL DEFAULT '' CHECK(verdict IN('','approved','rejected')),
  decision TEXT NOT NULL DEFAULT '',
  CONSTRAINT proposal_own_decision CHECK(verdict<>'approved' OR decided_by<>proposed_by),
  CONSTRAINT proposal_own_gain CHECK(verdict<>'approved' OR decided_by<>person),
  CHECK((kind='entry')=(act<>'') AND (kind='role')=(role<>'')),
  CHECK((decided_at IS NULL)=(decided_by IS NULL) AND (decided_at IS NULL)=(verdict='')
    AND (decided_at IS NULL)=(decision='')))$strict;
CREATE INDEX proposal_open ON proposal(id) WHERE decided_at IS NULL;
$refuse 'proposal.decided' BEFORE INSERT ON proposal WHEN (NEW.decided_at IS NOT NULL);
$refuse 'proposal.decided' BEFORE UPDATE ON proposal WHEN (OLD.decided_at IS NOT NULL);
$refuse 'proposal.kept' BEFORE UPDATE ON proposal WHEN (NEW.id<>OLD.id OR NEW.kind<>OLD.kind
  OR NEW.person<>OLD.person OR NEW.act<>OLD.act OR NEW.path<>OLD.path OR NEW.series<>OLD.series
  OR coalesce(NEW.unit,0)<>coalesce(OLD.unit,0) OR coalesce(NEW.document,0)<>coalesce(OLD.document,0)
  OR NEW.role<>OLD.role OR NEW.from_day<>OLD.from_day OR NEW.to_day<>OLD.to_day OR NEW.reason<>OLD.reason
  OR NEW.proposed_by<>OLD.proposed_by OR NEW.proposed_at<>OLD.proposed_at);
$refuse 'proposal.kept' BEFORE DELETE ON proposal WHEN (1=1);

-- An entry names a register and in it a place with all below it and a type of document, or one binder with its contents,
-- or one document. The path '/0/' is no place: a single thing is never found by its path.
-- SQLite cannot change a CHECK: there the table is built anew, with the same ids.
-- >> sqlite
PRAGMA legacy_alter_table=ON;
CREATE TABLE access_entry_new(
  id $id,
  person $int NOT NULL REFERENCES person(id),
  act TEXT NOT NULL CHECK(act IN('read','copy','print','maintain','take','dispose')),
  path TEXT NOT NULL CHECK(substr(path,1,1)='/' AND substr(path,length(path),1)='/'),
  series TEXT NOT NULL,
  from_day TEXT NOT NULL CHECK(length(from_day)=10),
  to_day TEXT NOT NULL CHECK(length(to_day)=10 AND to_day>=from_day),
  granted_by $int NOT NULL REFERENCES person(id),
  granted_at $int NOT NULL,
  reason TEXT NOT NULL CHECK(reason<>''),
  commitment $int NOT NULL REFERENCES commitment(id),
  ended_at $int,
  ended_by $int REFERENCES person(id),
  end_reason TEXT,
  book TEXT NOT NULL DEFAULT 'customer' CHECK(book<>''),
  unit $int REFERENCES unit(id),
  document $int REFERENCES document(id),
  proposal $int REFERENCES proposal(id),
  CONSTRAINT list_own_grant CHECK(granted_by<>person),
  CONSTRAINT list_one_thing CHECK(((unit IS NOT NULL OR document IS NOT NULL)=(path='/0/'))
    AND (unit IS NULL OR document IS NULL) AND (path<>'/0/' OR series='')),
  CHECK((ended_at IS NULL)=(ended_by IS NULL) AND (ended_at IS NULL)=(end_reason IS NULL)))$strict;
INSERT INTO access_entry_new(id, person, act, path, series, from_day, to_day, granted_by, granted_at, reason, commitment,
  ended_at, ended_by, end_reason)
SELECT id, person, act, path, series, from_day, to_day, granted_by, granted_at, reason, commitment, ended_at, ended_by,
  end_reason FROM access_entry;
DROP TABLE access_entry;
ALTER TABLE access_entry_new RENAME TO access_entry;
PRAGMA legacy_alter_table=OFF;
CREATE INDEX access_entry_person ON access_entry(person, act) WHERE ended_at IS NULL;
$refuse 'list.ended_already' BEFORE INSERT ON access_entry WHEN (NEW.ended_at IS NOT NULL);
$refuse 'commitment.missing' BEFORE INSERT ON access_entry WHEN (NOT EXISTS(
  SELECT 1 FROM commitment c WHERE c.id=NEW.commitment AND c.person=NEW.person AND c.revoked_at IS NULL
   AND NEW.from_day BETWEEN c.signed_on AND c.valid_to));
$refuse 'list.employees_only' BEFORE INSERT ON access_entry WHEN (
  NEW.act='take' AND (SELECT employer FROM person WHERE id=NEW.person)<>'own');
$refuse 'list.ended_already' BEFORE UPDATE ON access_entry WHEN (OLD.ended_at IS NOT NULL);
$refuse 'list.kept' BEFORE UPDATE ON access_entry WHEN (NEW.id<>OLD.id OR NEW.person<>OLD.person
  OR NEW.act<>OLD.act OR NEW.path<>OLD.path OR NEW.series<>OLD.series OR NEW.from_day<>OLD.from_day
  OR NEW.to_day<>OLD.to_day OR NEW.granted_by<>OLD.granted_by OR NEW.granted_at<>OLD.granted_at
  OR NEW.reason<>OLD.reason OR NEW.commitment<>OLD.commitment);
$refuse 'list.kept' BEFORE DELETE ON access_entry WHEN (1=1);
DROP TRIGGER custody_refuses_custody_holder_not_on_list_19;
-- >> postgresql
ALTER TABLE access_entry DROP CONSTRAINT access_entry_act_check;
ALTER TABLE access_entry ADD CONSTRAINT access_entry_act_check
  CHECK(act IN('read','copy','print','maintain','take','dispose'));
ALTER TABLE access_entry ADD COLUMN book TEXT NOT NULL DEFAULT 'customer' CHECK(book<>'');
ALTER TABLE access_entry ADD COLUMN unit bigint REFERENCES unit(id);
ALTER TABLE access_entry ADD COLUMN document bigint REFERENCES document(id);
ALTER TABLE access_entry ADD COLUMN proposal bigint REFERENCES proposal(id);
ALTER TABLE access_entry ADD CONSTRAINT list_one_thing CHECK(((unit IS NOT NULL OR document IS NOT NULL)=(path='/0/'))
  AND (unit IS NULL OR document IS NULL) AND (path<>'/0/' OR series=''));
DROP TRIGGER custody_refuses_custody_holder_not_on_list_19 ON custody;
DROP FUNCTION custody_refuses_custody_holder_not_on_list_19();
-- >> both
$refuse 'list.kept' BEFORE UPDATE ON access_entry WHEN (NEW.book<>OLD.book
  OR coalesce(NEW.unit,0)<>coalesce(OLD.unit,0) OR coalesce(NEW.document,0)<>coalesce(OLD.document,0)
  OR coalesce(NEW.proposal,0)<>coalesce(OLD.proposal,0));
CREATE INDEX access_entry_document ON access_entry(document) WHERE document IS NOT NULL;
CREATE INDEX access_entry_unit ON access_entry(unit) WHERE unit IS NOT NULL;
-- Hundreds of single documents are a binder or a place: every list of the person would carry them.
$refuse 'list.too_many_single' BEFORE INSERT ON access_entry WHEN (NEW.path='/0/' AND (
  SELECT count(*) FROM access_entry e WHERE e.person=NEW.person AND e.act=NEW.act AND e.path='/0/'
   AND e.ended_at IS NULL)>=500);
-- Whoever keeps paper may take it there, from a place or with this very binder.
$refuse 'custody.holder_not_on_list' BEFORE INSERT ON custody WHEN (NEW.holder IS NOT NULL
    AND EXISTS (SELECT 1 FROM commitment c WHERE c.person = NEW.holder AND c.revoked_at IS NULL
        AND c.signed_on <= NEW.on_day AND c.valid_to >= NEW.due)
    AND NOT EXISTS (
    SELECT 1 FROM access_entry e WHERE e.person = NEW.holder AND e.act = 'take' AND e.ended_at IS NULL
    AND e.from_day <= NEW.on_day AND e.to_day >= NEW.due AND (e.path = substr(
        coalesce((SELECT p.path FROM unit_lies l JOIN place_now p ON p.id = l.place WHERE l.id = NEW.unit), '/'),
        1, length(e.path))
      OR e.unit = NEW.unit
      OR e.unit IN (SELECT h.inside FROM unit_home_now h WHERE h.unit = NEW.unit)
      OR e.unit IN (SELECT h2.inside FROM unit_home_now h JOIN unit_home_now h2 ON h2.unit = h.inside
                    WHERE h.unit = NEW.unit))));

-- GDPR art. 18(2): why somebody works with restricted data, said once for one session and one customer.
CREATE TABLE restriction_ground(
  id $id,
  session TEXT NOT NULL,
  person $int NOT NULL REFERENCES person(id),
  customer $int NOT NULL REFERENCES customer(id),
  ground TEXT NOT NULL CHECK(ground IN('consent','claim','rights','interest')),
  named_at $int NOT NULL)$strict;
CREATE INDEX restriction_ground_session ON restriction_ground(session, customer);
-- append-only: restriction_ground

-- Past the list or a conflict for one record and at most an hour; judged by another person afterwards.
CREATE TABLE break_glass(
  id $id,
  person $int NOT NULL REFERENCES person(id),
  object TEXT NOT NULL CHECK(object<>''),
  rule TEXT NOT NULL CHECK(rule IN('not-on-list','conflict')),
  reason TEXT NOT NULL CHECK(length(trim(reason))>=10),
  broken_at $int NOT NULL,
  until_at $int NOT NULL CHECK(until_at>broken_at AND until_at<=broken_at+3600000000),
  review_by $int NOT NULL CHECK(review_by>until_at),
  ended_at $int CHECK(ended_at>=broken_at),
  reviewed_at $int CHECK(reviewed_at>=ended_at),
  reviewed_by $int REFERENCES person(id),
  verdict TEXT NOT NULL DEFAULT '' CHECK(verdict IN('','justified','not')),
  review TEXT NOT NULL DEFAULT '',
  CONSTRAINT glass_own_review CHECK(reviewed_by<>person),
  CHECK((reviewed_at IS NULL)=(reviewed_by IS NULL) AND (reviewed_at IS NULL)=(verdict='')
    AND (reviewed_at IS NULL)=(review='') AND (reviewed_at IS NULL OR ended_at IS NOT NULL)))$strict;
CREATE INDEX break_glass_person ON break_glass(person, object);
CREATE INDEX break_glass_open ON break_glass(id) WHERE reviewed_at IS NULL;
$refuse 'glass.kept' BEFORE INSERT ON break_glass WHEN (NEW.ended_at IS NOT NULL OR NEW.reviewed_at IS NOT NULL);
$refuse 'glass.still_open' BEFORE INSERT ON break_glass WHEN (EXISTS(SELECT 1 FROM break_glass g
  WHERE g.person=NEW.person AND g.ended_at IS NULL AND g.until_at>NEW.broken_at));
$refuse 'glass.not_reviewed' BEFORE INSERT ON break_glass WHEN (EXISTS(SELECT 1 FROM break_glass g
  WHERE g.person=NEW.person AND g.reviewed_at IS NULL AND g.review_by<=NEW.broken_at));
$refuse 'glass.kept' BEFORE UPDATE ON break_glass WHEN (NEW.id<>OLD.id OR NEW.person<>OLD.person
  OR NEW.object<>OLD.object OR NEW.rule<>OLD.rule OR NEW.reason<>OLD.reason OR NEW.broken_at<>OLD.broken_at
  OR NEW.until_at<>OLD.until_at OR NEW.review_by<>OLD.review_by
  OR (OLD.ended_at IS NOT NULL AND (NEW.ended_at IS NULL OR NEW.ended_at<>OLD.ended_at)));
$refuse 'glass.reviewed' BEFORE UPDATE ON break_glass WHEN (OLD.reviewed_at IS NOT NULL);
$refuse 'glass.kept' BEFORE DELETE ON break_glass WHEN (1=1);

-- Whose record is whose: a person's own, of the family, or otherwise near. Ended, never deleted.
CREATE TABLE person_relation(
  id $id,
  person $int NOT NULL REFERENCES person(id),
  customer $int NOT NULL REFERENCES customer(id),
  kind TEXT NOT NULL CHECK(kind IN('own','family','other')),
  recorded_by $int NOT NULL REFERENCES person(id),
  recorded_at $int NOT NULL,
  ended_at $int,
  ended_by $int REFERENCES person(id),
  CHECK((ended_at IS NULL)=(ended_by IS NULL)))$strict;
CREATE UNIQUE INDEX person_relation_once ON person_relation(person, customer) WHERE ended_at IS NULL;
CREATE INDEX person_relation_customer ON person_relation(customer) WHERE ended_at IS NULL;
$refuse 'relation.known' BEFORE INSERT ON person_relation WHEN (EXISTS(SELECT 1 FROM person_relation r
  WHERE r.person=NEW.person AND r.customer=NEW.customer AND r.ended_at IS NULL));
$refuse 'relation.kept' BEFORE UPDATE ON person_relation WHEN (OLD.ended_at IS NOT NULL OR NEW.id<>OLD.id
  OR NEW.person<>OLD.person OR NEW.customer<>OLD.customer OR NEW.kind<>OLD.kind OR NEW.recorded_by<>OLD.recorded_by
  OR NEW.recorded_at<>OLD.recorded_at);
$refuse 'relation.kept' BEFORE DELETE ON person_relation WHEN (1=1);

-- Where somebody lives, as the search key of an address: optional, only to notice a household. May be taken back.
CREATE TABLE person_home(
  person $int PRIMARY KEY REFERENCES person(id),
  address_key TEXT NOT NULL CHECK(address_key<>''),
  recorded_by $int NOT NULL REFERENCES person(id),
  recorded_at $int NOT NULL)$strict;
-- A binder's entry reaches its documents by the unit they lie in.
CREATE INDEX document_unit ON document(unit) WHERE unit IS NOT NULL;
CREATE INDEX customer_item_address ON customer_item(search_key) WHERE datum='postal_address';

-- >> postgresql
CREATE TRIGGER proposal_no_truncate BEFORE TRUNCATE ON proposal EXECUTE FUNCTION access_kept();
CREATE TRIGGER break_glass_no_truncate BEFORE TRUNCATE ON break_glass EXECUTE FUNCTION access_kept();
CREATE TRIGGER person_relation_no_truncate BEFORE TRUNCATE ON person_relation EXECUTE FUNCTION access_kept();
-- >> both
