"""All settings, from the environment; each is explained in docs/operations.md."""

from __future__ import annotations

import os
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from leadtocash.config import buckets
from leadtocash.config.operating import logs


def _flag(name: str, *, default: bool) -> bool:
    return os.environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def _database(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or parts.hostname or ""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "leadtocash",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host),
        "PORT": str(options.pop("port", parts.port or "")),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": POOLED,
        "OPTIONS": {**options, **({"pool": _POOL} if _POOL else _TEST_OPTIONS)},
        "TEST": {"NAME": os.environ.get("LTC_TEST_DB", "test_leadtocash")},
    }


PACKAGE = Path(__file__).resolve().parents[1]
DEBUG = _flag("LEADTOCASH_DEBUG", default=False)
TESTING = _flag("LEADTOCASH_TESTING", default=False)
SECRET_KEY = os.environ.get("LEADTOCASH_SECRET_KEY", "")
if not SECRET_KEY:
    # For development, tests, and commands that sign nothing; `serve` refuses to start without a real key.
    SECRET_KEY = "insecure-" + "development-only-" * 3
ALLOWED_HOSTS = os.environ.get("LEADTOCASH_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("LEADTOCASH_ORIGINS", "").split(",") if o]
DATA_FOLDER = Path(os.environ.get("LEADTOCASH_DATA", Path.home() / ".local/share/leadtocash"))

#: PgBouncer in transaction mode lies between: nothing may be expected to last on a connection
POOLED = _flag("LEADTOCASH_POOLED", default=False)
_POOL = {} if TESTING else {"min_size": 1, "max_size": int(os.environ.get("LEADTOCASH_POOL", "12")), "timeout": 20}
# Tests that commit empty the tables afterwards; the journal allows that only where this is set.
_TEST_OPTIONS = {"options": "-c leadtocash.may_truncate=on"}
DATABASES = {"default": _database(os.environ.get("DATABASE_URL", "postgresql:///leadtocash"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

FOUNDATION = (
    "kernel web accounts access listviews journal calendar numbering documents notices exchange search "
    "custom_fields collaboration webhooks exports printing authority workflow designer handbook help administration "
    "recycling merging packs"
)
AREAS = (
    "products customers market opportunities leads visits winning presales bids contracts projects receivables "
    "after_sales"
)
INSIGHT = "home process_mining forecast"
INSTALLED_APPS = [
    *(f"leadtocash.insight.{name}.apps.Config" for name in INSIGHT.split()),
    *(f"leadtocash.areas.{name}.apps.Config" for name in AREAS.split()),
    *(f"leadtocash.foundation.{name}.apps.Config" for name in FOUNDATION.split()),
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
]
MIDDLEWARE = [
    "leadtocash.config.operating.middleware.OperatingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "leadtocash.foundation.web.middleware.LanguageMiddleware",
    "leadtocash.foundation.accounts.throttling.ThrottleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "leadtocash.foundation.accounts.middleware.PersonMiddleware",
    "leadtocash.foundation.packs.middleware.WelcomeMiddleware",
    "leadtocash.foundation.accounts.middleware.SessionEndMiddleware",
    "leadtocash.foundation.web.middleware.SignInMiddleware",
    "leadtocash.foundation.web.middleware.ActedMiddleware",
    "leadtocash.foundation.web.middleware.AmountsMiddleware",
    "leadtocash.foundation.web.middleware.SecurityHeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "leadtocash.foundation.web.middleware.RefusalMiddleware",
    "leadtocash.foundation.web.middleware.OnceMiddleware",
]
ROOT_URLCONF = "leadtocash.config.urls"
WSGI_APPLICATION = "leadtocash.config.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["leadtocash.foundation.accounts.backends.PasswordBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:sign-in"


def _platform(name: str, *words: str) -> dict[str, str]:
    """The settings of a sign-in platform: LEADTOCASH_<NAME>_<WORD>."""
    return {word: os.environ.get(f"LEADTOCASH_{name}_{word.upper()}", "") for word in words}


SIGN_IN_PLATFORMS = {
    "oidc": _platform("OIDC", "issuer", "client_id", "client_secret", "label", "scope", "trust_email"),
    "dingtalk": _platform("DINGTALK", "client_id", "client_secret", "corp_id", "label", "login_url", "api_url"),
    "feishu": _platform("FEISHU", "client_id", "client_secret", "tenant_key", "label", "login_url", "api_url"),
    "wecom": _platform(
        "WECOM", "corp_id", "agent_id", "secret", "label", "login_url", "api_url", "in_app_url"
    ),
}  # fmt: skip
LOGIN_REDIRECT_URL = "home:home"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                ("leadtocash.foundation.web.templating.Loader", ["django.template.loaders.app_directories.Loader"])
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "leadtocash.foundation.web.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "leadtocash.foundation.web.templatetags.fields",
                "leadtocash.foundation.web.templatetags.lc",
                "leadtocash.foundation.web.templatetags.posting",
            ],
        },
    }
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("zh-hant", _("Traditional Chinese")), ("en", _("English"))]
TIME_ZONE = os.environ.get("LEADTOCASH_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
LOCALE_PATHS = [PACKAGE / "config" / "locale"]
FORMAT_MODULE_PATH = ["leadtocash.config.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA_FOLDER / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = Path(os.environ.get("LEADTOCASH_FILES", DATA_FOLDER / "files"))
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 12_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
MAX_ATTACHMENT_BYTES = int(os.environ.get("LEADTOCASH_MAX_ATTACHMENT_MB", "50")) * 1024 * 1024
#: bytes of all stored files; 0: as many as fit
STORAGE_QUOTA_BYTES = int(float(os.environ.get("LEADTOCASH_STORAGE_QUOTA_GB", "0")) * 1024**3)
#: where files are kept: "" for MEDIA_ROOT, or s3://bucket/prefix?endpoint=https://…&region=…
STORAGE = os.environ.get("LEADTOCASH_STORAGE", "")
STORAGES = {
    "default": buckets.storage(STORAGE) if STORAGE else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
#: the virus scanner (foundation/documents/scanning.py), and whether files wait for it or are refused when it is down
SCANNER = os.environ.get("LEADTOCASH_SCANNER", "")
SCANNER_DOWN = os.environ.get("LEADTOCASH_SCANNER_DOWN", "refuse")
#: how many stored files `leadtocash check` reads: a number, or "all"
CHECK_FILES = os.environ.get("LEADTOCASH_CHECK_FILES", "200")

SESSION_COOKIE_AGE = 12 * 3600  # the sign-in policy of the company takes its place once somebody is signed in
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "leadtocash.foundation.accounts.session_store"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "leadtocash.foundation.web.errors.csrf_failure"
_HTTPS = _flag("LEADTOCASH_HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _HTTPS
_PROXY = TRUST_PROXY = _flag("LEADTOCASH_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

#: requests to the API in a minute, by one token and from one network address; 0: as many as they like
API_PER_TOKEN = int(os.environ.get("LEADTOCASH_API_PER_TOKEN", "0" if TESTING else "600"))
API_PER_ADDRESS = int(os.environ.get("LEADTOCASH_API_PER_ADDRESS", "0" if TESTING else "1800"))

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["leadtocash.foundation.accounts.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "leadtocash.foundation.accounts.scopes.ScopePermission",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "rest_framework.parsers.JSONParser",
        "rest_framework.parsers.MultiPartParser",
        "rest_framework.parsers.FormParser",
    ],
    "DEFAULT_SCHEMA_CLASS": "leadtocash.foundation.web.api_schema.Schema",
    "EXCEPTION_HANDLER": "leadtocash.foundation.web.api.answer_exception",
    "COERCE_DECIMAL_TO_STRING": True,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Lead-to-Cash API",
    "DESCRIPTION": "Project sales by the company's own policy. A refusal is 409 with clause and what is missing.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "leadtocash.foundation.web.api_schema.with_problems",
    ],
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": True,
    "ENUM_NAME_OVERRIDES": {
        "CustomerKindEnum": "leadtocash.areas.customers.models.Customer.Kind",
        "CreditRatingEnum": "leadtocash.areas.customers.models.Customer.Credit",
        "CustomerStatusEnum": "leadtocash.areas.customers.models.Customer.Status",
        "HandoverKindEnum": "leadtocash.foundation.administration.models.Handover.Kind",
        "ProjectStateEnum": "leadtocash.areas.projects.models.Project.State",
        "ExportStateEnum": "leadtocash.foundation.exports.models.ExportRun.State",
        "WebhookMessageStateEnum": "leadtocash.foundation.webhooks.models.WebhookMessage.State",
        "StandingEnum": "leadtocash.areas.winning.models.Standing",
        "StakeholderLevelEnum": "leadtocash.areas.winning.models.Level",
        "EvidenceKindEnum": "leadtocash.areas.winning.models.Evidence.Kind",
        "InfluenceKindEnum": "leadtocash.areas.winning.models.Influence.Kind",
        "BarrierKindEnum": "leadtocash.areas.winning.models.Barrier.Kind",
        "BarrierStateEnum": "leadtocash.areas.winning.models.Barrier.State",
        "SalesMethodStateEnum": "leadtocash.areas.opportunities.models.SalesMethod.State",
        "GateRequestStateEnum": "leadtocash.areas.opportunities.models.StageReview.State",
        "VisitKindEnum": "leadtocash.areas.visits.models.Visit.Kind",
        "CommitmentPartyEnum": "leadtocash.areas.visits.models.Commitment.Party",
        "ManAnswerEnum": "leadtocash.areas.leads.models.Answer",
        "LeadDropReasonEnum": "leadtocash.areas.leads.models.Lead.Reason",
        "PresalesGradeEnum": "leadtocash.areas.presales.models.PresalesProject.Grade",
        "PresalesElementEnum": "leadtocash.areas.presales.models.Element.Kind",
        "RiskDegreeEnum": "leadtocash.areas.presales.models.Risk.Degree",
        "ProcessDraftStateEnum": "leadtocash.foundation.designer.models.ProcessDraft.State",
    },
}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_IMPORT_PATHS: list[str] = []

#: address of the site as people type it: what links in mails and messages begin with
SITE_URL = os.environ.get("LEADTOCASH_URL", next(iter(CSRF_TRUSTED_ORIGINS), "http://localhost:8000")).rstrip("/")
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("LEADTOCASH_OLD_SECRET_KEYS", "").split(",") if key]
#: where messages to the platforms go; a changed one (own gateway, Lark) may lie in the own network
NOTICE_PLATFORMS = {
    "wecom": os.environ.get("LEADTOCASH_WECOM_URL", "https://qyapi.weixin.qq.com"),
    "dingtalk": os.environ.get("LEADTOCASH_DINGTALK_URL", "https://oapi.dingtalk.com"),
    "feishu": os.environ.get("LEADTOCASH_FEISHU_URL", "https://open.feishu.cn"),
}
NOTICE_PLATFORMS_CHANGED = [
    url for name, url in NOTICE_PLATFORMS.items() if f"LEADTOCASH_{name.upper()}_URL" in os.environ
]
#: amounts of lists, totals and charts: "wan", "yuan", "" as each is laid out; a person may choose otherwise
# seconds a count in the menu is kept
MENU_COUNTS_KEPT = 0 if TESTING else 60
MONEY_UNIT = os.environ.get("LEADTOCASH_MONEY_UNIT", "")
#: hosts in the own network that webhooks may call, without https too
WEBHOOK_OWN_HOSTS = [host for host in os.environ.get("LEADTOCASH_WEBHOOK_OWN_HOSTS", "").split(",") if host]
EMAIL_BACKEND = os.environ.get("LEADTOCASH_EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
LOGGING = logs.configuration(
    level=os.environ.get("LEADTOCASH_LOG", "WARNING"), form=os.environ.get("LEADTOCASH_LOG_FORMAT", "text")
)
SLOW_STATEMENT_SECONDS = float(os.environ.get("LEADTOCASH_SLOW_STATEMENT_MS", "500")) / 1000
METRICS_TOKEN = os.environ.get("LEADTOCASH_METRICS_TOKEN", "")
METRICS_FROM = [
    ip_network(one.strip(), strict=False)
    for one in os.environ.get("LEADTOCASH_METRICS_FROM", "").split(",")
    if one.strip()
]
SENTRY_DSN = os.environ.get("LEADTOCASH_SENTRY_DSN", "")
OTEL = _flag("LEADTOCASH_OTEL", default=False)
