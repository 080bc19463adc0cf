"""Print templates, papers and bulk prints over the API: keeping templates by permission, printing what one sees."""

from __future__ import annotations

import base64
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.printing import actions, frozen, permissions, queries, running
from leadtocash.foundation.printing.common import letterhead
from leadtocash.foundation.printing.models import Letterhead, PrintRun, PrintTemplate, TemplateVersion
from leadtocash.foundation.printing.papers import form_of, made, of_draft, shipped, usable
from leadtocash.foundation.printing.registry import Form
from leadtocash.foundation.printing.samples import sample
from leadtocash.foundation.printing.sandbox import LONGEST_SOURCE, Fault
from leadtocash.foundation.printing.views import runs as run_views
from leadtocash.foundation.printing.views.papers import answer, kept_answer
from leadtocash.foundation.printing.views.templates import template_of
from leadtocash.foundation.web.api import OnceMixin

FILE = {(200, "application/pdf"): OpenApiTypes.BINARY, (200, "application/octet-stream"): OpenApiTypes.BINARY}


class PrintPlaceholderSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    text = serializers.CharField()


class PrintLayoutSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="value for template=")
    name = serializers.CharField()


class PrintFormSerializer(serializers.Serializer[Any]):
    """A printed form. layouts: what it can be printed by, the default first."""

    code = serializers.CharField()
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    clause = serializers.CharField()
    layouts = PrintLayoutSerializer(many=True)


class WholePrintFormSerializer(PrintFormSerializer):
    shipped = serializers.CharField(help_text="the shipped layout")
    placeholders = PrintPlaceholderSerializer(many=True)


class PrintTemplateVersionSerializer(serializers.ModelSerializer[TemplateVersion]):
    by_name = serializers.CharField(source="by.name", read_only=True, default="")

    class Meta:
        model = TemplateVersion
        fields = ["number", "at", "by_name", "reason"]
        read_only_fields = fields


class PrintTemplateSerializer(serializers.ModelSerializer[PrintTemplate]):
    """file: the Word file, in base64."""

    source = serializers.CharField(  # type: ignore[assignment]
        required=False, allow_blank=True, max_length=LONGEST_SOURCE, trim_whitespace=False
    )
    file = serializers.CharField(required=False, allow_blank=True, write_only=True, max_length=8_000_000)
    version = serializers.IntegerField(source="published.number", read_only=True, allow_null=True, default=None)

    class Meta:
        model = PrintTemplate
        fields = [
            "id", "form", "name", "format", "source", "file", "version", "is_default", "withdrawn_at", "revision",
        ]  # fmt: skip
        read_only_fields = ["format", "is_default", "withdrawn_at", "revision"]
        validators: tuple[Any, ...] = ()

    def validate_file(self, value: str) -> bytes:
        """The file itself."""
        try:
            return base64.b64decode(value, validate=True)
        except ValueError:
            raise serializers.ValidationError("base64") from None


class WholePrintTemplateSerializer(PrintTemplateSerializer):
    versions = PrintTemplateVersionSerializer(many=True, read_only=True)
    faults = serializers.SerializerMethodField()

    class Meta(PrintTemplateSerializer.Meta):
        fields = [*PrintTemplateSerializer.Meta.fields, "versions", "faults"]

    def get_faults(self, template: PrintTemplate) -> list[str]:
        """What stands against publishing the draft."""
        return [str(fault) for fault in actions.faults_of(template)]


class PrintDraftSerializer(PrintTemplateSerializer):
    name = serializers.CharField(required=False, max_length=60)

    class Meta(PrintTemplateSerializer.Meta):
        fields = ["name", "source", "file"]


class PrintPublicationSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)
    default = serializers.BooleanField(required=False, default=True)


class PrintRestorationSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(min_value=1, max_value=99_999_999)
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)


class PrintChoiceSerializer(serializers.Serializer[Any]):
    """template: null for the shipped layout."""

    template = serializers.IntegerField(allow_null=True, min_value=1, max_value=2**63 - 1)
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)


class RunAskedSerializer(serializers.Serializer[Any]):
    form = serializers.CharField(max_length=60)
    records = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), min_length=1, max_length=running.MOST
    )
    template = serializers.CharField(required=False, allow_blank=True, default="", max_length=20)
    bundle = serializers.ChoiceField(choices=PrintRun.Bundle.choices, required=False, default=PrintRun.Bundle.PDF)


class PrintRunSerializer(serializers.ModelSerializer[PrintRun]):
    """left_out: [[record, why]] of those without paper."""

    left_out = serializers.ListField(child=serializers.ListField(child=serializers.CharField()), read_only=True)

    class Meta:
        model = PrintRun
        fields = ["id", "form", "bundle", "state", "done", "left_out", "problem", "name", "at", "ended_at"]
        read_only_fields = fields


