// What stands at the chosen element, in words: our attributes, chosen from menus.
const KINDS = {
  "bpmn:Process": "Process", "bpmn:UserTask": "Step", "bpmn:StartEvent": "Start", "bpmn:EndEvent": "End", "bpmn:ServiceTask": "Service",
  "bpmn:BusinessRuleTask": "Table", "bpmn:ExclusiveGateway": "Question", "bpmn:ParallelGateway": "Parallel", "bpmn:ReceiveTask": "Receive",
  "bpmn:BoundaryEvent": "Timer", "bpmn:SequenceFlow": "Arrow", "bpmn:TextAnnotation": "Note",
};
const USUAL = { work: "decide", reject: "at_once", comment: "on_reject" };
const SETTINGS = ["repeat", "own", "nobody", "bulk"];
const PICTURE = ["standard", "documents", "clause"];
const FIELDS = {
  "bpmn:UserTask": ["name", "name_en", "work", "assign", "mode", "reject", "comment", "limit", ...PICTURE, "who", ...SETTINGS],
  "bpmn:ServiceTask": ["name", "name_en", "service", ...PICTURE],
  "bpmn:BusinessRuleTask": ["name", "name_en", "matrix", ...PICTURE],
  "bpmn:ReceiveTask": ["name", "name_en", "event", "limit", ...PICTURE],
  "bpmn:EndEvent": ["name", "name_en", "outcome"],
  "bpmn:BoundaryEvent": ["name", "name_en", "after", "do"],
  "bpmn:SequenceFlow": ["name", "name_en", "condition", "default"],
};
const PLAIN = ["name", "name_en"];

function made(tag, attributes = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...inside);
  return element;
}

export function start(modeler, holder, settings) {
  const { words, menus } = settings;
  const say = (text) => words[text] ?? text;
  const modeling = modeler.get("modeling");
  const moddle = modeler.get("moddle");
  let shown = null;

  const label = (name) => menus.labels[name] ?? { after: say("On day"), do: say("Do this"), condition: say("Condition"), default: say("Default") }[name] ?? name;

  function read(object, name) {
    if (name === "name") return object.name ?? "";
    if (name === "condition") return object.conditionExpression?.body ?? "";
    return object.get(`flow:${name}`) ?? "";
  }

  function write(element, name, value) {
    const object = element.businessObject;
    if (name === "name") modeling.updateProperties(element, { name: value || undefined });
    else if (name === "condition") modeling.updateProperties(element, { conditionExpression: value ? moddle.create("bpmn:FormalExpression", { body: value }) : undefined });
    else if (name === "default") modeling.updateProperties(element.source, { default: value ? object : undefined });
    else modeling.updateProperties(element, { [`flow:${name}`]: value || undefined });
  }

  function menu(name, value) {
    if (name === "assign") return { groups: menus.assign };
    if (menus[name] && name !== "choices") return { options: menus[name] };
    if (!menus.choices[name]) return null;
    const options = [...menus.choices[name]];
    if (name === "mode") options.push(...["0.5", "0.6", "0.67", "0.75"].map((share) => [`ratio:${share}`, `${say("Ratio")} ${Math.round(share * 100)} %`]));
    return { options, usual: value };
  }

  function select(name, value, { options = [], groups = [] }) {
    const chosen = made("select", { class: "lc-input lc-select", name });
    const known = [...options, ...groups.flatMap(([, inside]) => inside)].map(([code]) => code);
    if (!USUAL[name]) chosen.append(made("option", { value: "" }, ["assign", "service", "do"].includes(name) ? "—" : SETTINGS.includes(name) || name === "mode" ? say("As usual") : say("None")));
    for (const [code, text] of options) if (code) chosen.append(made("option", { value: code }, text));
    for (const [title, inside] of groups) chosen.append(made("optgroup", { label: title }, ...inside.map(([code, text]) => made("option", { value: code }, text))));
    if (value && !known.includes(value)) chosen.append(made("option", { value }, value));
    chosen.value = value || USUAL[name] || "";
    return chosen;
  }

  function control(element, name) {
    const value = read(element.businessObject, name);
    if (name === "default") {
      const box = made("input", { type: "checkbox", class: "lc-check", name });
      box.checked = element.source?.businessObject.default === element.businessObject;
      box.addEventListener("change", () => write(element, name, box.checked));
      return box;
    }
    const choices = name === "documents" ? null : menu(name, value);
    const input = choices ? select(name, value, choices) : made(name === "standard" || name === "condition" ? "textarea" : "input", { class: "lc-input", name, rows: name === "standard" || name === "condition" ? 3 : undefined });
    if (!choices) input.value = value;
    if (name === "documents") input.setAttribute("list", "lc-papers");
    input.addEventListener("change", () => write(element, name, input.value === USUAL[name] ? "" : input.value.trim()));
    return input;
  }

  function show(element) {
    shown = element;
    holder.replaceChildren();
    const type = element?.businessObject.$type;
    if (!element || !KINDS[type]) {
      holder.append(made("p", { class: "lc-2" }, say("Nothing chosen")));
      return;
    }
    holder.append(made("h3", { class: "lc-m" }, say(KINDS[type])));
    let names = FIELDS[type] ?? PLAIN;
    if (type === "bpmn:BoundaryEvent" && element.businessObject.cancelActivity !== false) names = ["name", "name_en", "after"];
    const asks = element.source?.businessObject.$type === "bpmn:ExclusiveGateway";
    if (type === "bpmn:SequenceFlow" && !asks) names = PLAIN;
    for (const name of names) {
      const input = control(element, name);
      const id = `lc-panel-${name}`;
      input.id = id;
      input.disabled = !settings.save;
      holder.append(made("div", { class: "lc-field" }, made("label", { for: id }, label(name)), input));
    }
  }

  const bus = modeler.get("eventBus");
  bus.on("selection.changed", ({ newSelection }) => show(newSelection.length === 1 ? newSelection[0].labelTarget ?? newSelection[0] : null));
  bus.on("elements.changed", ({ elements }) => {
    const typing = holder.contains(document.activeElement);
    if (shown && elements.includes(shown) && !typing) show(shown);
  });
  show(null);
}
