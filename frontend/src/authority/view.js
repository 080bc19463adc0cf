// The grid on the screen: one table for each document, a line of cells for each row, sentences beside the rows.
import { icon, make } from "../kit/words.js";

const NUMBERS = ["amount_from", "amount_to", "margin_from", "margin_to"];

// Sentences come from the server, as data-say-… on the grid's element.
export function wordsOf(box) {
  const words = {};
  for (const [name, text] of Object.entries(box.dataset)) {
    if (name.startsWith("say")) words[name[3].toLowerCase() + name.slice(4)] = text;
  }
  return words;
}

export class View {
  constructor(box, data, state) {
    Object.assign(this, { box, data, state, words: wordsOf(box), told: { rows: [], findings: [] }, clashes: [] });
    this.roles = Object.fromEntries(data.roles.map((role) => [role.code, role.name]));
    this.status = make("span", { class: "au-status lc-2", role: "status", "aria-live": "polite" });
    this.save = make("button", { type: "button", class: "lc-btn primary", "data-au": "save" }, this.words.saveWord);
    this.back = make("button", { type: "button", class: "lc-btn", "data-au": "undo" }, icon("arrow-back-up"), this.words.undo);
    const keys = make("p", { class: "lc-3 lc-s" }, this.words.keys);
    this.notes = make("div", { class: "au-notes" });
    box.append(make("div", { class: "au-bar" }, this.status, this.back, this.save), this.notes, keys);
    this.bodies = {};
    for (const one of data.documents) box.append(this.section(one));
    this.draw();
    box.hidden = false;
  }

  section({ kind, label }) {
    const head = make("tr", {}, make("th", { scope: "col" }, this.words.row));
    for (const [name, text] of Object.entries(this.data.columns)) {
      head.append(make("th", { scope: "col", class: `au-${name}${NUMBERS.includes(name) ? " n" : ""}` }, text));
    }
    head.append(make("th", { scope: "col" }));
    this.bodies[kind] = make("tbody", { "data-document": kind });
    const add = make("button", { type: "button", class: "lc-btn small text", "data-au": "add", "data-document": kind }, icon("plus"), this.words.add);
    const table = make("table", { class: "lc-sheet au-table", "data-own-keys": true }, make("thead", {}, head), this.bodies[kind]);
    const title = make("header", {}, make("h2", {}, label), make("span", { class: "lc-s lc-late au-head-say" }));
    return make("section", { class: "lc-card au-doc" }, title, make("div", { class: "lc-scroll" }, table), make("div", { class: "b" }, add));
  }

  draw() {
    const here = this.place();
    for (const [kind, body] of Object.entries(this.bodies)) {
      body.replaceChildren(...this.state.of(kind).flatMap((row) => this.lines(row)));
      const rest = this.told.findings.filter((one) => one.document === kind && !one.keys.length);
      body.closest("section").querySelector(".au-head-say").textContent = rest.map((one) => one.text).join(" ");
    }
    this.back.disabled = !this.state.past.length;
    this.save.disabled = !this.state.dirty;
    if (here) this.focus(here.key, here.name, here.chip);
  }

  lines(row) {
    const told = this.told.rows.find((one) => one.key === row.key) ?? { wrong: {}, said: {} };
    const about = this.told.findings.filter((one) => one.keys.includes(row.key)).map((one) => one.text);
    const line = make("tr", { "data-key": row.key, class: about.length ? "au-bad" : "" });
    line.append(make("th", { scope: "row", class: "lc-nw" }, row.code || "…"));
    for (const name of this.state.names) line.append(this.cell(row, name, told));
    line.append(this.buttons());
    const wrong = Object.values(told.wrong);
    const said = Object.values(told.said);
    const more = [...wrong.map((text) => [text, "lc-late"]), ...about.map((text) => [text, "lc-late"]), ...said.map((text) => [text, "lc-doing"])];
    if (!more.length) return [line];
    const all = make("td", { colspan: String(this.state.names.length + 1) });
    for (const [text, cls] of more) all.append(make("div", { class: `lc-s ${cls}` }, icon(cls === "lc-late" ? "alert-triangle" : "info-circle"), ` ${text}`));
    return [line, make("tr", { class: "au-say" }, make("td"), all)];
  }

