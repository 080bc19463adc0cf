// Rows of a form: added and removed, filled from a spreadsheet, walked by keys, summed while one types.
import { parse, rescale, times, write } from "./decimals.js";
import { toast } from "./dialogs.js";
import { word } from "./words.js";

const shown = (row) => !row.hidden && !row.classList.contains("gone");

// ---------------------------------------------------------------- rows
export function addRow(set) {
  const template = set.querySelector("template[data-row]");
  const count = set.querySelector('input[name$="-TOTAL_FORMS"]');
  const holder = set.querySelector("[data-rows]");
  if (!template || !count || !holder) return null;
  const html = template.innerHTML.replaceAll("__prefix__", count.value);
  const piece = document.createElement("template");
  piece.innerHTML = html.trim();
  const row = piece.content.firstElementChild;
  holder.append(row);
  count.value = String(Number(count.value) + 1);
  set.dispatchEvent(new CustomEvent("lc:row", { bubbles: true, detail: row }));
  renumber(set);
  return row;
}

function removeRow(row, set) {
  const box = row.querySelector('input[name$="-DELETE"]');
  if (box) {
    box.checked = true;
    row.hidden = true;
  } else row.remove();
  renumber(set);
  total(set);
}

function renumber(set) {
  [...set.querySelectorAll("[data-rows] > *")].filter(shown).forEach((row, index) => {
    const cell = row.querySelector("[data-number]");
    if (cell) cell.textContent = String(index + 1);
  });
}

// ---------------------------------------------------------------- totals
const valueOf = (element) => parse(element?.value ?? element?.textContent);

function lineAmount(row) {
  const [quantity, price] = ["qty", "price"].map((name) => valueOf(row.querySelector(`[data-col="${name}"]`)));
  const amount = row.querySelector('[data-col="amount"]');
  if (!amount || !row.querySelector('[data-col="qty"]')) return;
  const text = quantity && price ? write(rescale(times(quantity, price), 2), 2) : "";
  if ("value" in amount && amount.tagName !== "OUTPUT") amount.value = text;
  else amount.textContent = text;
}

export function total(set) {
  const rows = [...set.querySelectorAll("[data-rows] > *")].filter(shown);
  rows.forEach(lineAmount);
  for (const place of set.querySelectorAll("[data-sum]")) {
    const places = Number(place.dataset.places ?? (place.dataset.sum === "qty" ? 0 : 2));
    const found = rows.map((row) => valueOf(row.querySelector(`[data-col="${place.dataset.sum}"]`))).filter(Boolean);
    const most = Math.max(places, ...found.map((number) => Math.min(number.places, 4)));
    place.textContent = write(
      found.reduce((sum, number) => sum + rescale(number, most), 0n),
      most,
    );
    place.dispatchEvent(new CustomEvent("lc:sum", { bubbles: true }));
  }
}

// ---------------------------------------------------------------- paste
export function cellsOf(text) {
  const rows = [[""]];
  let quoted = false;
  const plain = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let at = 0; at < plain.length; at += 1) {
    const sign = plain[at];
    const row = rows[rows.length - 1];
    const cell = row[row.length - 1];
    if (quoted && sign === '"' && plain[at + 1] === '"') {
      row[row.length - 1] = `${cell}"`;
      at += 1;
    } else if (sign === '"' && (quoted || cell === "")) quoted = !quoted;
    else if (sign === "\t" && !quoted) row.push("");
    else if (sign === "\n" && !quoted) rows.push([""]);
    else row[row.length - 1] = cell + sign;
  }
  return rows;
}

const inputsOf = (row) => [...row.querySelectorAll(".cell:not([readonly], [disabled], [type=hidden])")];

function put(input, text) {
  const value = text.trim();
  if (input.tagName === "SELECT") {
    const option = [...input.options].find((one) => one.text.trim() === value || one.value === value);
    if (option) input.value = option.value;
  } else if (input.type === "checkbox") input.checked = /^(1|y|yes|true|x)$/i.test(value);
  else input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

// A table with data-own-keys looks like a sheet and takes care of its keys and of pasting itself.
const CELL = "table.lc-sheet:not([data-own-keys]) .cell";

function paste(event) {
  const first = event.target.closest(CELL);
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!first || !/[\t\n]/.test(text.replace(/\n$/, ""))) return;
  event.preventDefault();
  const table = first.closest("table");
  const set = first.closest("[data-formset]") ?? table;
  const start = first.closest("tr");
  const column = inputsOf(start).indexOf(first);
  const before = [];
  let row = start;
  for (const line of cellsOf(text)) {
    if (!row && table.hasAttribute("data-grow")) row = addRow(set);
    if (!row) break;
    const inputs = inputsOf(row);
    line.forEach((value, offset) => {
      const input = inputs[column + offset];
      if (!input) return;
      before.push([input, input.type === "checkbox" ? (input.checked ? "1" : "") : input.value]);
      put(input, value);
    });
    do row = row.nextElementSibling;
    while (row && !shown(row));
  }
  total(set);
  toast(word("pasted", before.length), { undo: () => before.reverse().forEach(([input, value]) => put(input, value)) });
}

// ---------------------------------------------------------------- keys
function walk(event) {
  const input = event.target.closest?.(CELL);
  if (!input || event.isComposing || !["Enter", "ArrowDown", "ArrowUp"].includes(event.key)) return;
  if (input.tagName === "SELECT" && event.key !== "Enter") return;
  if (event.ctrlKey || event.metaKey) return;
  const back = event.key === "ArrowUp" || (event.key === "Enter" && event.shiftKey);
  const row = input.closest("tr");
  const column = inputsOf(row).indexOf(input);
  let next = row;
  do next = back ? next.previousElementSibling : next.nextElementSibling;
  while (next && !shown(next));
  if (!next && !back && event.key === "Enter" && input.closest("table").hasAttribute("data-grow")) {
    next = addRow(input.closest("[data-formset]") ?? input.closest("table"));
  }
  event.preventDefault();
  const goal = next && inputsOf(next)[column];
  goal?.focus();
  goal?.select?.();
}

export function init(scope) {
  for (const set of scope.querySelectorAll("[data-formset]")) {
    renumber(set);
    total(set);
  }
}

export function start() {
  document.addEventListener("paste", paste);
  document.addEventListener("keydown", walk);
  document.addEventListener("input", (event) => {
    const set = event.target.closest?.("[data-formset]");
    if (set) total(set);
  });
  document.addEventListener("click", (event) => {
    const set = event.target.closest("[data-formset]");
    if (!set) return;
    if (event.target.closest("[data-add-row]")) addRow(set)?.querySelector("input:not([type=hidden]), select")?.focus();
    else if (event.target.closest("[data-del-row]")) {
      const row = [...set.querySelectorAll("[data-rows] > *")].find((one) => one.contains(event.target));
      if (row) removeRow(row, set);
    }
  });
}
