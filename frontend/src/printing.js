// The editor of print templates: a placeholder is put where the cursor stands, the preview follows the typing.
const PAUSE = 900;

function insert(button) {
  const field = document.querySelector(button.dataset.into);
  if (!field) return;
  field.setRangeText(button.dataset.insert, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

// The form itself is not sent: its draft is kept by Save alone, so the preview gets a form of its own.
async function preview(form, button) {
  const asked = document.createElement("form");
  asked.method = "post";
  asked.action = button.formAction;
  asked.target = button.formTarget;
  asked.hidden = true;
  for (const name of ["source", "record", "csrfmiddlewaretoken"]) {
    const value = form.elements[name]?.value;
    if (value === undefined) continue;
    const field = document.createElement("textarea");
    field.name = name;
    field.value = value;
    asked.append(field);
  }
  document.body.append(asked);
  HTMLFormElement.prototype.submit.call(asked);
  asked.remove();
}

const buttons = [...document.querySelectorAll("[data-preview]")];
document.addEventListener("click", (event) => {
  const place = event.target.closest("[data-insert]");
  if (place) insert(place);
});
if (buttons.length) {
  const [button] = buttons;
  const form = button.form;
  let waiting;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => preview(form, button), PAUSE);
  };
  for (const one of buttons) {
    one.addEventListener("click", (event) => {
      event.preventDefault();
      preview(form, one);
    });
  }
  form.elements.source?.addEventListener("input", soon);
  form.elements.record?.addEventListener("change", soon);
  preview(form, button);
}
