"""Tokens: shown once, kept as a digest, good for one user in one community."""

from datetime import timedelta

import pytest

from goodtalk.doors.api.models import ApiToken
from goodtalk.doors.api.tokens import UserIsInactive, find_token, issue_token, revoke_token
from tests.hour import at


def test_a_token_is_found_by_its_secret_alone(make_community, newcomer):
    community = make_community()

    secret = issue_token(newcomer, community, at("12:00"), "the bot")

    token = ApiToken.objects.get()
    assert (token.user, token.community, token.label) == (newcomer, community, "the bot")
    assert (find_token(secret), find_token(token.prefix), find_token(token.digest)) == (
        token, None, None,
    )


def test_the_secret_is_not_kept(make_community, newcomer):
    secret = issue_token(newcomer, make_community(), at("12:00"))

    kept = ApiToken.objects.values().get()
    assert secret.startswith("gt_")
    assert kept["prefix"] == secret[:11]
    assert secret not in str(kept)


def test_no_two_tokens_are_alike(make_community, newcomer):
    community = make_community()

    assert issue_token(newcomer, community, at("12:00")) != (
        issue_token(newcomer, community, at("12:00"))
    )


def test_a_revoked_token_is_no_token(make_community, newcomer, lurker):
    community = make_community()
    secret, other = (issue_token(newcomer, community, at("12:00")) for _ in range(2))

    by_others = revoke_token(lurker, community, secret[:11], at("12:30"))
    first = revoke_token(newcomer, community, secret[:11], at("12:30"))
    again = revoke_token(newcomer, community, secret[:11], at("12:31"))

    assert (by_others, first, again) == (False, True, False)
    assert (find_token(secret), find_token(other)) == (None, ApiToken.objects.get(revoked_at=None))


def test_a_closed_account_has_no_tokens(make_community, newcomer):
    community = make_community()
    secret = issue_token(newcomer, community, at("12:00"))
    newcomer.is_active = False
    newcomer.save()

    assert find_token(secret) is None
    with pytest.raises(UserIsInactive):
        issue_token(newcomer, community, at("12:00"))


def test_its_use_is_noted_once_a_minute(make_community, newcomer, django_assert_num_queries):
    issue_token(newcomer, make_community(), at("12:00"))
    token = ApiToken.objects.get()

    with django_assert_num_queries(2):
        for seconds in (0, 1, 59, 60):
            token.note_use(at("13:00") + timedelta(seconds=seconds))

    assert ApiToken.objects.get().last_used_at == at("13:01")
