"""Fetches every page of the main navigation as several people, over HTTP."""

import re
from collections.abc import Iterator
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

PEOPLE = ("council_chair", "worker", "coordinator")
_LINK = re.compile(r'<a[^>]+class="[^"]*govuk-service-navigation__link[^"]*"[^>]*href="([^"]+)"')
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def check(base: str) -> tuple[int, list[str]]:
    """(pages fetched, what was wrong) for each of PEOPLE at the server `base`."""
    fetched, wrong = 0, []
    for key in PEOPLE:
        browser = build_opener(HTTPCookieProcessor(CookieJar()))
        desk = _sign_in(browser, base, key)
        links = sorted(set(_LINK.findall(desk)))
        if len(links) < 3:
            wrong.append(f"{key}: the navigation has {len(links)} links")
        for address, problem in _fetch(browser, base, links):
            fetched += 1
            if problem:
                wrong.append(f"{key}: {address}: {problem}")
    return fetched, wrong


def _sign_in(browser: OpenerDirector, base: str, key: str) -> str:
    """Presses the button of a persona; what their desk looks like."""
    page = browser.open(urljoin(base, "/demo/"), timeout=30).read().decode()
    token, button = _TOKEN.search(page), f'action="/demo/{key}/"'
    if not token or button not in page:
        return ""
    form = urlencode({"csrfmiddlewaretoken": token.group(1)}).encode()
    request = Request(urljoin(base, f"/demo/{key}/"), data=form, headers={"Referer": base})  # noqa: S310 - our own address
    return browser.open(request, timeout=30).read().decode()


def _fetch(browser: OpenerDirector, base: str, links: list[str]) -> Iterator[tuple[str, str]]:
    for link in links:
        try:
            answer = browser.open(urljoin(base, link), timeout=30)
            body = answer.read().decode()
            yield link, "" if "</html>" in body else "the page is cut short"
        except HTTPError as error:
            yield link, f"HTTP {error.code}"