class LetterheadSerializer(serializers.ModelSerializer[Letterhead]):
    """logo: PNG or JPEG in base64, empty to take it away."""

    logo = serializers.CharField(required=False, allow_blank=True, write_only=True, max_length=500_000)
    has_logo = serializers.SerializerMethodField()

    class Meta:
        model = Letterhead
        fields = ["name", "line", "foot", "mark_copies", "logo", "has_logo", "revision"]
        read_only_fields = ["revision"]

    def get_has_logo(self, head: Letterhead) -> bool:
        return bool(head.logo)

    def validate_logo(self, value: str) -> bytes:
        """The picture itself."""
        try:
            return base64.b64decode(value, validate=True)
        except ValueError:
            raise serializers.ValidationError("base64") from None


def _shown(form: Form) -> dict[str, Any]:
    own = [{"id": str(one.pk), "name": one.name, "is_default": one.is_default} for one in usable(form)]
    standard = {"id": "shipped", "name": "shipped", "is_default": not any(one["is_default"] for one in own)}
    layouts = sorted([*own, standard], key=lambda one: not one["is_default"])
    return {"code": form.code, "kind": form.kind, "label": form.label, "clause": form.clause, "layouts": layouts}


class PrintingView(OnceMixin):
    """Reads what is sent; keepers only where `kept`."""

    kept = True

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.kept:
            require(self.act().person, permissions.TEMPLATES)

    def read(self, kind: type[serializers.BaseSerializer[Any]], **options: Any) -> dict[str, Any]:
        """The checked body. Raises ValidationError by field."""
        given = kind(data=self.request.data, **options)
        given.is_valid(raise_exception=True)
        found: dict[str, Any] = dict(given.validated_data)
        return found

    def template(self, pk: int) -> PrintTemplate:
        """The template of the address, as the client saw it."""
        found = template_of(pk)
        return found if self.request.method == "GET" else self.unchanged(found)

    def whole(self, template: PrintTemplate, status: int = 200) -> Response:
        """A template as the answer."""
        fresh = PrintTemplate.objects.select_related("published").get(pk=template.pk)
        return Response(WholePrintTemplateSerializer(fresh).data, status=status)


