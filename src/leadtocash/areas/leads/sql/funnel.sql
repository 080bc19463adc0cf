-- The figures of the funnel follow every change of a lead or an opportunity in its own transaction, whoever makes it.
-- Rows are only added (+ and -); they are summed when read and put together later (kernel/sums.py).

-- The source an opportunity's own words name: the first whose name stands in them.
CREATE FUNCTION leads_source_of(words varchar) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT s.id FROM leads_leadsource s WHERE words <> '' AND position(lower(s.name) IN lower(words)) > 0
  ORDER BY s.position, s.id LIMIT 1
$$;

-- What a lead counts for, times 1 or -1: for its owner, if it has one, and (owner empty) for its department as a whole.
CREATE FUNCTION leads_counted(l leads_lead, sign int)
RETURNS TABLE (owner_id bigint, department_id bigint, source_id bigint, step varchar, month date, count int,
               amount numeric) LANGUAGE sql STABLE AS $$
  SELECT level.owner_id, l.department_id, l.source_id,
    CASE WHEN l.converted_on IS NOT NULL THEN 'converted' WHEN l.qualified_on IS NOT NULL THEN 'qualified' ELSE 'lead' END,
    date_trunc('month', l.received_on::timestamp)::date, sign, 0::numeric
  FROM (SELECT l.owner_id WHERE l.owner_id IS NOT NULL UNION ALL SELECT NULL) level (owner_id)
  WHERE l.removed_at IS NULL
$$;

-- The same of an opportunity: how far it has come, or had come when it was lost.
CREATE FUNCTION leads_counted_deal(o opportunities_opportunity, sign int)
RETURNS TABLE (owner_id bigint, department_id bigint, source_id bigint, step varchar, month date, count int,
               amount numeric) LANGUAGE sql STABLE AS $$
  SELECT level.owner_id, o.department_id, leads_source_of(o.source),
    CASE o.state WHEN 'won' THEN 'won' ELSE s.phase END,
    date_trunc('month', o.opened_on::timestamp)::date, sign, sign * o.amount
  FROM opportunities_stage s CROSS JOIN (VALUES (o.owner_id), (NULL)) level (owner_id)
  WHERE s.id = o.stage_id AND o.removed_at IS NULL
$$;

CREATE FUNCTION leads_figure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO leads_funnelfigure (owner_id, department_id, source_id, step, month, count, amount)
    SELECT c.owner_id, c.department_id, c.source_id, c.step, c.month, sum(c.count), sum(c.amount)
    FROM new_rows n CROSS JOIN LATERAL leads_counted(n, 1) c GROUP BY 1, 2, 3, 4, 5;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO leads_funnelfigure (owner_id, department_id, source_id, step, month, count, amount)
    SELECT c.owner_id, c.department_id, c.source_id, c.step, c.month, sum(c.count), sum(c.amount)
    FROM old_rows o CROSS JOIN LATERAL leads_counted(o, -1) c GROUP BY 1, 2, 3, 4, 5;
  ELSE
    INSERT INTO leads_funnelfigure (owner_id, department_id, source_id, step, month, count, amount)
    SELECT c.owner_id, c.department_id, c.source_id, c.step, c.month, sum(c.count), sum(c.amount)
    FROM (SELECT i.* FROM new_rows n CROSS JOIN LATERAL leads_counted(n, 1) i
          UNION ALL SELECT d.* FROM old_rows o CROSS JOIN LATERAL leads_counted(o, -1) d) c
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(c.count) <> 0 OR sum(c.amount) <> 0;
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION leads_deal_figure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO leads_funnelfigure (owner_id, department_id, source_id, step, month, count, amount)
    SELECT c.owner_id, c.department_id, c.source_id, c.step, c.month, sum(c.count), sum(c.amount)
    FROM new_rows n CROSS JOIN LATERAL leads_counted_deal(n, 1) c GROUP BY 1, 2, 3, 4, 5;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO leads_funnelfigure (owner_id, department_id, source_id, step, month, count, amount)
    SELECT c.owner_id, c.department_id, c.source_id, c.step, c.month, sum(c.count), sum(c.amount)
    FROM old_rows o CROSS JOIN LATERAL leads_counted_deal(o, -1) c GROUP BY 1, 2, 3, 4, 5;
  ELSE
    INSERT INTO leads_funnelfigure (owner_id, department_id, source_id, step, month, count, amount)
    SELECT c.owner_id, c.department_id, c.source_id, c.step, c.month, sum(c.count), sum(c.amount)
    FROM (SELECT i.* FROM new_rows n CROSS JOIN LATERAL leads_counted_deal(n, 1) i
          UNION ALL SELECT d.* FROM old_rows o CROSS JOIN LATERAL leads_counted_deal(o, -1) d) c
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(c.count) <> 0 OR sum(c.amount) <> 0;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER leads_figure_added AFTER INSERT ON leads_lead
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION leads_figure();
CREATE TRIGGER leads_figure_changed AFTER UPDATE ON leads_lead
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION leads_figure();
CREATE TRIGGER leads_figure_gone AFTER DELETE ON leads_lead
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION leads_figure();
CREATE TRIGGER leads_deal_added AFTER INSERT ON opportunities_opportunity
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION leads_deal_figure();
CREATE TRIGGER leads_deal_changed AFTER UPDATE ON opportunities_opportunity
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION leads_deal_figure();
CREATE TRIGGER leads_deal_gone AFTER DELETE ON opportunities_opportunity
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION leads_deal_figure();
