-- What was published is what people went by: no edition, chapter or clause of it changes any more, whoever writes.
CREATE FUNCTION handbook_edition_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.published_at IS NOT NULL THEN
    RAISE EXCEPTION 'handbook edition % is published: % refused', OLD.id, TG_OP USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER handbook_edition_published BEFORE UPDATE OR DELETE ON handbook_handbookedition
  FOR EACH ROW EXECUTE FUNCTION handbook_edition_stays();

CREATE FUNCTION handbook_text_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (TG_OP <> 'INSERT' AND EXISTS (
        SELECT 1 FROM handbook_handbookedition WHERE id = OLD.edition_id AND published_at IS NOT NULL))
     OR (TG_OP <> 'DELETE' AND EXISTS (
        SELECT 1 FROM handbook_handbookedition WHERE id = NEW.edition_id AND published_at IS NOT NULL)) THEN
    RAISE EXCEPTION 'a published handbook edition keeps its text: % of % refused', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER handbook_chapter_published BEFORE INSERT OR UPDATE OR DELETE ON handbook_chapter
  FOR EACH ROW EXECUTE FUNCTION handbook_text_stays();
CREATE TRIGGER handbook_clause_published BEFORE INSERT OR UPDATE OR DELETE ON handbook_clause
  FOR EACH ROW EXECUTE FUNCTION handbook_text_stays();
