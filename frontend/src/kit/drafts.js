// What is typed into a form with data-draft-key is kept on this device and offered back after a crash. Only fields
// that were typed into are filled in again: what others changed in the rest of the record meanwhile stays.
import { icon, make, word } from "./words.js";

const PREFIX = "lc-draft:";
const KEEP_DAYS = 14;
const LEFT_OUT = new Set(["csrfmiddlewaretoken", "_key", "version", "revision"]);

const nameOf = (form) => `${PREFIX}${form.dataset.draftKey}`;
const clock = (time) => new Date(time).toTimeString().slice(0, 5);

const two = (number) => String(number).padStart(2, "0");
const day = (time) => `${two(new Date(time).getMonth() + 1)}-${two(new Date(time).getDate())}`;

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null");
  } catch {
    return null;
  }
}

function fieldsOf(form) {
  return [...form.elements].filter(
    (field) => field.name && !LEFT_OUT.has(field.name) && !["password", "file", "submit", "button"].includes(field.type),
  );
}

// The fields as the server printed them, by draft; kept while errors come back, for then they show what was typed.
const printed = new Map();

function print(form) {
  if (form.querySelector("[data-form-errors]") && printed.has(nameOf(form))) return;
  const found = new Map();
  for (const [name, value] of plainValuesOf(form)) found.set(name, [...(found.get(name) ?? []), JSON.stringify(value)]);
  printed.set(nameOf(form), found);
}

// [name, value, typed?]
function valuesOf(form) {
  const places = new Map();
  return plainValuesOf(form).map(([name, value]) => {
    const place = places.get(name) ?? 0;
    places.set(name, place + 1);
    return [name, value, printed.get(nameOf(form))?.get(name)?.[place] !== JSON.stringify(value)];
  });
}

function plainValuesOf(form) {
  return fieldsOf(form).map((field) => [
    field.name,
    ["checkbox", "radio"].includes(field.type)
      ? [field.value, field.checked]
      : field.multiple
        ? [...field.selectedOptions].map((option) => option.value)
        : field.value,
  ]);
}

function fill(form, values) {
  const waiting = new Map();
  for (const [name, value, typed] of values) waiting.set(name, [...(waiting.get(name) ?? []), { value, typed }]);
  const count = [...waiting.keys()].filter((name) => name.endsWith("-TOTAL_FORMS"));
  for (const name of count) {
    const field = form.elements[name];
    const set = field?.closest("[data-formset]");
    while (set && Number(field.value) < Number(waiting.get(name)[0].value)) {
      const before = field.value;
      set.querySelector("[data-add-row]")?.click();
      if (field.value === before) break;
    }
    waiting.delete(name);
  }
  for (const field of fieldsOf(form)) {
    const kept = waiting.get(field.name)?.shift();
    if (!kept?.typed) continue;
    const { value } = kept;
    if (["checkbox", "radio"].includes(field.type)) field.checked = value[1];
    else if (field.tomselect) field.tomselect.setValue(value, true);
    else if (field.multiple) for (const option of field.options) option.selected = value.includes(option.value);
    else field.value = value;
    if (field._flatpickr) field._flatpickr.setDate(value, false);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function offer(form, draft) {
  const use = make("button", { class: "lc-btn small", type: "button" }, word("draftUse"));
  const drop = make("button", { class: "lc-btn small text", type: "button" }, word("draftDrop"));
  const note = make(
    "div",
    { class: "lc-note info lc-mb", role: "status" },
    icon("history"),
    make("span", { class: "lc-grow" }, word("draftFound", `${day(draft.at)} ${clock(draft.at)}`)),
    use,
    drop,
  );
  use.addEventListener("click", () => {
    fill(form, draft.values);
    note.remove();
  });
  drop.addEventListener("click", () => {
    localStorage.removeItem(nameOf(form));
    note.remove();
  });
  form.prepend(note);
}

const timers = new WeakMap();

function keep(form) {
  clearTimeout(timers.get(form));
  timers.set(
    form,
    setTimeout(() => {
      if (!form.isConnected) return;
      try {
        localStorage.setItem(nameOf(form), JSON.stringify({ at: Date.now(), values: valuesOf(form) }));
      } catch {
        return;
      }
      const place = document.querySelector("[data-draft-time]");
      if (place) place.textContent = word("draftSaved", clock(Date.now()));
    }, 400),
  );
}

function forget(form) {
  clearTimeout(timers.get(form));
  localStorage.removeItem(nameOf(form));
}

function sweep() {
  const oldest = Date.now() - KEEP_DAYS * 86400000;
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(PREFIX) && !(read(name)?.at > oldest)) localStorage.removeItem(name);
  }
}

export function init(scope) {
  for (const form of scope.querySelectorAll("form[data-draft-key]")) {
    if (form.dataset.draftReady) continue;
    form.dataset.draftReady = "1";
    print(form);
    const draft = read(nameOf(form));
    const now = JSON.stringify(plainValuesOf(form));
    const changed = draft?.values.some((kept) => kept[2]) && JSON.stringify(draft.values.map((kept) => kept.slice(0, 2))) !== now;
    if (changed && !form.querySelector("[data-form-errors]")) offer(form, draft);
  }
}

export function start() {
  sweep();
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-draft-key]");
    if (form && (event.isTrusted || event.detail === "chosen")) keep(form);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.requestConfig?.elt;
    if (form?.matches?.("form[data-draft-key]") && event.detail.xhr.status < 400 && event.detail.xhr.status > 0) forget(form);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-draft-key]:not([hx-post])")) forget(event.target);
    if (event.target.action?.includes("sign-out")) {
      for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
    }
  });
}
