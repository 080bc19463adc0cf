-- Of many opportunities changed at once only those count anew in the funnel whose place or sum in it is another.
CREATE OR REPLACE FUNCTION leads_deal_figure() RETURNS trigger LANGUAGE plpgsql AS $$
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
    FROM new_rows n JOIN old_rows o USING (id)
    CROSS JOIN LATERAL (SELECT * FROM leads_counted_deal(n, 1) UNION ALL SELECT * FROM leads_counted_deal(o, -1)) c
    WHERE (n.owner_id, n.department_id, n.source, n.state, n.stage_id, n.opened_on, n.amount, n.removed_at)
      IS DISTINCT FROM (o.owner_id, o.department_id, o.source, o.state, o.stage_id, o.opened_on, o.amount, o.removed_at)
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(c.count) <> 0 OR sum(c.amount) <> 0;
  END IF;
  RETURN NULL;
END $$;
