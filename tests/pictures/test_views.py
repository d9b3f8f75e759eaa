"""Pictures of other servers come from here: fetched once, looked at, and gone with their post."""

import pytest

from goodtalk.chats.arriving.incoming import Enclosed, Picture
from goodtalk.chats.keeping_order.moderation import set_aside, withdraw
from goodtalk.chats.keeping_order.rewording import reword
from goodtalk.chats.models import Post
from goodtalk.doors.fediverse.hosts.models import DomainRule
from goodtalk.pictures import keeping, models
from goodtalk.pictures.addresses import emoji_address, key_of, picture_address
from goodtalk.pictures.files import file_of, kept_files
from goodtalk.pictures.models import Picture as Kept
from tests.conftest import incoming_post
from tests.hour import at
from tests.pictures.conftest import png

NOW = at("13:20")


@pytest.fixture
def shown(make_chat, post_in, elsewhere):
    """A post with the picture /cat.png of the other server: the post, and the picture's address."""

    def show(path="/cat.png", data=None, **fields):
        elsewhere.answers[path] = data or png()
        url = elsewhere.origin + path
        chat = fields.pop("chat", None) or make_chat()
        post = post_in(chat, "Look", enclosed=Enclosed(pictures=(Picture(url),)), **fields).post
        return post, picture_address(post, url)

    return show


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_a_picture_is_fetched_once_and_shown_as_what_it_is(client, shown, elsewhere):
    _, address = shown()

    first, second = client.get(address), client.get(address)

    assert (body(first), body(second)) == (png(), png())
    assert elsewhere.asked == ["/cat.png"]
    assert {name: second[name] for name in (
        "Content-Type", "Cache-Control", "Content-Security-Policy", "X-Content-Type-Options"
    )} == {
        "Content-Type": "image/png",  # its server had said text/html
        "Cache-Control": "private, max-age=604800, immutable",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    kept = Kept.objects.get()
    assert (kept.media_type, kept.size_bytes, kept.problem) == ("image/png", len(png()), "")


@pytest.mark.parametrize(
    "data", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>", png(50_000, 50_000)]
)
def test_what_is_no_picture_is_not_kept(client, shown, data):
    _, address = shown(data=data)

    response = client.get(address)

    assert (response.status_code, response["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert kept_files() == []


def test_what_is_too_long_is_not_kept(client, shown, monkeypatch):
    monkeypatch.setattr(keeping, "MAX_BYTES", 1000)
    _, address = shown(data=png() + b"\0" * 2000)

    assert client.get(address).status_code == 404
    assert kept_files() == []


def test_a_server_that_failed_is_left_in_peace_for_longer_each_time(
    client, shown, elsewhere, monkeypatch
):
    _, address = shown()
    elsewhere.answers["/cat.png"] = 500

    answers = [client.get(address).content.decode() for _ in range(2)]
    monkeypatch.setattr(models.Picture, "may_be_asked", lambda _self, _now: True)
    client.get(address)

    assert answers == ["This picture cannot be had. Its server answers with 500."] * 2
    assert elsewhere.asked == ["/cat.png"] * 2
    monkeypatch.undo()
    kept = Kept.objects.get()
    kept.failed_at = at("13:00")
    pauses = [(failures, clock) for failures in (1, 2, 3) for clock in ("13:01", "13:10", "14:40")]
    may = {}
    for failures, clock in pauses:
        kept.failures = failures
        may[failures, clock] = kept.may_be_asked(at(clock))
    assert [pause for pause, yes in may.items() if yes] == [
        (1, "13:01"), (1, "13:10"), (1, "14:40"), (2, "13:10"), (2, "14:40"), (3, "14:40")
    ]  # fmt: skip


def test_a_picture_that_is_gone_is_said_to_be(client, shown, elsewhere):
    _, address = shown()
    del elsewhere.answers["/cat.png"]

    assert client.get(address).content.decode() == (
        "This picture cannot be had. It is not there any more."
    )


def test_nobody_can_have_us_fetch_what_no_post_has(client, shown, elsewhere):
    post, _ = shown()
    other = elsewhere.origin + "/secret.png"

    statuses = [
        client.get(address).status_code
        for address in (
            picture_address(post, other),
            f"/post-pictures/{post.pk + 1}/{key_of(other)}",
            f"/post-pictures/{10**30}/{key_of(other)}",
            f"/post-pictures/{post.pk}/..%2f..%2fdb.sqlite3",
            "/post-pictures/emoji/" + other,
            "/post-pictures/emoji/x",
        )
    ]

    assert statuses == [404, 410, 410, 404, 404, 404]
    assert elsewhere.asked == []


def test_no_picture_comes_from_inside_the_operators_network(client, shown, settings, elsewhere):
    _, address = shown()
    settings.ALLOW_LOOPBACK = False

    assert client.get(address).status_code == 404
    assert elsewhere.asked == []


def test_a_picture_goes_with_its_post(
    client, shown, django_capture_on_commit_callbacks, elsewhere
):
    post, address = shown()
    body(client.get(address))

    with django_capture_on_commit_callbacks(execute=True):
        withdraw(post, now=NOW)

    assert client.get(address).status_code == 410
    assert (kept_files(), Kept.objects.count(), elsewhere.asked) == ([], 0, ["/cat.png"])


def test_a_picture_that_another_post_has_too_comes_again(
    client, shown, django_capture_on_commit_callbacks
):
    one, its_address = shown()
    _, others_address = shown(chat=one.chat)
    body(client.get(its_address))

    with django_capture_on_commit_callbacks(execute=True):
        withdraw(one, now=NOW)

    assert body(client.get(others_address)) == png()


def test_a_picture_that_its_author_replaces_goes(
    client, shown, django_capture_on_commit_callbacks
):
    post, address = shown()
    body(client.get(address))

    with django_capture_on_commit_callbacks(execute=True):
        reword(
            post,
            incoming_post("Look", uri=post.uri, enclosed=Enclosed(warning="No picture")),
            now=NOW,
        )

    assert client.get(address).status_code == 404
    assert kept_files() == []


def test_a_picture_goes_when_its_post_is_deleted(
    client, shown, django_capture_on_commit_callbacks
):
    _, address = shown()
    body(client.get(address))

    with django_capture_on_commit_callbacks(execute=True):
        Post.objects.all().delete()

    assert kept_files() == []


def test_a_post_taken_back_while_its_picture_is_on_its_way_leaves_none(
    client, shown, monkeypatch
):
    post, address = shown()
    fetch = keeping.fetch

    def slowly(*args, **options):
        withdraw(post, now=NOW)
        return fetch(*args, **options)

    monkeypatch.setattr(keeping, "fetch", slowly)

    assert client.get(address).status_code == 404
    assert (kept_files(), Kept.objects.count()) == ([], 0)


def test_what_is_set_aside_is_seen_at_the_desk_alone(client, shown, chair, lurker):
    post, address = shown()
    body(client.get(address))
    set_aside(post, by=chair, now=NOW)

    statuses = [client.get(address).status_code]
    for user in (lurker, chair):
        client.force_login(user)
        statuses.append(client.get(address).status_code)

    assert statuses == [410, 410, 200]


def test_a_slow_server_holds_few_threads_and_each_picture_one(client, shown, monkeypatch):
    post, address = shown()
    _, other = shown("/dog.png", chat=post.chat)
    seen = []

    def slowly(*args, **options):
        seen.append([client.get(address).status_code, client.get(other).status_code])
        raise keeping.NotReachable("The server did not answer in time.")

    monkeypatch.setattr(keeping, "fetch", slowly)
    monkeypatch.setattr(keeping, "AT_ONCE", 1)

    response = client.get(address)

    assert response.status_code == 404
    assert seen == [[503, 503]]


def test_an_emoji_is_kept_for_all_posts_and_without_a_query(
    client, db, elsewhere, django_assert_num_queries
):
    elsewhere.answers["/cat.png"] = png()
    url = elsewhere.origin + "/cat.png"
    first = body(client.get(emoji_address(url)))

    with django_assert_num_queries(0):
        again = body(client.get(emoji_address(url)))

    assert (first, again, elsewhere.asked) == (png(), png(), ["/cat.png"])
    assert file_of(key_of(url)).exists()


def test_a_picture_that_is_here_takes_two_queries(client, shown, django_assert_num_queries):
    _, address = shown()
    body(client.get(address))

    with django_assert_num_queries(2):  # the post, and what the host has decided of its server
        body(client.get(address))


@pytest.mark.parametrize("domain", ["social.example", "127.0.0.1"], ids=["author", "picture"])
def test_pictures_of_a_server_whose_media_the_host_rejects_are_not_fetched(
    client, shown, elsewhere, domain
):
    _, address = shown()
    DomainRule.objects.create(
        domain=domain, severity="silence", rejects_media=True, made_at=at("12:00")
    )

    response = client.get(address)

    assert (response.status_code, elsewhere.asked) == (404, [])
    assert body(response).decode().endswith("Pictures of that server are not taken here.")


def test_a_picture_that_was_kept_before_is_thrown_away_when_it_is_next_asked_for(
    client, shown, django_capture_on_commit_callbacks
):
    _, address = shown()
    body(client.get(address))
    DomainRule.objects.create(
        domain="social.example", severity="silence", rejects_media=True, made_at=at("12:00")
    )

    with django_capture_on_commit_callbacks(execute=True):
        response = client.get(address)

    assert (response.status_code, kept_files(), Kept.objects.count()) == (404, [], 0)


@pytest.mark.parametrize("domain", ["social.example", "127.0.0.1"], ids=["author", "picture"])
def test_pictures_of_a_server_that_the_host_has_blocked_are_not_fetched(
    client, shown, elsewhere, domain
):
    _, address = shown()
    DomainRule.objects.create(domain=domain, severity="suspend", made_at=at("12:00"))

    response = client.get(address)

    assert (response.status_code, elsewhere.asked) == (404, [])
    assert body(response).decode().endswith("Nothing is asked of that server.")


def test_emoji_of_a_server_that_the_host_has_blocked_are_not_fetched(client, elsewhere, db):
    elsewhere.answers["/cat.png"] = png()
    DomainRule.objects.create(domain="127.0.0.1", severity="suspend", made_at=at("12:00"))

    response = client.get(emoji_address(f"{elsewhere.origin}/cat.png"))

    assert (response.status_code, elsewhere.asked) == (404, [])


def test_where_only_listed_servers_are_let_in_pictures_of_others_are_not_fetched(
    client, shown, elsewhere, settings
):
    one, kept = shown()
    _, address = shown("/dog.png", chat=one.chat)
    body(client.get(kept))
    settings.FEDIVERSE_ALLOW_LIST = True

    status = client.get(address).status_code

    assert (status, elsewhere.asked) == (404, ["/cat.png"])
    assert body(client.get(kept)) == png()  # what was said before stays


def test_a_redirect_does_not_lead_to_a_server_that_the_host_has_blocked(client, shown, elsewhere):
    _, address = shown()
    elsewhere.answers["/cat.png"] = elsewhere.origin.replace("127.0.0.1", "localhost") + "/2.png"
    elsewhere.answers["/2.png"] = png()
    DomainRule.objects.create(domain="localhost", severity="suspend", made_at=at("12:00"))

    assert (client.get(address).status_code, elsewhere.asked) == (404, ["/cat.png"])
