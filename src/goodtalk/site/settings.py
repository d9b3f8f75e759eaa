"""Django's settings, derived from what the operator set in `GOODTALK_*` (see configuration.py)."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.management.utils import get_random_secret_key

from goodtalk.chats.arriving.domains import read_domains
from goodtalk.site import configuration

DATA = Path(configuration.DATA.read()).resolve()
ORIGIN = configuration.ORIGIN.read().rstrip("/")
# What letters call the site: without a public address, those who read them are on this machine.
ADDRESS = ORIGIN or f"http://localhost:{configuration.BIND.read().rpartition(':')[2]}"
ALLOW_LOOPBACK = configuration.ALLOW_LOOPBACK.yes_or_no()
FEDIVERSE_ALLOW_LIST = configuration.FEDIVERSE_ALLOW_LIST.yes_or_no()
BAD_DOMAINS = read_domains(configuration.BAD_DOMAINS.read_file())


def kept_secret_key(data: Path) -> str:
    """The key in the data folder, made on the first start. Readable by its owner alone."""
    path = data / "secret-key"
    data.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(get_random_secret_key())
    return path.read_text(encoding="ascii")


def sqlite(data: Path) -> dict[str, object]:
    """One file. Each write transaction takes the lock at its start, so that no event is lost."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": data / "goodtalk.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: an acknowledged post is on the disc, also when the power goes.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
            "PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY",
        },
        # A file, not memory: the tests' threads must meet the same locks as people do.
        "TEST": {"NAME": data / "test.sqlite3"},
    }


def postgresql(url: str) -> dict[str, object]:
    """The database that DATABASE_URL names."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),  # sslmode=require, host=/run/postgresql
    }


DATABASE_URL = configuration.DATABASE_URL.read()
DATABASES = {"default": postgresql(DATABASE_URL) if DATABASE_URL else sqlite(DATA)}
SECRET_KEY = configuration.SECRET_KEY.read() or kept_secret_key(DATA)

DEBUG = False
IS_PUBLIC = ORIGIN.startswith("https://")
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = [host for host in [urlsplit(ORIGIN).hostname] if host] + LOCAL_HOSTS
CSRF_TRUSTED_ORIGINS = [ORIGIN] if ORIGIN else []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_PUBLIC
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_PUBLIC else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "goodtalk.site.errors.csrf_failure"

INSTALLED_APPS = [
    "goodtalk.communities",
    "goodtalk.chats",
    "goodtalk.live",
    "goodtalk.record",
    "goodtalk.desk",
    "goodtalk.rota",
    "goodtalk.announcements",
    "goodtalk.pictures",
    "goodtalk.doors.web",
    "goodtalk.doors.archives",
    "goodtalk.doors.api",
    "goodtalk.doors.fediverse",
    "goodtalk.site",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.admin.apps.SimpleAdminConfig",  # urls.py loads its pages: no command needs them
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "goodtalk.site.content_security.ContentSecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "goodtalk.site.urls"
WSGI_APPLICATION = "goodtalk.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "goodtalk.site.frame.frame",
            ],
        },
    }
]

AUTH_USER_MODEL = "communities.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_FORMS = {"request_login_code": "goodtalk.site.signing_in.SignInForm"}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "goodtalk.site.signing_in.PasskeysAreEnough"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_PUBLIC

SMTP_URL = configuration.SMTP_URL.read()
DEFAULT_FROM_EMAIL = SERVER_EMAIL = configuration.MAIL_FROM.read()
EMAIL_BACKEND = (
    "goodtalk.site.sent_mail.SentMailBackend"
    if SMTP_URL
    else "goodtalk.site.kept_mail.KeptMailBackend"
)
if SMTP_URL:
    _smtp = urlsplit(SMTP_URL)
    EMAIL_HOST = _smtp.hostname or "localhost"
    EMAIL_HOST_USER = unquote(_smtp.username or "")
    EMAIL_HOST_PASSWORD = unquote(_smtp.password or "")
    EMAIL_USE_SSL = _smtp.scheme == "smtps"
    EMAIL_USE_TLS = not EMAIL_USE_SSL and bool(EMAIL_HOST_USER)
    EMAIL_PORT = _smtp.port or (465 if EMAIL_USE_SSL else 587)
    EMAIL_TIMEOUT = 20

PICTURES_MEGABYTES = configuration.PICTURES_MEGABYTES.whole_number()
PACE_COUNTED = configuration.PACE_COUNTED.whole_number()
PACE_HIGHLIGHTS = configuration.PACE_HIGHLIGHTS.whole_number()

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
# Served from where the packages put them: nothing to collect, so that a start stays quick.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 300
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"]  # TLS ends at the proxy

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "goodtalk": {"level": "INFO"},
        # A stranger's bad address is not news for the operator.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django.request": {"level": "ERROR"},
    },
}
