// Sentences come from the server (web/_words.html), so that they are in the person's language.
export function word(name, n) {
  const text = document.getElementById("lc-words")?.dataset[name] ?? "";
  return n === undefined ? text : text.replace("{n}", n);
}

export const chinese = () => document.documentElement.lang.toLowerCase().startsWith("zh");
export const traditional = () => document.documentElement.lang.toLowerCase() === "zh-hant";

// An element from a tag, its attributes and its children; text is never read as markup.
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

export const icon = (name) => make("i", { class: `ti ti-${name}`, "aria-hidden": "true" });

export const typing = (event) =>
  event.isComposing ||
  event.keyCode === 229 ||
  event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], .ts-wrapper") != null;
