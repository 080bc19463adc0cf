-- Closed means closed (S0 2.5.3): what was signed for cannot change any more, whoever writes.
CREATE FUNCTION projects_refuse_when_closed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  owner bigint;
BEGIN
  IF TG_OP = 'DELETE' THEN owner := OLD.project_id; ELSE owner := NEW.project_id; END IF;
  IF EXISTS (SELECT 1 FROM projects_project WHERE id = owner AND state = 'closed')
     OR (TG_OP = 'UPDATE' AND OLD.project_id <> NEW.project_id
         AND EXISTS (SELECT 1 FROM projects_project WHERE id = OLD.project_id AND state = 'closed')) THEN
    RAISE EXCEPTION 'project % is closed: % takes no change (S0 2.5.3)', owner, TG_TABLE_NAME
      USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER projects_lines_frozen BEFORE INSERT OR UPDATE OR DELETE ON projects_equipmentline
  FOR EACH ROW EXECUTE FUNCTION projects_refuse_when_closed();
CREATE TRIGGER projects_serials_frozen BEFORE INSERT OR UPDATE OR DELETE ON projects_serialnumber
  FOR EACH ROW EXECUTE FUNCTION projects_refuse_when_closed();
CREATE TRIGGER projects_purchases_frozen BEFORE INSERT OR UPDATE OR DELETE ON projects_purchase
  FOR EACH ROW EXECUTE FUNCTION projects_refuse_when_closed();
CREATE TRIGGER projects_sheet_frozen BEFORE INSERT OR UPDATE OR DELETE ON projects_signoffsheet
  FOR EACH ROW EXECUTE FUNCTION projects_refuse_when_closed();

-- Of the project itself only the contract may still change: a virtual one is replaced by the formal one; and the
-- customer, when it was merged into the new one.
CREATE FUNCTION projects_stay_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'closed' AND (
       TG_OP = 'DELETE'
       OR (NEW.customer_id <> OLD.customer_id AND NOT EXISTS (
             SELECT 1 FROM customers_customer WHERE id = OLD.customer_id AND merged_into_id = NEW.customer_id))
       OR (NEW.state, NEW.code, NEW.title, NEW.amount, NEW.net_amount, NEW.cost_amount,
           NEW.equipment_version, NEW.delivery_place, NEW.remark)
          IS DISTINCT FROM
          (OLD.state, OLD.code, OLD.title, OLD.amount, OLD.net_amount, OLD.cost_amount,
           OLD.equipment_version, OLD.delivery_place, OLD.remark)
       OR (NEW.set_up_at, NEW.arrived_on, NEW.signoff_due_on, NEW.signed_on, NEW.closed_on, NEW.cancelled_on)
          IS DISTINCT FROM
          (OLD.set_up_at, OLD.arrived_on, OLD.signoff_due_on, OLD.signed_on, OLD.closed_on, OLD.cancelled_on)) THEN
    RAISE EXCEPTION 'project % is closed and takes no change (S0 2.5.3)', OLD.code USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER projects_project_frozen BEFORE UPDATE OR DELETE ON projects_project
  FOR EACH ROW EXECUTE FUNCTION projects_stay_closed();
