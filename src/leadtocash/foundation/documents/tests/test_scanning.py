"""A virus scanner looks at every file before it is kept, or later where it is down (PLT-7)."""

import socket
import struct
import threading

import pytest

from leadtocash.foundation.documents import actions, queries, scanning, storing
from leadtocash.foundation.documents.models import StoredFile
from leadtocash.foundation.documents.tests.samples import PDF, upload
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.notices.models import Notice

pytestmark = pytest.mark.req("PLT-7")
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR"


class Clamd(threading.Thread):
    """Speaks as clamd does: INSTREAM, blocks with their length, an answer, hanging up."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.line = socket.create_server(("127.0.0.1", 0))
        self.most = 1 << 30
        self.start()

    def stop(self) -> None:
        """No further call is taken, not even the one being waited for."""
        self.line.shutdown(socket.SHUT_RDWR)
        self.line.close()

    @property
    def url(self) -> str:
        return f"clamd://127.0.0.1:{self.line.getsockname()[1]}"

    def run(self) -> None:
        while True:
            try:
                talk, _address = self.line.accept()
            except OSError:
                return
            with talk, talk.makefile("rb") as said:
                assert said.read(10) == b"zINSTREAM\0"
                content = b""
                while (size := struct.unpack("!L", said.read(4))[0]) and len(content) < self.most:
                    content += said.read(size)
                answer = b"stream: Eicar-Test-Signature FOUND" if EICAR in content else b"stream: OK"
                if len(content) >= self.most:
                    answer = b"INSTREAM size limit exceeded. ERROR"
                talk.sendall(answer + b"\0")


@pytest.fixture
def clamd(settings):
    server = Clamd()
    settings.SCANNER = server.url
    yield server
    if server.line.fileno() >= 0:
        server.stop()


def test_a_clean_file_is_taken_and_marked(cast, customer, clamd):
    file = actions.attach(customer, upload("a.pdf"), act=cast.act("wang"))
    assert (file.stored.scan, file.stored.scanned_at is not None) == ("clean", True)


def test_an_infected_file_is_refused_journaled_and_told(cast, page, customer, clamd):
    url = f"/attachments/customers.customer/{customer.pk}/"
    answer = page("wang").post(url, {"file": upload("合同.pdf", PDF + EICAR)}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (409, "file_infected")
    assert "Eicar-Test-Signature" in answer.json()["message"]
    assert not queries.attachments_of(customer).exists()
    entry = recording.history(customer)[0]
    assert (entry.verb, entry.data) == ("documents.refused", {"name": "合同.pdf", "finding": "Eicar-Test-Signature"})
    assert [one.person.username for one in Notice.objects.filter(topic="documents.virus")] == ["admin"]


def test_over_the_api_too(cast, api, customer, clamd):
    url = f"/api/v1/attachments/customers.customer/{customer.pk}/"
    answer = api("wang").post(url, {"file": upload("合同.pdf", PDF + EICAR)}, format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (409, "file_infected")
    assert recording.history(customer)[0].verb == "documents.refused"


def test_without_its_scanner_a_file_is_refused_or_waits(cast, page, customer, clamd, settings):
    clamd.stop()
    with pytest.raises(RuleError) as refusal:
        actions.attach(customer, upload("a.pdf"), act=cast.act("wang"))
    assert refusal.value.code == "scanner_down"
    settings.SCANNER_DOWN = "later"
    file = actions.attach(customer, upload("a.pdf", PDF + EICAR), act=cast.act("wang"))
    assert file.stored.scan == "unscanned"
    assert storing.scan_waiting(act=cast.act("admin")) == 0
    settings.SCANNER = Clamd().url
    assert storing.scan_waiting(act=cast.act("admin")) == 1
    answer = page("wang").get(f"/attachments/{file.pk}/")
    assert (answer.status_code, "Eicar" in answer.content.decode()) == (409, True)
    assert recording.history(customer)[0].verb == "documents.infected"
    assert Notice.objects.filter(topic="documents.virus", person=cast.people["admin"]).count() == 1
    with pytest.raises(RuleError):
        actions.attach(customer, upload("b.pdf", PDF + EICAR), act=cast.act("wang"))


def test_a_file_too_large_for_the_scanner_is_not_called_clean(customer, clamd):
    clamd.most = 10
    with pytest.raises(scanning.ScannerDown):
        scanning.finding_in(upload("a.pdf", b"x" * 300_000))


@pytest.mark.parametrize(
    ("command", "found"),
    [("sh -c 'cat >/dev/null'", ""), ("sh -c 'cat >/dev/null; echo stdin: Win.Test FOUND; exit 1'", "Win.Test")],
)
def test_a_command_may_be_the_scanner(settings, command, found):
    settings.SCANNER = f"command:{command}"
    assert scanning.finding_in(upload("a.pdf")) == found


def test_a_broken_command_is_a_scanner_that_is_down(settings):
    for command in ("sh -c 'exit 2'", "/no/such/program"):
        settings.SCANNER = f"command:{command}"
        with pytest.raises(scanning.ScannerDown):
            scanning.finding_in(upload("a.pdf"))


def test_without_a_scanner_nothing_waits(cast, customer):
    actions.attach(customer, upload("a.pdf"), act=cast.act("wang"))
    assert StoredFile.objects.get().scan == "unscanned"
    assert storing.scan_waiting(act=cast.act("admin")) == 0
