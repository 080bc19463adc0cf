// What every page loads: htmx and Alpine under a strict content policy, and the kit (see docs/web-kit.md).
import Alpine from "@alpinejs/csp";
import * as decision from "./kit/decision.js";
import * as dialogs from "./kit/dialogs.js";
import * as drafts from "./kit/drafts.js";
import * as fields from "./kit/fields.js";
import * as http from "./kit/http.js";
import * as keyboard from "./kit/keyboard.js";
import * as lists from "./kit/lists.js";
import * as live from "./kit/live.js";
import * as mentions from "./kit/mentions.js";
import * as palette from "./kit/palette.js";
import * as prefs from "./kit/prefs.js";
import * as presence from "./kit/presence.js";
import * as sheet from "./kit/sheet.js";
import * as submit from "./kit/submit.js";
import * as terms from "./kit/terms.js";
import * as uploads from "./kit/uploads.js";

window.htmx = http.htmx;
window.Alpine = Alpine;

for (const part of [prefs, dialogs, submit, http, sheet, drafts, lists, decision, keyboard, live, palette, mentions, presence, uploads]) part.start();

function init(scope) {
  for (const part of [dialogs, fields, sheet, drafts, lists, decision, presence, terms]) part.init(scope);
  if (scope.querySelector("[data-map-edit]")) import("./kit/map.js").then((map) => map.init(scope));
  if (scope.querySelector("[data-kanban]")) import("./kit/kanban.js").then((kanban) => kanban.init(scope));
}

// New parts of a page, rows added to a form, and the page itself.
http.htmx.onLoad((part) => init(part.parentElement ?? document));
document.addEventListener("lc:row", (event) => fields.init(event.target));

Alpine.start();
