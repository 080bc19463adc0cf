// Cards moved between lanes: the drop asks the same gate as the button; what is refused goes back to its place.
import Sortable from "sortablejs";
import { csrfToken } from "./http.js";
import { showDialog, tell } from "./dialogs.js";
import { word } from "./words.js";

async function drop(event) {
  const { item, from, to, oldIndex } = event;
  if (from === to) return;
  const back = () => from.insertBefore(item, from.children[oldIndex] ?? null);
  const body = new FormData();
  body.append("to", to.dataset.lane);
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
    if (answer.status === 409 && !/^\s*<!doctype/i.test(text)) {
      window.htmx.swap(box, text, { swapStyle: "innerHTML" });
      showDialog();
    } else tell(word(answer.status === 403 ? "forbidden" : "failed"));
  } catch {
    back();
    tell(word("offline"));
  }
}

export function init(scope) {
  for (const lane of scope.querySelectorAll("[data-kanban] [data-lane]")) {
    if (lane.dataset.dressed) continue;
    lane.dataset.dressed = "1";
    new Sortable(lane, { group: "kanban", draggable: "[data-move]", animation: 120, delay: 150, delayOnTouchOnly: true, onEnd: drop });
  }
}
