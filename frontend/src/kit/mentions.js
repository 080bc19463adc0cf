// While one types "@" into textarea[data-mentions=url]: people to choose from, by arrows and Enter, or by touch.
import { make } from "./words.js";

const SIGN = /(?<![\p{L}\p{N}_.])[@＠]([^\s@＠]{0,20})$/u;
let box = null;
let field = null;
let asked = 0;

function close() {
  box?.remove();
  box = null;
  field?.removeAttribute("aria-activedescendant");
  field?.setAttribute("aria-expanded", "false");
  field = null;
}

const options = () => [...(box?.querySelectorAll("[role=option]") ?? [])];

function mark(place) {
  const all = options();
  const chosen = (place + all.length) % all.length;
  all.forEach((one, index) => one.setAttribute("aria-selected", String(index === chosen)));
  field.setAttribute("aria-activedescendant", all[chosen].id);
  all[chosen].scrollIntoView({ block: "nearest" });
}

function choose(option) {
  const end = field.selectionStart;
  const begin = field.value.slice(0, end).search(SIGN);
  if (begin >= 0) field.setRangeText(`@${option.dataset.insert} `, begin, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
  close();
}

function show(target, people) {
  close();
  if (!people.length) return;
  field = target;
  box = make("ul", { class: "lc-mentions", role: "listbox", id: "lc-mentions" });
  people.forEach((person, place) => {
    const option = make(
      "li",
      { role: "option", id: `lc-mention-${place}`, "data-insert": person.insert },
      make("b", {}, person.name),
      make("small", {}, person.hint),
    );
    option.addEventListener("pointerdown", (event) => event.preventDefault());
    option.addEventListener("click", () => choose(option));
    box.append(option);
  });
  target.after(box);
  target.setAttribute("aria-controls", "lc-mentions");
  target.setAttribute("aria-expanded", "true");
  mark(0);
}

async function look(target) {
  const typed = target.value.slice(0, target.selectionStart).match(SIGN);
  const mine = ++asked;
  if (!typed) return close();
  try {
    const answer = await fetch(`${target.dataset.mentions}?q=${encodeURIComponent(typed[1])}`);
    if (mine !== asked || !answer.ok) return;
    show(target, (await answer.json()).results);
  } catch {
    close();
  }
}

function pressed(event) {
  if (!box || event.target !== field || event.isComposing) return;
  const here = options().findIndex((one) => one.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") mark(here + 1);
  else if (event.key === "ArrowUp") mark(here - 1);
  else if (event.key === "Enter" || event.key === "Tab") choose(options()[here]);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

export function start() {
  let timer = 0;
  document.addEventListener("input", (event) => {
    if (!event.isTrusted || !event.target.matches?.("textarea[data-mentions]") || event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(look, 150, event.target);
  });
  document.addEventListener("compositionend", (event) => {
    if (event.target.matches?.("textarea[data-mentions]")) look(event.target);
  });
  document.addEventListener("keydown", pressed, true);
  document.addEventListener("focusout", (event) => event.target === field && close());
}
