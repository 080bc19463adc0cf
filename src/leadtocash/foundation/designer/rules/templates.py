"""Where a new process begins: an empty one for a kind of record, or a copy of another."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from leadtocash.foundation.designer.rules.document import Document, both, set_condition
from leadtocash.foundation.workflow.bpmn import OWN

_EMPTY = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" \
xmlns:flow="urn:leadtocash:flow" id={file} targetNamespace="urn:leadtocash:processes">
<bpmn:process id={key} name={name} flow:record={kind} isExecutable="true"/></bpmn:definitions>"""


def empty(*, key: str, name: str, record_kind: str) -> str:
    """Start, one step of the owner's superior, approved or back to the owner, end."""
    quoted = {"file": f"{key}_file", "key": key, "name": name, "kind": record_kind}
    doc = Document(_EMPTY.format(**{word: quoteattr(value) for word, value in quoted.items()}))
    doc.add("startEvent", "start", both("Start"))
    doc.add("userTask", "approve", both("Approval"), assign="superior:owner", limit="2")
    doc.add("exclusiveGateway", "agreed", both("Agreed?")).set("default", "agreed_yes")
    doc.add("endEvent", "done", both("Approved"), outcome="approved")
    doc.add("endEvent", "refused", both("Refused"), outcome="rejected")
    for name_of, source, target in (("begin", "start", "approve"), ("decided", "approve", "agreed")):
        doc.connect(source, target).set("id", name_of)
    no = doc.connect("agreed", "refused", both("Not agreed"))
    no.set("id", "agreed_no")
    set_condition(no, "approve_outcome == 'rejected'")
    doc.connect("agreed", "done", both("Agreed")).set("id", "agreed_yes")
    return doc.text()


def copied(text: str, *, key: str, name: str) -> str:
    """The same process under another key and name."""
    doc = Document(text)
    doc.process.set("id", key)
    doc.process.set("name", name)
    doc.process.attrib.pop(f"{OWN}name_en", None)
    doc.root.set("id", f"{key}_file")
    for plane in doc.root.iter("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNPlane"):
        plane.set("bpmnElement", key)
    return doc.text()
