// Rows of a condition: only the box that fits the chosen field is shown, and only the values of that field.
const boxes = (field, name) => document.getElementById(field.id.replace(/_field$/, `_${name}`));

function fit(field) {
  const chosen = boxes(field, "chosen");
  const typed = boxes(field, "typed");
  if (!chosen || !typed) return;
  const own = [...chosen.options].filter((option) => option.value.startsWith(`${field.value}=`));
  const pick = own.length > 0;
  chosen.closest(".lc-field").hidden = !pick;
  typed.closest(".lc-field").hidden = pick || !field.value;
  boxes(field, "sign").closest(".lc-field").hidden = !field.value;
  const search = chosen.tomselect;
  if (!search) return;
  const values = new Set(own.map((option) => option.value));
  search.settings.score = undefined;
  for (const value of [...search.items]) if (!values.has(value)) search.removeItem(value, true);
  search.refreshOptions(false);
}

function start() {
  for (const field of document.querySelectorAll("[data-cond=field]")) {
    field.addEventListener("change", () => fit(field));
    fit(field);
  }
}

window.addEventListener("load", start);
document.addEventListener("htmx:afterSettle", start);
