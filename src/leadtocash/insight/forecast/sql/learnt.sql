-- A deal gets the learnt probability of its stage with the act that opens it, opens it again or moves it; the night
-- brings those up to date whose age has passed into the next span (fitting.refresh).
CREATE FUNCTION forecast_learnt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.learnt := (
    SELECT c.percent FROM forecast_chance c
    WHERE c.fit_id = (SELECT max(id) FROM forecast_fit) AND c.stage_id = NEW.stage_id
      AND greatest(NEW.updated_at::date - NEW.stage_since, 0) >= c.days
      AND greatest(NEW.updated_at::date - NEW.stage_since, 0) < c.until_days);
  RETURN NEW;
END $$;
CREATE TRIGGER forecast_learnt_first BEFORE INSERT ON opportunities_opportunity
  FOR EACH ROW WHEN (NEW.state = 'open') EXECUTE FUNCTION forecast_learnt();
CREATE TRIGGER forecast_learnt_moved BEFORE UPDATE OF stage_id, state ON opportunities_opportunity
  FOR EACH ROW WHEN (NEW.state = 'open' AND (OLD.stage_id <> NEW.stage_id OR OLD.state <> 'open'))
  EXECUTE FUNCTION forecast_learnt();
