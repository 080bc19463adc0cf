// Better inputs: a calendar for days, a searching select, dropped files. Without scripts all of them still work.
import flatpickr from "flatpickr";
import { Mandarin } from "flatpickr/dist/l10n/zh.js";
import { MandarinTraditional } from "flatpickr/dist/l10n/zh-tw.js";
import TomSelect from "tom-select/base";
import removeButton from "tom-select/dist/esm/plugins/remove_button/plugin.js";
import { tell } from "./dialogs.js";
import { chinese, icon, make, traditional, word } from "./words.js";

TomSelect.define("remove_button", removeButton);

function readDay(text) {
  const parts = text.normalize("NFKC").match(/(\d{4})\D(\d{1,2})\D(\d{1,2})(?:\D+(\d{1,2})\D(\d{2}))?/);
  return parts ? new Date(+parts[1], +parts[2] - 1, +parts[3], +(parts[4] ?? 0), +(parts[5] ?? 0)) : undefined;
}

function calendar(input) {
  const time = input.hasAttribute("data-datetime");
  const error = input.closest(".lc-field")?.querySelector(".lc-err");
  flatpickr(input, {
    allowInput: true,
    dateFormat: time ? "Y-m-d H:i" : "Y-m-d",
    enableTime: time,
    time_24hr: true,
    parseDate: readDay,
    locale: { ...(traditional() ? MandarinTraditional : chinese() ? Mandarin : {}), firstDayOfWeek: 1 },
    minDate: input.dataset.min || null,
    maxDate: input.dataset.max || null,
    positionElement: error ?? undefined,
    onChange: () => input.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: "chosen" })),
  });
}

function searching(select) {
  const source = select.dataset.source;
  select.setAttribute("aria-hidden", "true");
  const found = (results, query) => {
    // found by what is not shown (sign-in name, number, phone): the typed words count as the record's own
    const rows = results.map((one) => ({ ...one, sought: query }));
    for (const one of rows) if (box.options[one.value]) box.updateOption(one.value, one);
    return rows;
  };
  const box = new TomSelect(select, {
    plugins: select.multiple ? ["remove_button"] : [],
    maxOptions: 200,
    create: false,
    placeholder: select.dataset.placeholder || word("search"),
    allowEmptyOption: false,
    hidePlaceholder: true,
    clearAfterSelect: true, // with the second person one begins anew, and what lies below can be pressed
    closeAfterSelect: true,
    valueField: "value",
    labelField: "text",
    searchField: ["text", "hint", "sought"],
    load: source
      ? (query, done) => {
          fetch(`${source}${source.includes("?") ? "&" : "?"}q=${encodeURIComponent(query)}`, { headers: { Accept: "application/json" } })
            .then((answer) => answer.json())
            .then((body) => done(found(body.results ?? body, query)))
            .catch(() => done());
        }
      : undefined,
    preload: select.hasAttribute("data-preload") ? "focus" : false,
    shouldLoad: (query) => query.length > 0 || select.hasAttribute("data-preload"),
    render: { no_results: () => make("div", { class: "no-results" }, word("noneFound")) },
  });
}

function showFiles(zone, input) {
  const list = zone.querySelector("[data-drop-list]");
  list?.replaceChildren(...[...input.files].map((file) => make("li", {}, icon("file"), ` ${file.name}`)));
}

function dropZone(zone) {
  const input = zone.querySelector('input[type="file"]');
  if (!input) return;
  for (const name of ["dragenter", "dragover"]) zone.addEventListener(name, () => zone.classList.add("over"));
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
  if (zone.closest("form[data-uploads]")) return; // uploads.js sends these
  input.addEventListener("change", () => {
    const most = Number(word("most")) * 1024 * 1024;
    const kept = new DataTransfer();
    for (const file of input.files) {
      if (file.size > most) tell(word("tooBig", file.name));
      else kept.items.add(file);
    }
    if (kept.files.length !== input.files.length) input.files = kept.files;
    showFiles(zone, input);
    if (input.files.length && zone.hasAttribute("data-send")) input.form.requestSubmit();
  });
}

/** What belongs to one choice of a select is only shown while it is chosen: [data-when-value] beside select[data-when]. */
function choosing(select) {
  const show = () => {
    for (const part of select.closest("fieldset, form").querySelectorAll("[data-when-value]")) part.hidden = part.dataset.whenValue !== select.value;
  };
  select.addEventListener("change", show);
  show();
}

const once = (element, dress) => {
  if (element.dataset.dressed) return;
  element.dataset.dressed = "1";
  dress(element);
};

export function init(scope) {
  for (const input of scope.querySelectorAll("input[data-date], input[data-datetime]")) once(input, calendar);
  for (const select of scope.querySelectorAll("select[data-search]")) once(select, searching);
  for (const select of scope.querySelectorAll("select[data-when]")) once(select, choosing);
  for (const zone of scope.querySelectorAll("[data-drop]")) once(zone, dropZone);
}
