// Cards moved between lanes, or entries between days: the drop asks the same gate as the button; what is refused goes
// back to its place. With the keyboard: the arrows go from card to card, Space picks one up and puts it down, Escape
// puts it back; Shift and an arrow moves it at once.
import Sortable from "sortablejs";
import { csrfToken, signedOut } from "./http.js";
import { showDialog, tell, toast } from "./dialogs.js";
import { word } from "./words.js";

async function send(item, lane, back) {
  const body = new FormData();
  body.append("to", lane.dataset.lane);
  try {
    const answer = await fetch(item.dataset.move, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" },
      redirect: "manual",
    });
    if (signedOut(answer.status, answer.headers.get("HX-Redirect"))) return;
    if (answer.status === 202) toast(await answer.text()); // it became a question: the card stays where it was
    if (answer.type === "opaqueredirect" || answer.ok) {
      window.htmx.trigger(document.body, "lc:moved");
      return;
    }
    back();
    const text = await answer.text();
    const box = document.getElementById("lc-dialog");
    if ([409, 422].includes(answer.status) && !/^\s*<!doctype/i.test(text)) {
      window.htmx.swap(box, text, { swapStyle: "innerHTML" });
      showDialog();
    } else tell(word(answer.status === 403 ? "forbidden" : "failed"));
  } catch {
    back();
    tell(word("offline"));
  }
}

function drop({ item, from, to, oldIndex }) {
  if (from !== to) send(item, to, () => from.insertBefore(item, from.children[oldIndex] ?? null));
}

function step(key, days) {
  if (days) return { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[key];
  return { ArrowLeft: -1, ArrowRight: 1 }[key];
}

const lanesOf = (board) => [...board.querySelectorAll("[data-lane]")];

/** The card that was picked up, and where it came from. */
let held = null;

function pickUp(item) {
  held = { item, from: item.parentElement, next: item.nextSibling };
  item.classList.add("held");
}

function putBack({ item, from, next }) {
  from.insertBefore(item, next?.parentElement === from ? next : null);
  item.focus();
}

function putDown() {
  const one = held;
  held = null;
  one.item.classList.remove("held");
  if (one.item.parentElement !== one.from) send(one.item, one.item.parentElement, () => putBack(one));
}

function shift(board, item, by) {
  const lanes = lanesOf(board);
  const to = lanes[lanes.indexOf(item.parentElement) + by];
  if (!to) return false;
  to.prepend(item);
  item.focus();
  item.scrollIntoView({ block: "nearest", inline: "nearest" });
  return true;
}

/** From card to card: up and down within the lane, left and right to the next lane that has one. */
function walk(board, item, key) {
  const cards = [...item.parentElement.querySelectorAll("a")];
  const place = cards.indexOf(item);
  if (key === "ArrowUp" || key === "ArrowDown") return cards[place + (key === "ArrowUp" ? -1 : 1)];
  const lanes = lanesOf(board);
  const by = key === "ArrowLeft" ? -1 : 1;
  for (let at = lanes.indexOf(item.parentElement) + by; lanes[at]; at += by) {
    const there = lanes[at].querySelectorAll("a");
    if (there.length) return there[Math.min(place, there.length - 1)];
  }
  return undefined;
}

function press(event) {
  const board = event.currentTarget;
  const item = event.target.closest?.("[data-lane] a");
  if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
  const days = "days" in board.dataset;
  const by = step(event.key, days);
  const used = use(board, item, event, by, days);
  if (!used) return;
  event.preventDefault();
  event.stopPropagation();
}

/** Whether the key meant something here. */
function use(board, item, { key, shiftKey }, by, days) {
  if (held?.item === item) {
    if (by) return shift(board, item, by) || true;
    if (key === "Escape") {
      const one = held;
      held = null;
      item.classList.remove("held");
      putBack(one);
    } else if (key === " " || key === "Enter") putDown();
    else return key === "ArrowUp" || key === "ArrowDown";
    return true;
  }
  const movable = "move" in item.dataset;
  if (shiftKey && by && movable) {
    const one = { item, from: item.parentElement, next: item.nextSibling };
    if (shift(board, item, by)) send(item, item.parentElement, () => putBack(one));
    return true;
  }
  if (key === " " && movable && !shiftKey) {
    pickUp(item);
    return true;
  }
  if (shiftKey || days || !key.startsWith("Arrow")) return false;
  walk(board, item, key)?.focus();
  return true;
}

export function init(scope) {
  for (const board of scope.querySelectorAll("[data-kanban]")) {
    if (board.dataset.keyed) continue;
    board.dataset.keyed = "1";
    board.addEventListener("keydown", press);
  }
  for (const lane of scope.querySelectorAll("[data-kanban] [data-lane]")) {
    if (lane.dataset.dressed) continue;
    lane.dataset.dressed = "1";
    new Sortable(lane, { group: "kanban", draggable: "[data-move]", animation: 120, delay: 150, delayOnTouchOnly: true, scrollSensitivity: 60, scrollSpeed: 14, onEnd: drop });
  }
}
