"""Who sent a request: real signatures, and those of forgers."""

from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from goodtalk.doors.fediverse.signing.cavage import signing_string
from goodtalk.doors.fediverse.signing.digests import digest_of
from goodtalk.doors.fediverse.signing.keys import make_ed25519, make_rsa, public_pem
from goodtalk.doors.fediverse.signing.requests import sign_request
from goodtalk.doors.fediverse.signing.verifying import ArrivedRequest, Unsigned, read_signature
from tests.doors.fediverse.signing.conftest import BODY, HOME, KEYS, NOW

WAYS = [(how, kind) for how in ("cavage", "rfc9421") for kind in ("rsa", "ed25519")]
both_ways = pytest.mark.parametrize("how", ["cavage", "rfc9421"])


def read(request, now=NOW):
    return read_signature(request, now=now)


def refused(request, key=None, now=NOW):
    """Why a request is not believed."""
    with pytest.raises(Unsigned) as refusal:
        read(request, now).verify(key if key is not None else KEYS["rsa"].public_key)
    return refusal.value.reason


def with_headers(request, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    kept = {k: v for k, v in request.headers.items() if k.lower() not in
            {name.lower() for name in named}}
    return replace(request, headers=kept | {k: v for k, v in named.items() if v is not None})


@pytest.mark.parametrize(("how", "kind"), WAYS)
@pytest.mark.parametrize(("method", "body"), [("POST", BODY), ("GET", b"")])
def test_a_signature_says_whose_it_is_and_verifies(sign, how, kind, method, body):
    request = sign(how, kind, method=method, body=body)

    signature = read(request)

    assert (signature.key_id, signature.how) == (KEYS[kind].key_id, how)
    signature.verify(KEYS[kind].public_key)
    signature.verify(public_pem(KEYS[kind].public_key))


@both_ways
def test_the_same_request_again_has_the_same_fingerprint(sign, how):
    first, again, later = sign(how), sign(how), sign(how, at=NOW + timedelta(seconds=1))

    assert read(first).fingerprint == read(again).fingerprint != read(later).fingerprint


@pytest.mark.parametrize(("how", "kind"), WAYS)
def test_a_signature_by_another_key_is_refused(sign, how, kind):
    for key in (make_rsa().public_key(), make_ed25519().public_key()):
        assert refused(sign(how, kind), key) == "The signature was not made with that key."


@both_ways
def test_what_is_no_key_verifies_nothing(sign, how):
    for pem in ("", "no key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"):
        assert refused(sign(how), pem) == "This is not a public key in PEM."


@both_ways
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"body": b"{}"}, "digest"),
        ({"target": "/@other/inbox"}, "key"),
        ({"target": "/@lgovsm/inbox?a"}, "key"),
        ({"method": "PUT"}, "key"),
        ({"method": "get"}, "key"),
    ],
)
def test_a_request_that_was_changed_on_its_way_is_refused(sign, how, change, reason):
    why = refused(replace(sign(how), **change))

    assert reason in why.lower()


@pytest.mark.parametrize(
    ("how", "header"), [("cavage", "Digest"), ("rfc9421", "Content_Digest")]
)
@pytest.mark.parametrize(
    "value", [None, "", "SHA-256=", "sha-256=::", "sha-256=:AAAA:", "MD5=AAAA", "SHA-256=AAAA",
              "SHA-256=\u00e4", "sha-256=1", "sha-1=:AAAA:", ",", "=" * 100]
)
def test_a_digest_that_is_not_of_the_body_is_refused(sign, how, header, value):
    refused(with_headers(sign(how), **{header: value}))


def test_of_two_digests_the_wrong_one_is_not_overlooked(sign):
    request = sign()
    right = request.headers["Digest"]

    assert "Digest" in refused(with_headers(request, Digest=f"{right},SHA-256=AAAA"))
    assert "Digest" in refused(with_headers(request, Digest=f"SHA-256=AAAA,{right}"))


@both_ways
@pytest.mark.parametrize("minutes", [59, -59])
def test_clocks_may_differ_by_an_hour(sign, how, minutes):
    request = sign(how)

    read(request, NOW + timedelta(minutes=minutes)).verify(KEYS["rsa"].public_key)


@both_ways
@pytest.mark.parametrize(("minutes", "why"), [(61, "old"), (-61, "future")])
def test_a_signature_from_another_time_is_refused(sign, how, minutes, why):
    assert why in refused(sign(how), now=NOW + timedelta(minutes=minutes))


@both_ways
def test_a_request_that_was_signed_for_another_server_is_refused(sign, how):
    refused(sign(how, host="other.example"))


def test_the_host_is_ours_also_with_its_usual_port_and_in_capitals(sign):
    for host in ("chat.example:443", "CHAT.example"):
        read(sign(host=host)).verify(KEYS["rsa"].public_key)


