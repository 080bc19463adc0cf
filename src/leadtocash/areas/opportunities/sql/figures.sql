-- The figures of the pipeline follow every change of an opportunity in its own transaction, whoever makes it.
-- Nothing is ever added to a stored row: a change writes rows of its own (+ and -), which are summed when read and put
-- together later (figures.fold). So nobody waits for anybody, and two acts cannot lock each other out.

-- What an opportunity counts for, times 1 or -1: for its owner, and (owner empty) for its department as a whole.
CREATE FUNCTION opportunities_counted(o opportunities_opportunity, sign int)
RETURNS TABLE (owner_id bigint, department_id bigint, stage_id bigint, state varchar, month date, forecast varchar,
               count int, amount numeric, weighted numeric, learnt numeric) LANGUAGE sql STABLE AS $$
  SELECT level.owner_id, o.department_id, o.stage_id, o.state, date_trunc('month', o.expected_close_on::timestamp)::date,
    o.forecast, sign, sign * o.amount,
    sign * round(o.amount * CASE o.state WHEN 'won' THEN 100 WHEN 'lost' THEN 0 ELSE s.probability END / 100, 2),
    sign * round(o.amount * CASE o.state WHEN 'won' THEN 100 WHEN 'lost' THEN 0
                            ELSE coalesce(o.learnt, s.probability) END / 100, 2)
  FROM opportunities_stage s CROSS JOIN (VALUES (o.owner_id), (NULL)) level (owner_id)
  WHERE s.id = o.stage_id AND o.removed_at IS NULL
$$;

CREATE FUNCTION opportunities_figure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO opportunities_pipelinefigure (owner_id, department_id, stage_id, state, month, forecast,
                                             count, amount, weighted, learnt)
    SELECT c.owner_id, c.department_id, c.stage_id, c.state, c.month, c.forecast, sum(c.count), sum(c.amount),
      sum(c.weighted), sum(c.learnt)
    FROM new_rows n CROSS JOIN LATERAL opportunities_counted(n, 1) c GROUP BY 1, 2, 3, 4, 5, 6;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO opportunities_pipelinefigure (owner_id, department_id, stage_id, state, month, forecast,
                                             count, amount, weighted, learnt)
    SELECT c.owner_id, c.department_id, c.stage_id, c.state, c.month, c.forecast, sum(c.count), sum(c.amount),
      sum(c.weighted), sum(c.learnt)
    FROM old_rows o CROSS JOIN LATERAL opportunities_counted(o, -1) c GROUP BY 1, 2, 3, 4, 5, 6;
  ELSE
    INSERT INTO opportunities_pipelinefigure (owner_id, department_id, stage_id, state, month, forecast,
                                             count, amount, weighted, learnt)
    SELECT c.owner_id, c.department_id, c.stage_id, c.state, c.month, c.forecast, sum(c.count), sum(c.amount),
      sum(c.weighted), sum(c.learnt)
    FROM (SELECT i.* FROM new_rows n CROSS JOIN LATERAL opportunities_counted(n, 1) i
          UNION ALL SELECT d.* FROM old_rows o CROSS JOIN LATERAL opportunities_counted(o, -1) d) c
    GROUP BY 1, 2, 3, 4, 5, 6
    HAVING sum(c.count) <> 0 OR sum(c.amount) <> 0 OR sum(c.weighted) <> 0 OR sum(c.learnt) <> 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER opportunities_figure_added AFTER INSERT ON opportunities_opportunity
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION opportunities_figure();
CREATE TRIGGER opportunities_figure_changed AFTER UPDATE ON opportunities_opportunity
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION opportunities_figure();
CREATE TRIGGER opportunities_figure_gone AFTER DELETE ON opportunities_opportunity
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION opportunities_figure();

-- Another probability of a stage weighs all open opportunities in it anew. Those being changed at this moment are
-- waited for, and new changes wait: they must see either the old or the new probability, with us.
CREATE FUNCTION opportunities_weighed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  LOCK TABLE opportunities_opportunity IN SHARE ROW EXCLUSIVE MODE;
  INSERT INTO opportunities_pipelinefigure (owner_id, department_id, stage_id, state, month, forecast,
                                             count, amount, weighted, learnt)
  SELECT c.owner_id, c.department_id, c.stage_id, c.state, c.month, c.forecast, 0, 0,
    sum(c.weighted - round(c.amount * OLD.probability / 100, 2)),
    sum(CASE WHEN o.learnt IS NULL THEN c.learnt - round(c.amount * OLD.probability / 100, 2) ELSE 0 END)
  FROM opportunities_opportunity o CROSS JOIN LATERAL opportunities_counted(o, 1) c
  WHERE o.stage_id = NEW.id AND o.state = 'open' GROUP BY 1, 2, 3, 4, 5, 6;
  RETURN NULL;
END $$;
CREATE TRIGGER opportunities_stage_weighed AFTER UPDATE OF probability ON opportunities_stage FOR EACH ROW
  WHEN (OLD.probability IS DISTINCT FROM NEW.probability) EXECUTE FUNCTION opportunities_weighed();
