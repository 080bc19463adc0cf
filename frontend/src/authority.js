// The authority matrix as a grid: typed, pasted, copied, undone; read and checked by the server; saved in one post.
import { toast } from "./kit/dialogs.js";
import { csrfToken } from "./kit/http.js";
import { cellsOf } from "./kit/sheet.js";
import { State } from "./authority/state.js";
import { View, wordsOf } from "./authority/view.js";

const DESK = "(min-width: 821px)";

class Grid {
  constructor(box, data) {
    this.box = box;
    this.words = wordsOf(box);
    this.state = new State(data);
    this.view = new View(box, data, this.state);
    this.labels = Object.values(data.columns);
    this.typing = false;
    for (const name of ["click", "keydown", "input", "change", "focusin", "paste", "dblclick"]) {
      box.addEventListener(name, (event) => this[name](event));
    }
    document.addEventListener("keydown", (event) => {
      const saves = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s" && box.isConnected;
      if (saves) this.took(event, () => this.save());
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.state.dirty && box.isConnected) event.preventDefault();
    });
    this.check();
  }

  // ---------------------------------------------------------------- with the server
  async ask(address, body) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": csrfToken(), Accept: "application/json" };
    const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(body) });
    const isJson = answer.headers.get("Content-Type")?.includes("json");
    return { status: answer.status, told: isJson ? await answer.json() : null };
  }

  later() {
    clearTimeout(this.waiting);
    this.view.save.disabled = !this.state.dirty;
    this.view.back.disabled = !this.state.past.length;
    this.view.say(this.words.checking);
    this.box.ariaBusy = "true";
    this.waiting = setTimeout(() => this.check(), 350);
  }

  async check() {
    const sent = this.state.sent();
    this.turn = (this.turn ?? 0) + 1;
    const turn = this.turn;
    const { told } = await this.ask(this.box.dataset.check, { rows: sent }).catch(() => ({}));
    if (turn !== this.turn || !this.box.isConnected) return;
    this.box.ariaBusy = "false";
    if (!told?.rows) this.view.say(this.words.failed, "lc-late");
    else this.show(sent, told);
  }

  show(sent, told) {
    const before = JSON.stringify(this.state.rows);
    this.state.understood(sent, told.rows);
    const same = before === JSON.stringify(this.state.rows) && JSON.stringify(told) === this.last;
    this.last = JSON.stringify(told);
    this.view.told = told;
    if (!same && !this.typing) this.view.draw();
    const rest = this.state.dirty ? ` · ${this.words.unsaved}` : "";
    this.view.say(told.summary + rest, told.wrong || told.findings.length ? "lc-late" : "lc-done");
  }

  async save() {
    clearTimeout(this.waiting);
    this.turn = (this.turn ?? 0) + 1;
    const sent = this.state.sent();
    const body = { revision: this.state.revision, rows: sent, base: this.state.base };
    this.box.ariaBusy = "true";
    const { status, told } = await this.ask(this.box.dataset.save, body).catch(() => ({}));
    this.box.ariaBusy = "false";
    if (status === 200 || status === 412) {
      const keep = this.state.past;
      const where = this.view.place();
      this.state.take(told);
      this.state.past = status === 412 ? keep : [];
      this.view.clashes = told.clashes ?? [];
      this.view.note(status === 412 ? told.message : "");
      if (status === 200) toast(told.message);
      const publish = document.querySelector("[data-au-publish] [name=revision]");
      if (publish) publish.value = String(told.revision);
      this.typing = false;
      this.view.draw();
      if (where) this.view.focus(where.key, where.name);
      this.check();
    } else if (status === 422 && told) this.show(sent, told);
    else this.view.say(told?.message ?? this.words.failed, "lc-late");
  }

  // ---------------------------------------------------------------- what one does
  done() {
    this.typing = false;
    this.view.draw();
    this.later();
  }

  undo() {
    if (this.state.undo()) this.done();
  }

  remove(key) {
    this.state.remove(key);
    this.done();
    toast(this.words.removed, { undo: () => this.undo() });
  }

  insert(kind, below, like) {
    const key = this.state.insert(kind, below, like);
    this.done();
    this.view.focus(key, like ? "amount_from" : "department_id");
  }

  click(event) {
    const button = event.target.closest("[data-au]");
    if (!button) return;
    const key = button.closest("tr")?.dataset.key;
    const place = Number(button.dataset.place);
    const acts = {
      save: () => this.save(),
      undo: () => this.undo(),
      add: () => this.insert(button.dataset.document),
      insert: () => this.insert(this.state.row(key).document, key),
      copy: () => this.insert(this.state.row(key).document, key, this.state.row(key)),
      remove: () => this.remove(key),
      left: () => this.role(key, place, -1),
      right: () => this.role(key, place, 1),
      drop: () => this.drop(key, place),
    };
    acts[button.dataset.au]?.();
  }

  role(key, place, by) {
    this.state.moveRole(key, place, by);
    this.done();
    this.view.focus(key, "roles", String(place + by));
  }

  drop(key, place) {
    this.state.dropRole(key, place);
    this.done();
    this.view.focus(key, "roles");
  }

  at(element) {
    const cell = element.closest?.("td[data-name]");
    return cell ? { cell, name: cell.dataset.name, line: cell.closest("tr"), key: cell.closest("tr").dataset.key } : null;
  }

  focusin(event) {
    this.typing = false;
    if (event.target.matches("input.cell")) {
      this.original = event.target.value;
      event.target.select();
    }
  }

  dblclick(event) {
    if (event.target.matches("input.cell")) this.typing = true;
  }

  input(event) {
    const here = this.at(event.target);
    if (!here || !event.target.matches("input.cell")) return;
    if (!this.typing) this.state.keep();
    this.typing = true;
    this.state.set(here.key, here.name, event.target.value);
    this.later();
  }

  change(event) {
    const here = this.at(event.target);
    if (!here) return;
    if (event.target.matches("[data-au-role]")) {
      this.state.addRole(here.key, event.target.value);
      this.done();
      this.view.focus(here.key, "roles");
    } else if (event.target.tagName === "SELECT") {
      this.state.keep();
      this.state.set(here.key, here.name, event.target.value);
      this.later();
    } else {
      this.typing = false;
      this.later();
    }
  }

  paste(event) {
    const here = this.at(event.target);
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!here || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
    event.preventDefault();
    event.stopPropagation();
    const count = this.state.paste(here.key, here.name, cellsOf(text), this.labels);
    this.done();
    toast(this.words.pasted.replace("{n}", count), { undo: () => this.undo() });
  }

  // ---------------------------------------------------------------- keys
  keydown(event) {
    if (event.isComposing) return;
    const ctrl = event.ctrlKey || event.metaKey;
    const here = this.at(event.target);
    const key = event.key;
    if (ctrl && key.toLowerCase() === "z") return this.took(event, () => this.undo());
    if (!here) return undefined;
    if (ctrl && key === "Enter") return this.took(event, () => this.insert(this.state.row(here.key).document, here.key));
    if (ctrl && key === "Delete") return this.took(event, () => this.remove(here.key));
    const chip = event.target.closest(".au-chip");
    if (chip && this.onChip(event, here, Number(chip.dataset.place))) return undefined;
    if (key === "Enter") return this.took(event, () => this.down(here, event.shiftKey ? -1 : 1));
    if (key === "F2") return this.took(event, () => this.edit(event.target));
    if (key === "Escape" && this.typing) return this.took(event, () => this.back(event.target, here));
    if (event.altKey || ctrl || event.shiftKey) return undefined;
    if (key === "ArrowDown" || key === "ArrowUp") return this.took(event, () => this.down(here, key === "ArrowUp" ? -1 : 1));
    if ((key === "ArrowLeft" || key === "ArrowRight") && this.atEdge(event.target, key)) {
      return this.took(event, () => this.side(here, event.target, key === "ArrowLeft" ? -1 : 1));
    }
    return undefined;
  }

  took(event, act) {
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  onChip(event, here, place) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by && event.altKey) this.took(event, () => this.role(here.key, place, by));
    else if (event.key === "Delete" || event.key === "Backspace") this.took(event, () => this.drop(here.key, place));
    else if (by) this.took(event, () => this.side(here, event.target, by));
    else return false;
    return true;
  }

  atEdge(input, key) {
    if (input.tagName !== "INPUT") return true;
    if (!this.typing) return true;
    return key === "ArrowLeft" ? input.selectionEnd === 0 : input.selectionStart === input.value.length;
  }

  edit(input) {
    if (input.tagName !== "INPUT") return;
    this.typing = true;
    input.setSelectionRange(input.value.length, input.value.length);
  }

  back(input, here) {
    this.state.undo();
    input.value = this.original;
    this.state.set(here.key, here.name, this.original);
    this.typing = false;
    input.select();
    this.later();
  }

  down(here, by) {
    const lines = [...this.box.querySelectorAll("tr[data-key]")];
    const goal = lines[lines.indexOf(here.line) + by];
    this.typing = false;
    if (goal) this.view.focus(goal.dataset.key, here.name);
  }

  side(here, from, by) {
    this.typing = false;
    const stops = [...here.line.querySelectorAll("td[data-name] .cell, .au-chip")];
    const goal = stops[stops.indexOf(from.closest(".au-chip") ?? from) + by];
    goal?.focus();
    goal?.select?.();
  }
}

function start() {
  const box = document.getElementById("au-grid");
  const data = document.getElementById("au-data");
  if (!box || !data || box.dataset.ready || !matchMedia(DESK).matches) return;
  box.dataset.ready = "1";
  document.getElementById("au-plain").hidden = true;
  const grid = new Grid(box, JSON.parse(data.textContent));
  const publish = document.querySelector("[data-au-publish]");
  const hold = (event) => {
    if (!grid.state.dirty) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    toast(grid.words.saveFirst);
  };
  publish?.addEventListener("submit", hold, true);
  publish?.addEventListener("htmx:confirm", hold, true);
}

start();
document.addEventListener("htmx:afterSettle", start);