  cell(row, name, told) {
    const clash = this.clashes.some((one) => one.key === row.key && one.column === name);
    const classes = [NUMBERS.includes(name) ? "n" : "", told.wrong[name] ? "err" : "", clash ? "warn" : "", `au-${name}`];
    const box = make("td", { "data-name": name, class: classes.filter(Boolean).join(" "), title: clash ? this.words.clash : null });
    if (name === "roles") box.append(...this.chips(row));
    else if (name === "department_id") box.append(this.choice(row, name, this.data.departments.map((one) => [one.id, one.name])));
    else if (name === "contract_kind") box.append(this.choice(row, name, this.data.kinds.map((one) => [one.code, one.name])));
    else if (this.closed(row, name)) box.append(this.choice(row, name, this.closed(row, name).map((one) => [one, one])));
    else box.append(this.input(row, name));
    const first = box.querySelector(".cell");
    if (told.wrong[name]) first?.setAttribute("aria-invalid", "true");
    return box;
  }

  closed(row, name) {
    return this.data.documents.find((one) => one.kind === row.document)?.choices[name];
  }

  input(row, name) {
    const hint = name === "clause" || name === "note" ? "" : this.words.any;
    const input = make("input", { class: "cell", "aria-label": `${row.code} ${this.data.columns[name]}`, placeholder: hint, autocomplete: "off" });
    input.value = row[name];
    return input;
  }

  choice(row, name, options) {
    const select = make("select", { class: "cell", "aria-label": `${row.code} ${this.data.columns[name]}` }, make("option", { value: "" }, this.words.any));
    const all = !row[name] || options.some(([value]) => value === row[name]) ? options : [...options, [row[name], row[name]]];
    for (const [value, text] of all) select.append(make("option", { value }, text));
    select.value = row[name];
    return select;
  }

  chips(row) {
    const { words } = this;
    if (!Array.isArray(row.roles)) return [make("input", { class: "cell", value: row.roles })];
    const chips = row.roles.map((code, place) => {
      const button = (name, sign, label, off) =>
        make("button", { type: "button", tabindex: "-1", "data-au": name, "data-place": String(place), "aria-label": label, title: label, disabled: off }, icon(sign));
      return make(
        "span",
        { class: "au-chip", tabindex: "-1", "data-place": String(place) },
        button("left", "chevron-left", words.left, place === 0),
        make("b", {}, this.roles[code] ?? code),
        button("right", "chevron-right", words.right, place === row.roles.length - 1),
        button("drop", "x", words.drop, false),
      );
    });
    const add = make("select", { class: "cell au-add", "aria-label": `${row.code} ${words.addRole}`, "data-au-role": true }, make("option", { value: "" }, words.addRole));
    for (const role of this.data.roles) {
      if (!row.roles.includes(role.code)) add.append(make("option", { value: role.code }, role.name));
    }
    return [make("div", { class: "au-chips" }, ...chips, add)];
  }

  buttons() {
    const { words } = this;
    const one = (name, sign, label) =>
      make("button", { type: "button", class: "lc-icon", tabindex: "-1", "data-au": name, "aria-label": label, title: label }, icon(sign));
    return make("td", { class: "act lc-nw" }, one("copy", "copy", words.copy), one("insert", "plus", words.insert), one("remove", "trash", words.remove));
  }

  // ---------------------------------------------------------------- where one is
  place() {
    const cell = document.activeElement?.closest?.(".au-table td[data-name]");
    if (!cell || !this.box.contains(cell)) return null;
    const chip = document.activeElement.closest(".au-chip")?.dataset.place;
    return { key: cell.closest("tr").dataset.key, name: cell.dataset.name, chip };
  }

  focus(key, name, chip) {
    const cell = this.box.querySelector(`tr[data-key="${key}"] td[data-name="${name}"]`);
    const goal = (chip !== undefined && cell?.querySelector(`.au-chip[data-place="${chip}"]`)) || cell?.querySelector(".cell");
    goal?.focus();
    goal?.select?.();
  }

  say(text, tone = "") {
    this.status.textContent = text;
    this.status.className = `au-status ${tone || "lc-2"}`;
  }

  note(text) {
    this.notes.replaceChildren(...(text ? [make("p", { class: "lc-note wait" }, icon("users"), make("span", {}, text))] : []));
  }
}
