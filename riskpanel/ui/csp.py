"""The one inline script that any page of ours carries, and the hash that lets the content security policy admit it."""

import base64
import hashlib

JS_ENABLED_SNIPPET = (
    "document.body.className += ' js-enabled' + "
    "('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '');"
)


def source_hash(text: str) -> str:
    """The CSP source expression for an inline script: ``'sha256-…'``, quotes included."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


JS_ENABLED_HASH = source_hash(JS_ENABLED_SNIPPET)
