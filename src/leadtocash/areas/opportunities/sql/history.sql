-- How a deal stands is kept with every change of it, in the same transaction, whoever makes it; so are the delays of its
-- signing. The moment is that of the act (updated_at), not of the clock: what is entered for another day counts for it.

CREATE FUNCTION opportunities_stood() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    UPDATE opportunities_standing SET until = greatest(NEW.updated_at, since)
    WHERE opportunity_id = NEW.id AND until IS NULL;
  END IF;
  INSERT INTO opportunities_standing (opportunity_id, since, stage_id, stage_since, state, amount, expected_close_on)
  VALUES (NEW.id, CASE TG_OP WHEN 'UPDATE' THEN greatest(NEW.updated_at, OLD.updated_at) ELSE NEW.updated_at END,
          NEW.stage_id, NEW.stage_since, NEW.state, NEW.amount, NEW.expected_close_on);
  RETURN NULL;
END $$;
CREATE TRIGGER opportunities_stood_first AFTER INSERT ON opportunities_opportunity
  FOR EACH ROW EXECUTE FUNCTION opportunities_stood();
CREATE TRIGGER opportunities_stood_since AFTER UPDATE ON opportunities_opportunity FOR EACH ROW
  WHEN ((OLD.stage_id, OLD.stage_since, OLD.state, OLD.amount, OLD.expected_close_on)
        IS DISTINCT FROM (NEW.stage_id, NEW.stage_since, NEW.state, NEW.amount, NEW.expected_close_on))
  EXECUTE FUNCTION opportunities_stood();

CREATE FUNCTION opportunities_slipped() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.slips := OLD.slips + 1;
  NEW.slipped_days := OLD.slipped_days + (NEW.expected_close_on - OLD.expected_close_on);
  RETURN NEW;
END $$;
CREATE TRIGGER opportunities_slipped BEFORE UPDATE OF expected_close_on ON opportunities_opportunity FOR EACH ROW
  WHEN (NEW.state = 'open' AND NEW.expected_close_on > OLD.expected_close_on) EXECUTE FUNCTION opportunities_slipped();
