// The map of a buying centre: people dragged to another place or level, influence drawn from the dot of a card to
// another card. With keys: Shift and an arrow moves, Enter begins an influence and ends it at another card. Each step is
// sent and the map comes back as the server draws it; what is refused leaves it as it was.
import { csrfToken, signedOut } from "./http.js";
import { showDialog, tell, toast } from "./dialogs.js";
import { word } from "./words.js";

const ACROSS = 1000; // places count in thousandths
const FAR = 4; // units of the picture before a press becomes a drag
const STEP = 100;
const LEVELS = ["decide", "manage", "operate"];

const map = () => document.querySelector("[data-map]");
const button = () => document.querySelector("[data-map-edit]");
const isEditing = () => button()?.getAttribute("aria-pressed") === "true";
const nodes = () => [...map().querySelectorAll("[data-node]")];

let drag = null; // {node, grip, from, dx, dy}
let begun = null; // the card an influence begins at, by keys

function point(event) {
  return new DOMPoint(event.clientX, event.clientY).matrixTransform(map().getScreenCTM().inverse());
}

// ---------------------------------------------------------------- sending
async function send(url, values, focus) {
  const body = new FormData();
  for (const [name, value] of Object.entries(values)) body.append(name, value);
  try {
    const answer = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" } });
    if (signedOut(answer.status, answer.headers.get("HX-Redirect"))) return;
    const text = await answer.text();
    if (answer.ok) {
      window.htmx.swap(document.getElementById("lc-map"), text, { swapStyle: "outerHTML" });
      edit(true);
      map().querySelector(`[data-node="${focus}"]`)?.focus();
      return;
    }
    restore();
    if ([409, 412].includes(answer.status) && !/^\s*<!doctype/i.test(text)) {
      window.htmx.swap(document.getElementById("lc-dialog"), text, { swapStyle: "innerHTML" });
      showDialog();
    } else tell(word(answer.status === 403 ? "forbidden" : "failed"));
  } catch {
    restore();
    tell(word("offline"));
  }
}

function put(node, x, level) {
  const { left, span } = map().dataset;
  const place = Math.round(((x - left) / span) * ACROSS);
  const values = { level, place: Math.max(0, Math.min(ACROSS, place)), revision: node.dataset.revision };
  send(node.dataset.place, values, node.dataset.node);
}

function connect(source, target) {
  if (source === target) return;
  send(source.dataset.influence, { target: target.dataset.node, on_map: "1" }, source.dataset.node);
}

// ---------------------------------------------------------------- drawing
const moved = (node, x, y) => node.setAttribute("transform", `translate(${x} ${y})`);
const drawn = (path) => map().querySelector("[data-drawn]").setAttribute("d", path);

function restore() {
  for (const node of nodes()) moved(node, node.dataset.x, node.dataset.y);
  drawn("");
}

function levelAt(y) {
  const bands = [...map().querySelectorAll("[data-band]")];
  const found = bands.find((band) => y < Number(band.dataset.y) + Number(band.dataset.height));
  return (found ?? bands.at(-1)).dataset.band;
}

function edit(on) {
  button().setAttribute("aria-pressed", String(on));
  button().classList.toggle("primary", on);
  document.querySelector("[data-map-hint]").hidden = !on;
  map().classList.toggle("editing", on);
  begun = null;
}

// ---------------------------------------------------------------- pointer
function down(event) {
  const node = event.target.closest?.("[data-place]");
  if (!isEditing() || !node || event.button) return;
  event.preventDefault();
  const at = point(event);
  const grip = event.target.closest("[data-grip]") !== null;
  drag = { node, grip, from: at, dx: at.x - node.dataset.x, dy: at.y - node.dataset.y, far: false };
  map().setPointerCapture(event.pointerId);
}

function move(event) {
  if (!drag) return;
  const at = point(event);
  drag.far ||= Math.hypot(at.x - drag.from.x, at.y - drag.from.y) > FAR;
  if (!drag.far) return;
  if (drag.grip) drawn(`M${drag.from.x} ${drag.from.y}L${at.x} ${at.y}`);
  else moved(drag.node, at.x - drag.dx, at.y - drag.dy);
}

function up(event) {
  if (!drag) return;
  const { node, grip, dx, far } = drag;
  const at = point(event);
  drag = null;
  if (!far) return;
  if (!grip) {
    put(node, at.x - dx, levelAt(at.y));
    return;
  }
  const under = document.elementsFromPoint(event.clientX, event.clientY).map((one) => one.closest("[data-node]"));
  const target = under.find((one) => one && one !== node);
  if (target) connect(node, target);
  else restore();
}

function cancel() {
  if (drag) restore();
  drag = null;
}

// ---------------------------------------------------------------- keys
function press(event) {
  const node = event.target.closest?.("[data-place]");
  if (!isEditing() || !node) return;
  if (event.key === "Enter") {
    event.preventDefault();
    if (begun) connect(begun, node);
    else toast(map().dataset.begin);
    begun = begun ? null : node;
  } else if (event.key === "Escape") begun = null;
  else if (event.shiftKey && event.key.startsWith("Arrow")) {
    event.preventDefault();
    event.stopPropagation();
    const level = LEVELS.indexOf(node.dataset.level);
    const side = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key] ?? 0;
    const floor = { ArrowUp: -1, ArrowDown: 1 }[event.key] ?? 0;
    if (LEVELS[level + floor]) put(node, Number(node.dataset.x) + side, LEVELS[level + floor]);
  }
}

export function init(scope) {
  const toggle = scope.querySelector("[data-map-edit]");
  if (!toggle || toggle.dataset.dressed) return;
  toggle.dataset.dressed = "1";
  toggle.hidden = false;
  toggle.addEventListener("click", () => edit(!isEditing()));
  const box = document.getElementById("lc-map").parentElement;
  // under a finger a card is dragged; beside it the map scrolls
  const held = (event) => isEditing() && event.target.closest?.("[data-place]") && event.preventDefault();
  box.addEventListener("touchstart", held, { passive: false });
  box.addEventListener("pointerdown", down);
  box.addEventListener("pointermove", move);
  box.addEventListener("pointerup", up);
  box.addEventListener("pointercancel", cancel);
  box.addEventListener("keydown", press);
  box.addEventListener("dragstart", (event) => isEditing() && event.preventDefault());
  box.addEventListener("click", (event) => {
    if (isEditing() && event.target.closest("[data-node]")) event.preventDefault();
  });
}
