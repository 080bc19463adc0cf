-- The journal's chain: one function says what is hashed, one trigger links, one refuses every later change.
CREATE FUNCTION journal_line(e journal_entry) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT concat_ws(E'\x1f', e.kind, e.record_id, e.seq,
    to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), coalesce(e.actor_id::text, '-'),
    e.verb, e.door, e.place, e.changes::text, e.data::text, e.reason, e.previous)
$$;

CREATE FUNCTION journal_link() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE head journal_head;
BEGIN
  LOOP
    SELECT * INTO head FROM journal_head WHERE kind = NEW.kind AND record_id = NEW.record_id FOR UPDATE;
    NEW.seq := coalesce(head.seq, 0) + 1;
    NEW.previous := coalesce(head.digest, '');
    NEW.digest := encode(sha256(convert_to(journal_line(NEW), 'UTF8')), 'hex');
    IF head.id IS NOT NULL THEN
      UPDATE journal_head SET seq = NEW.seq, digest = NEW.digest WHERE id = head.id;
      RETURN NEW;
    END IF;
    INSERT INTO journal_head (kind, record_id, seq, digest) VALUES (NEW.kind, NEW.record_id, NEW.seq, NEW.digest)
      ON CONFLICT (kind, record_id) DO NOTHING;
    IF FOUND THEN
      RETURN NEW;
    END IF; -- somebody else began this record's chain in the same moment: go on after his link
  END LOOP;
END $$;
CREATE TRIGGER journal_entry_link BEFORE INSERT ON journal_entry FOR EACH ROW EXECUTE FUNCTION journal_link();

CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' AND current_setting('leadtocash.may_truncate', true) = 'on' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'the journal is append-only: % refused', TG_OP;
END $$;
CREATE TRIGGER journal_entry_keep BEFORE UPDATE OR DELETE ON journal_entry
  FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_entry_keep_all BEFORE TRUNCATE ON journal_entry
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
