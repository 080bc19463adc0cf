// The contract form: a model fills its line from the catalogue, usual payment plans, amounts of the plan while typing.
import { parse, rescale, write } from "./kit/decimals.js";

const LINES = '[data-formset="lines"]';
const TERMS = '[data-formset="terms"]';
const catalogue = () => document.getElementById("lc-products");
const inLines = (input) => input.dataset?.col === "product" && input.closest(LINES) && catalogue();
const cell = (row, name) => row.querySelector(`[data-col="${name}"]`);

function set(input, value) {
  if (!input) return;
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

// ---------------------------------------------------------------- lines from the catalogue
async function fill(row, address) {
  const model = cell(row, "product").value.trim();
  if (!model || row.dataset.filled === model) return;
  const tax = cell(row, "tax")?.value || "13";
  const answer = await fetch(`${address}?${new URLSearchParams({ model, tax })}`, { headers: { Accept: "application/json" } });
  const found = answer.ok ? await answer.json() : {};
  if (!found.found) return;
  const changed = Boolean(row.dataset.filled);
  row.dataset.filled = model;
  const names = { description: "description", unit: "unit", price: "unit_price", cost: "unit_cost" };
  for (const [column, name] of Object.entries(names)) {
    const input = cell(row, column);
    const untouched = !input?.value || /^0*(\.0*)?$/.test(input.value) || column === "unit" || changed;
    if (input && untouched && found[name] !== undefined) set(input, found[name]);
  }
}

let waiting = 0;

function suggest(input, address) {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const answer = await fetch(`${address}?${new URLSearchParams({ q: input.value.trim() })}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const list = catalogue();
    const options = (await answer.json()).results.map((one) => {
      const option = document.createElement("option");
      option.value = one.text;
      if (one.hint) option.label = one.hint;
      return option;
    });
    list?.replaceChildren(...options);
  }, 200);
}

// ---------------------------------------------------------------- payment plan
const rowsOf = (holder) => [...holder.querySelectorAll("[data-rows] > tr")].filter((row) => !row.hidden);

function parts() {
  const plan = document.querySelector(TERMS);
  const total = parse(document.querySelector(`${LINES} [data-sum="amount"]`)?.textContent);
  if (!plan || !total) return;
  const cents = rescale(total, 2);
  let running = 0n;
  let given = 0n;
  for (const row of rowsOf(plan)) {
    const percent = parse(cell(row, "percent")?.value);
    const input = cell(row, "amount");
    if (!percent || !input) continue;
    running += rescale(percent, 3);
    const upto = (cents * running * 2n + 100000n) / 200000n;
    input.value = write(upto - given, 2);
    given = upto;
  }
}

function usePlan(name) {
  const plan = document.querySelector(TERMS);
  const wanted = JSON.parse(document.getElementById("lc-plans").textContent)[name];
  if (!plan || !wanted) return;
  for (const row of rowsOf(plan).slice(wanted.length)) row.querySelector("[data-del-row]")?.click();
  while (rowsOf(plan).length < wanted.length) plan.querySelector("[data-add-row]").click();
  rowsOf(plan).forEach((row, place) => {
    const [event, percent, days] = wanted[place];
    cell(row, "event").value = event;
    set(cell(row, "percent"), String(percent));
    set(cell(row, "days_after"), String(days));
  });
}

// ---------------------------------------------------------------- what does not apply is not shown
function dress() {
  const kind = document.getElementById("id_kind");
  const reason = document.getElementById("id_virtual_reason")?.closest("section");
  if (kind && reason) reason.hidden = kind.value !== "virtual";
  const needed = document.getElementById("id_acceptance_needed");
  const terms = document.getElementById("id_acceptance_terms")?.closest(".lc-field");
  if (needed && terms) terms.hidden = !needed.checked;
  parts();
}

function start() {
  document.addEventListener("change", (event) => {
    if (inLines(event.target)) fill(event.target.closest("tr"), catalogue().dataset.fill);
    if (event.target.closest?.("#lc-form")) dress();
  });
  document.addEventListener("input", (event) => {
    if (inLines(event.target)) suggest(event.target, catalogue().dataset.suggest);
    if (event.target.closest?.(TERMS) && !event.target.readOnly) parts();
  });
  document.addEventListener("lc:sum", (event) => {
    if (event.target.closest(LINES)) parts();
  });
  document.addEventListener("click", (event) => {
    const name = event.target.closest?.("[data-plan]")?.dataset.plan;
    if (name) usePlan(name);
  });
  document.addEventListener("htmx:afterSettle", dress);
}

if (!window.lcContracts) {
  window.lcContracts = true;
  start();
}
dress();