def test_a_request_without_a_signature_is_refused(sign):
    assert refused(ArrivedRequest("POST", "/", {}, b"")) == "The request is not signed."
    assert "can be read" in refused(with_headers(sign("rfc9421"), Signature=None))


def signed_covering(*covered, created=None, expires=None, algorithm="hs2019", method="POST"):
    """A cavage signature of jo's that covers what is asked for, and no more."""
    headers = {
        "host": "chat.example",
        "date": format_datetime(NOW, usegmt=True),
        "digest": digest_of(BODY),
    }
    times = {"created": created, "expires": expires}
    said = {name: str(int(moment.timestamp())) for name, moment in times.items() if moment}
    signed = signing_string(covered, method, "/inbox", headers, **said)
    value = b64encode(KEYS["rsa"].sign(signed)).decode()
    written = "".join(f",{name}={number}" for name, number in said.items())
    headers["signature"] = (
        f'keyId="{KEYS["rsa"].key_id}",algorithm="{algorithm}"{written},'
        f'headers="{" ".join(covered)}",signature="{value}"'
    )
    return ArrivedRequest(method, "/inbox", headers, BODY if method == "POST" else b"")


ENOUGH = ("(request-target)", "host", "date", "digest")


@pytest.mark.parametrize("left_out", ENOUGH)
def test_what_a_cavage_signature_has_to_cover_is_covered(left_out):
    covered = [name for name in ENOUGH if name != left_out]

    read(signed_covering(*ENOUGH)).verify(KEYS["rsa"].public_key)
    assert "does not cover" in refused(signed_covering(*covered))


def test_a_get_needs_no_digest():
    read(signed_covering("(request-target)", "host", "date", method="GET"))


def test_the_moment_may_be_created_instead_of_a_date():
    covered = ("(request-target)", "(created)", "(expires)", "host", "digest")
    times = {"created": NOW, "expires": NOW + timedelta(minutes=1)}

    read(signed_covering(*covered, **times)).verify(KEYS["rsa"].public_key)
    assert "cannot" in refused(signed_covering(*covered, **times, algorithm="rsa-sha256"))
    later = NOW + timedelta(minutes=59)
    read(signed_covering(*covered, **times), later).verify(KEYS["rsa"].public_key)
    past = {"created": NOW, "expires": NOW - timedelta(minutes=61)}
    assert "no longer" in refused(signed_covering(*covered, **past))


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Signature",
        'keyId="https://a.example/k"',
        'keyId="https://a.example/k",signature="%%%"',
        'keyId="https://a.example/k",signature="AAAA",signature="BBBB"',
        'keyId="https://a.example/k",keyId="https://b.example/k",signature="AAAA"',
        'keyId="https://a.example/k",signature="AAAA",headers="date date"',
        'keyId="https://a.example/",signature="AA==",headers="(request-target) host date digest x"',
        'keyId="https://a.example/k",signature="AAAA",algorithm="none"',
        'keyId="https://a.example/k",signature="AAAA",algorithm="hmac-sha256"',
        'keyId="acct:jo@a.example",signature="AAAA",headers="(request-target) host date digest"',
        'keyId="https://a.example/k",signature="AAAA" trailing',
        'keyId="https://a.example/k' + "x" * 600 + '",signature="AAAA"',
        "x" * 100_000,
        'a="",' * 10_000,
    ],
)
def test_a_signature_header_that_makes_no_sense_is_refused(sign, header):
    refused(with_headers(sign(), Signature=header))


@pytest.mark.parametrize("date", ["", "yesterday", "0", "Fri, 99 Nov 2026 13:10:00 GMT",
                                  "Fri, 27 Nov 99999 13:10:00 GMT", "\u0661"])
def test_a_date_that_makes_no_sense_is_refused(sign, date):
    refused(with_headers(sign(), Date=date))


def input_of(*covered, **about):
    usual = {"created": int(NOW.timestamp()), "keyid": f'"{HOME}#main-key"'} | about
    said = "".join(f";{name}={value}" for name, value in usual.items() if value is not None)
    return f"sig1=({' '.join(covered)}){said}"


