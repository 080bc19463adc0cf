// bpmn-js cut to the elements a process may have: its palette, its context pad, its words.
import Modeler from "bpmn-js/lib/Modeler";
import AlignElements from "bpmn-js/lib/features/align-elements";
import DistributeElements from "bpmn-js/lib/features/distribute-elements";
import flow from "./flow.json";

const KINDS = {
  step: ["bpmn:UserTask", "bpmn-icon-user-task"],
  service: ["bpmn:ServiceTask", "bpmn-icon-service-task"],
  table: ["bpmn:BusinessRuleTask", "bpmn-icon-business-rule-task"],
  question: ["bpmn:ExclusiveGateway", "bpmn-icon-gateway-xor"],
  fork: ["bpmn:ParallelGateway", "bpmn-icon-gateway-parallel"],
  receive: ["bpmn:ReceiveTask", "bpmn-icon-receive-task"],
};
const APPENDED = ["step", "question", "fork", "service", "receive"];
const WAITS = ["bpmn:UserTask", "bpmn:ReceiveTask"];

function Palette(palette, create, elementFactory, spaceTool, lassoTool, handTool, globalConnect, translate) {
  palette.registerProvider({ getPaletteEntries: () => entries() });

  function made(type, className, title) {
    const begin = (event) => create.start(event, elementFactory.createShape({ type }));
    return { group: "elements", className, title: translate(title), action: { dragstart: begin, click: begin } };
  }

  function tool(group, className, title, click) {
    return { group, className, title: translate(title), action: { click } };
  }

  function entries() {
    const found = {
      "hand-tool": tool("tools", "bpmn-icon-hand-tool", "Activate hand tool", (event) => handTool.activateHand(event)),
      "lasso-tool": tool("tools", "bpmn-icon-lasso-tool", "Activate lasso tool", (event) => lassoTool.activateSelection(event)),
      "space-tool": tool("tools", "bpmn-icon-space-tool", "Activate create/remove space tool", (event) => spaceTool.activateSelection(event)),
      "connect-tool": tool("tools", "bpmn-icon-connection-multi", "Activate global connect tool", (event) => globalConnect.start(event)),
      separator: { group: "tools", separator: true },
      "create.start": made("bpmn:StartEvent", "bpmn-icon-start-event-none", "Create start event"),
      "create.end": made("bpmn:EndEvent", "bpmn-icon-end-event-none", "Create end event"),
    };
    for (const [name, [type, className]] of Object.entries(KINDS)) found[`create.${name}`] = made(type, className, `Create ${name}`);
    return found;
  }
}
Palette.$inject = ["palette", "create", "elementFactory", "spaceTool", "lassoTool", "handTool", "globalConnect", "translate"];

function ContextPad(contextPad, modeling, connect, autoPlace, elementFactory, rules, translate) {
  contextPad.registerProvider({ getContextPadEntries: (element) => entries(element), getMultiElementContextPadEntries: (elements) => removal(elements) });

  function removal(elements) {
    const chosen = [].concat(elements);
    const allowed = rules.allowed("elements.delete", { elements: chosen });
    if (!(Array.isArray(allowed) ? allowed.length : allowed)) return {};
    return { delete: { group: "edit", className: "bpmn-icon-trash", title: translate("Remove"), action: { click: () => modeling.removeElements(chosen.slice()) } } };
  }

  function appended(element, type, className, title) {
    const append = () => autoPlace.append(element, elementFactory.createShape({ type }));
    return { group: "model", className, title: translate(title), action: { click: append, dragstart: append } };
  }

  function timer(element) {
    const shape = elementFactory.createShape({ type: "bpmn:BoundaryEvent", eventDefinitionType: "bpmn:TimerEventDefinition", cancelActivity: false });
    shape.businessObject.set("flow:after", "1");
    shape.businessObject.set("flow:do", "remind");
    const there = element.attachers.length;
    modeling.createShape(shape, { x: element.x + element.width - 20 - there * 36, y: element.y + element.height }, element, { attach: true });
  }

  function entries(element) {
    if (element.type === "label" || element.labelTarget) return {};
    const found = removal(element);
    const type = element.businessObject.$type;
    if (element.waypoints || type === "bpmn:Process") return found;
    if (type === "bpmn:BoundaryEvent" && element.businessObject.cancelActivity === false) return found;
    if (type !== "bpmn:EndEvent") {
      for (const name of APPENDED) found[`append.${name}`] = appended(element, ...KINDS[name], `Append ${name}`);
      found["append.end"] = appended(element, "bpmn:EndEvent", "bpmn-icon-end-event-none", "Append end event");
      const start = (event, source) => connect.start(event, source);
      found.connect = { group: "connect", className: "bpmn-icon-connection-multi", title: translate("Connect using sequence flow"), action: { click: start, dragstart: start } };
    }
    if (WAITS.includes(type)) {
      found["attach.timer"] = { group: "model", className: "bpmn-icon-intermediate-event-catch-timer", title: translate("Attach timer"), action: { click: () => timer(element) } };
    }
    return found;
  }
}
ContextPad.$inject = ["contextPad", "modeling", "connect", "autoPlace", "elementFactory", "rules", "translate"];

class Drawing extends Modeler {}
Drawing.prototype._modules = Modeler.prototype._modules.filter((one) => one !== AlignElements && one !== DistributeElements);

export function open(container, words) {
  const translate = (text, values = {}) => (words[text] ?? text).replace(/{([^}]+)}/g, (_, name) => values[name] ?? `{${name}}`);
  const own = { paletteProvider: ["type", Palette], contextPadProvider: ["type", ContextPad], translate: ["value", translate] };
  return new Drawing({ container, additionalModules: [own], moddleExtensions: { flow } });
}
