// Signing in: passkeys, a hint at caps lock, copying of codes. Everything works without this file, except passkeys.
const usable = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON) && window.isSecureContext;

async function ask(form) {
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(form.dataset.passkey, { method: "POST", headers: { "X-CSRFToken": token } });
  if (answer.redirected) {
    location.href = answer.url;
    return null;
  }
  const { publicKey } = await answer.json();
  const making = "new" in form.dataset;
  const options = making
    ? PublicKeyCredential.parseCreationOptionsFromJSON(publicKey)
    : PublicKeyCredential.parseRequestOptionsFromJSON(publicKey);
  const credential = making
    ? await navigator.credentials.create({ publicKey: options })
    : await navigator.credentials.get({ publicKey: options });
  return JSON.stringify(credential.toJSON());
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = !usable;
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    const refused = form.querySelector("[data-passkey-refused]");
    refused.hidden = true;
    try {
      const answer = await ask(form);
      if (answer === null) return;
      form.elements.answer.value = answer;
      form.submit();
    } catch {
      refused.hidden = false;
    }
  });
}
for (const note of document.querySelectorAll("[data-passkey-none]")) note.hidden = usable;

// Caps lock is said below the password while one types.
for (const input of document.querySelectorAll("input[data-caps]")) {
  const hint = document.querySelector("#lc-caps")?.content.firstElementChild.cloneNode(true);
  if (!hint) continue;
  hint.hidden = true;
  input.after(hint);
  const look = (event) => {
    if (event.getModifierState) hint.hidden = !event.getModifierState("CapsLock");
  };
  input.addEventListener("keydown", look);
  input.addEventListener("keyup", look);
  input.addEventListener("blur", () => (hint.hidden = true));
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", () => {
    const shown = document.querySelector(button.dataset.copy);
    const lines = shown.children.length ? [...shown.children].map((line) => line.textContent) : [shown.textContent];
    navigator.clipboard?.writeText(lines.join("\n"));
  });
}