class FormsView(PrintingView):
    kept = False

    @extend_schema(operation_id="print_forms_list", responses=PrintFormSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Every printed form."""
        rows = [_shown(one.form) for one in queries.listed()]
        return Response(PrintFormSerializer(rows, many=True).data)


class FormView(PrintingView):
    kept = False

    @extend_schema(responses=WholePrintFormSerializer)
    def get(self, request: Request, code: str) -> Response:
        """One form with its shipped layout and its placeholders."""
        form = form_of(code)
        values = {
            **_shown(form), "shipped": shipped(form).source, "placeholders": queries.placeholders(form),
        }  # fmt: skip
        return Response(WholePrintFormSerializer(values).data)


class ChoiceView(PrintingView):
    @extend_schema(request=PrintChoiceSerializer, responses=PrintFormSerializer)
    def post(self, request: Request, code: str) -> Response:
        """What the form is printed by unless somebody chooses otherwise."""
        form, given = form_of(code), self.read(PrintChoiceSerializer)
        if given["template"] is None:
            actions.back_to_shipped(code, act=self.act(), reason=given["reason"])
        else:
            found = template_of(given["template"])
            if found.form != form.code:
                raise serializers.ValidationError({"template": [code]})
            actions.choose(found, act=self.act(), reason=given["reason"])
        return Response(PrintFormSerializer(_shown(form)).data)


class TemplatesView(PrintingView):
    @extend_schema(
        operation_id="print_templates_list", parameters=[OpenApiParameter("form", str)],
        responses=PrintTemplateSerializer(many=True),
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """The company's own templates."""
        rows = PrintTemplate.objects.select_related("published").defer("file")
        code = request.query_params.get("form", "")
        return Response(PrintTemplateSerializer(rows.filter(form=code) if code else rows, many=True).data)

    @extend_schema(request=PrintTemplateSerializer, responses={201: WholePrintTemplateSerializer})
    def post(self, request: Request) -> Response:
        """A new template: from `source`, from a Word `file`, or from the shipped layout."""
        given = self.read(PrintTemplateSerializer)
        made = actions.add(
            form_of(given["form"]).code, given["name"], act=self.act(), source=given.get("source"),
            file=given.get("file", b""),
        )  # fmt: skip
        return self.whole(made, 201)


class TemplateView(PrintingView):
    @extend_schema(responses=WholePrintTemplateSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One template with its draft, versions and faults."""
        return self.whole(template_of(pk))


class DraftView(PrintingView):
    @extend_schema(request=PrintDraftSerializer, responses=WholePrintTemplateSerializer)
    def put(self, request: Request, pk: int) -> Response:
        """Keep the draft; papers do not change by it."""
        return self.whole(actions.save_draft(self.template(pk), self.read(PrintDraftSerializer), act=self.act()))


class PublicationView(PrintingView):
    @extend_schema(request=PrintPublicationSerializer, responses=WholePrintTemplateSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Make the draft the next version; with `default` the form is printed by it."""
        return self.whole(actions.publish(self.template(pk), act=self.act(), **self.read(PrintPublicationSerializer)))


class RestorationView(PrintingView):
    @extend_schema(request=PrintRestorationSerializer, responses=WholePrintTemplateSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Go back to an older version."""
        return self.whole(actions.restore(self.template(pk), act=self.act(), **self.read(PrintRestorationSerializer)))


class WithdrawalView(PrintingView):
    @extend_schema(request=None, responses=WholePrintTemplateSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Offer it no longer."""
        return self.whole(actions.withdraw(self.template(pk), act=self.act()))


class PreviewView(PrintingView):
    @extend_schema(parameters=[OpenApiParameter("record", int)], responses=FILE)
    def get(self, request: Request, pk: int) -> HttpResponse:
        """The draft on a record one may see, on sample values without one."""
        found, person, asked = template_of(pk), self.act().person, request.query_params.get("record", "")
        form, layout, now = form_of(found.form), of_draft(found), timezone.now()
        if asked.isdecimal() and len(asked) < 19:
            return answer(made(form, form.record(person, int(asked)), layout, person=person, now=now))
        try:
            return answer(sample(form, layout, person=person, now=now))
        except Fault as fault:
            raise RuleError(str(fault), code="print_template_faulty") from None


class PaperView(PrintingView):
    kept = False

    @extend_schema(
        parameters=[
            OpenApiParameter("template", str, description="id of a template, or shipped; the default if left out"),
            OpenApiParameter("version", str, description="an older version of the template"),
        ],
        responses=FILE,
    )
    def get(self, request: Request, code: str, pk: int) -> HttpResponse:
        """A record's paper as PDF, or as Word file where its template is one."""
        form, asked, act = form_of(code), request.query_params, self.act()
        layout = (asked.get("template", ""), asked.get("version", ""))
        return answer(frozen.printed(form, form.record(act.person, pk), *layout, person=act.person, now=act.at))


class FinalPaperView(PrintingView):
    kept = False

    @extend_schema(responses=FILE)
    def get(self, request: Request, code: str, pk: int) -> HttpResponse:
        """The paper as it was decided, 404 before; 409 when the file is not what was kept then."""
        return kept_answer(code, pk, self.act().person)


class RunsView(PrintingView):
    kept = False

    @extend_schema(operation_id="print_runs_list", responses=PrintRunSerializer(many=True))
    def get(self, request: Request) -> Response:
        """One's own bulk prints, the newest fifty."""
        return Response(PrintRunSerializer(queries.runs_of(self.act().person)[:50], many=True).data)

    @extend_schema(request=RunAskedSerializer, responses={202: PrintRunSerializer})
    def post(self, request: Request) -> Response:
        """Have the papers of many records printed by the worker."""
        given = self.read(RunAskedSerializer)
        run = running.ask(
            given["form"], given["records"], act=self.act(), template=given["template"], bundle=given["bundle"]
        )
        return Response(PrintRunSerializer(run).data, status=202)


class RunView(PrintingView):
    kept = False

    @extend_schema(responses=PrintRunSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """How far it is."""
        return Response(PrintRunSerializer(run_views.run_of(request, pk)).data)


class RunCancellationView(PrintingView):
    kept = False

    @extend_schema(request=None, responses=PrintRunSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Stop one that waits or is being made."""
        return Response(PrintRunSerializer(running.cancel(run_views.run_of(request, pk), act=self.act())).data)


class RunFileView(PrintingView):
    kept = False

    @extend_schema(responses=FILE)
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """The papers."""
        return run_views.answer(run_views.run_of(request, pk))


class LetterheadView(PrintingView):
    @extend_schema(responses=LetterheadSerializer)
    def get(self, request: Request) -> Response:
        """Name, lines and logo of all papers."""
        return Response(LetterheadSerializer(letterhead()).data)

    @extend_schema(request=LetterheadSerializer, responses=LetterheadSerializer)
    def put(self, request: Request) -> Response:
        """Change it; what is left out stays."""
        given = self.read(LetterheadSerializer)
        head = actions.set_letterhead(
            given, act=self.act(), logo=given.pop("logo", None), revision=self.seen_revision()
        )
        return Response(LetterheadSerializer(head).data)
