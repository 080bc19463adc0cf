// The rows of a draft as they are being edited: every change can be undone, nothing is sent before it is saved.
const copy = (rows) => rows.map((row) => ({ ...row, roles: Array.isArray(row.roles) ? [...row.roles] : row.roles }));
const MOST = 200;

export class State {
  constructor(data) {
    this.names = Object.keys(data.columns);
    this.take(data);
    this.past = [];
    this.next = 1;
  }

  // What the server holds now: the base for saving and for putting two people's changes together.
  take({ revision, rows, merged }) {
    this.revision = revision;
    this.base = copy(rows);
    this.rows = copy(merged ?? rows).map((row) => ({ ...row, key: row.key || this.newKey() }));
    this.dirty = Boolean(merged);
  }

  newKey() {
    this.next = (this.next ?? 0) + 1;
    return `n${this.next}`;
  }

  keep() {
    this.past.push(copy(this.rows));
    if (this.past.length > MOST) this.past.shift();
    this.dirty = true;
  }

  undo() {
    if (!this.past.length) return false;
    this.rows = this.past.pop();
    this.dirty = true;
    return true;
  }

  row(key) {
    return this.rows.find((one) => one.key === key);
  }

  of(kind) {
    return this.rows.filter((one) => one.document === kind);
  }

  set(key, name, value) {
    const row = this.row(key);
    if (row) row[name] = value;
    this.dirty = true;
  }

  empty(kind) {
    const cells = Object.fromEntries(this.names.map((name) => [name, name === "roles" ? [] : ""]));
    return { key: this.newKey(), id: null, document: kind, code: "", ...cells };
  }

  // Put a row below another one (at the end of its document without one) and give its key.
  insert(kind, below, like) {
    this.keep();
    const row = like ? { ...copy([like])[0], key: this.newKey(), id: null, code: "" } : this.empty(kind);
    const at = below ? this.rows.findIndex((one) => one.key === below) : this.rows.findLastIndex((one) => one.document === kind);
    this.rows.splice(at < 0 ? this.rows.length : at + 1, 0, row);
    return row.key;
  }

  remove(key) {
    this.keep();
    this.rows = this.rows.filter((one) => one.key !== key);
  }

  moveRole(key, place, by) {
    const roles = this.row(key).roles;
    const to = place + by;
    if (to < 0 || to >= roles.length) return;
    this.keep();
    const [code] = roles.splice(place, 1);
    roles.splice(to, 0, code);
  }

  dropRole(key, place) {
    this.keep();
    this.row(key).roles.splice(place, 1);
  }

  addRole(key, code) {
    const row = this.row(key);
    if (!code || row.roles.includes(code)) return;
    this.keep();
    row.roles = [...(Array.isArray(row.roles) ? row.roles : []), code];
  }

  // Cells of a spreadsheet from this cell on; rows that are missing are added. A heading in ten thousands counts.
  paste(key, name, lines, labels) {
    this.keep();
    const start = this.row(key);
    const columns = this.names.slice(this.names.indexOf(name));
    const first = lines[0].map((text) => text.trim());
    const wan = first.map((text) => /\u4e07/.test(text) && !/\d/.test(text));
    const heading = wan.some(Boolean) || first.some((text) => text && labels.includes(text));
    let count = 0;
    let row = start;
    for (const line of heading ? lines.slice(1) : lines) {
      if (!row) {
        row = this.empty(start.document);
        const last = this.rows.findLastIndex((one) => one.document === start.document);
        this.rows.splice(last + 1, 0, row);
      }
      line.slice(0, columns.length).forEach((text, place) => {
        const short = text.trim();
        row[columns[place]] = heading && wan[place] && /\d$/.test(short) ? `${short}\u4e07` : short;
        count += 1;
      });
      const rows = this.of(start.document);
      row = rows[rows.indexOf(row) + 1];
    }
    return count;
  }

  // The server's reading of the cells, where they have not been changed since they were sent.
  understood(sent, told) {
    for (const one of told) {
      const row = this.row(one.key);
      const was = sent.find((other) => other.key === one.key);
      if (!row || !was) continue;
      row.code = one.code;
      for (const [name, value] of Object.entries(one.cells)) {
        if (JSON.stringify(row[name]) === JSON.stringify(was[name])) row[name] = value;
      }
    }
  }

  sent() {
    return copy(this.rows);
  }
}