@pytest.mark.parametrize(
    "signature_input",
    [
        "",
        "sig1",
        "sig1=1",
        "sig1=()",
        "((((",
        "sig1=(" + '"@method" ' * 50_000 + ")",
        input_of('"@method"', '"@target-uri"'),  # no digest
        input_of('"@method"', '"content-digest"'),  # no address
        input_of('"@target-uri"', '"content-digest"'),
        input_of('"@method"', '"@path"', '"content-digest"'),  # no server
        input_of('"@method";req', '"@target-uri"', '"content-digest"'),
        input_of('"@method"', '"@target-uri"', '"content-digest";key="sha-256"'),
        input_of('"@method"', '"@target-uri"', '"content-digest"', '"x"'),
        input_of('"@method"', '"@method"', '"@target-uri"', '"content-digest"'),
        input_of('"@method"', '"@target-uri"', '"content-digest"', created=None),
        input_of('"@method"', '"@target-uri"', '"content-digest"', created=1.5),
        input_of('"@method"', '"@target-uri"', '"content-digest"', created=10**14),
        input_of('"@method"', '"@target-uri"', '"content-digest"', keyid=None),
        input_of('"@method"', '"@target-uri"', '"content-digest"', keyid=5),
        input_of('"@method"', '"@target-uri"', '"content-digest"', keyid='"did:key:z6"'),
        input_of('"@method"', '"@target-uri"', '"content-digest"', expires=1),
        input_of('"@method"', '"@target-uri"', '"content-digest"', alg='"hmac-sha256"'),
        "other=(" + input_of('"@method"')[6:],
    ],
)
def test_a_signature_input_that_makes_no_sense_is_refused(sign, signature_input):
    refused(with_headers(sign("rfc9421"), Signature_Input=signature_input))


def test_of_several_signatures_the_first_usable_one_counts(sign):
    request = sign("rfc9421")
    weak = input_of('"@method"').replace("sig1", "weak")
    headers = {
        "Signature_Input": f"{weak}, {request.headers['Signature-Input']}",
        "Signature": f"weak=:AAAA:, {request.headers['Signature']}",
    }

    signature = read(with_headers(request, **headers))

    assert signature.key_id == KEYS["rsa"].key_id
    signature.verify(KEYS["rsa"].public_key)


def test_older_signatures_do_not_stay_beside_the_new_one():
    first = sign_request(KEYS["rsa"], "POST", "https://chat.example/inbox", {}, BODY, now=NOW)

    again = sign_request(
        KEYS["rsa"], "post", "https://chat.example/inbox", first, b"{}", "rfc9421", now=NOW
    )

    assert set(again) == {"Host", "Date", "Content-Digest", "Signature-Input", "Signature"}
    read(ArrivedRequest("POST", "/inbox", again, b"{}")).verify(KEYS["rsa"].public_key)


NAMES = ["signature", "signature-input", "date", "host", "digest", "content-digest"]


@given(
    st.sampled_from(["GET", "POST", "\u00df"]),
    st.text(max_size=30),
    st.dictionaries(st.sampled_from(NAMES), st.text(max_size=200)),
    st.binary(max_size=20),
)
def test_any_request_is_read_or_refused(method, target, headers, body):
    try:
        read(ArrivedRequest(method, target, headers, body)).verify(KEYS["rsa"].public_key)
    except Unsigned:
        return
    raise AssertionError("Nobody signed that.")


WORDS = st.sampled_from(
    ['keyId="https://a.example/k"', 'signature="AAAA"', "created=1", 'headers="(created) host"',
     "expires=99999999999999999", 'algorithm="hs2019"', 'sig1=("@method")', ";keyid=", '"x"',
     ";created=", ":AAAA:", "sig1=", ",", " ", '"', "(", ")", "\\", "\u00e9", "=", "?1", "@1"]
)


@given(st.lists(WORDS, max_size=12).map("".join), st.lists(WORDS, max_size=12).map("".join))
def test_any_mixture_of_signature_parts_is_read_or_refused(signature, signature_input):
    headers = {"signature": signature, "host": "chat.example"}
    for more in ({}, {"signature-input": signature_input}):
        try:
            read(ArrivedRequest("GET", "/", headers | more)).verify(KEYS["ed25519"].public_key)
        except Unsigned:
            continue
        raise AssertionError("Nobody signed that.")


TARGETS = st.text("abc/?&=%#@:;,~.-_+!*'()$", max_size=30)


@given(
    st.sampled_from(WAYS), TARGETS, st.binary(max_size=40), st.sampled_from(["POST", "GET", "PUT"])
)
def test_whatever_is_signed_verifies_as_the_client_sends_it(way, target, body, method):
    how, kind = way
    url = "https://chat.example/" + target.replace("%", "%25")
    body = b"" if method == "GET" else body

    headers = sign_request(KEYS[kind], method, url, {}, body, how, now=NOW)

    sent = URL(url, encoded=True).raw_path_qs
    read(ArrivedRequest(method, sent, headers, body)).verify(KEYS[kind].public_key)


def test_a_moment_in_another_zone_is_the_same_moment(sign):
    there = NOW.astimezone(ZoneInfo("Australia/Sydney"))

    assert sign(at=there) == sign(at=NOW)
