// Cards moved between lanes, or entries between days: the drop asks the same gate as the button; what is refused goes
// back to its place. With the keyboard: Shift and an arrow.
import Sortable from "sortablejs";
import { csrfToken } from "./http.js";
import { showDialog, tell } from "./dialogs.js";
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

function press(event) {
  const item = event.target.closest?.("[data-move]");
  const by = event.shiftKey && item ? step(event.key, "days" in event.currentTarget.dataset) : undefined;
  if (!by) return;
  event.preventDefault();
  event.stopPropagation();
  const lanes = [...event.currentTarget.querySelectorAll("[data-lane]")];
  const from = item.parentElement;
  const to = lanes[lanes.indexOf(from) + by];
  if (!to) return;
  const next = item.nextSibling;
  to.prepend(item);
  item.focus();
  send(item, to, () => {
    from.insertBefore(item, next);
    item.focus();
  });
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
    new Sortable(lane, { group: "kanban", draggable: "[data-move]", animation: 120, delay: 150, delayOnTouchOnly: true, onEnd: drop });
  }
}
