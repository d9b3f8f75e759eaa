"""What is kept, and being left out: one's own posts withdrawn, or a word to the organisers."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from goodtalk.announcements.leaving_out import A_COMMUNITY_A_DAY, kept_posts, leave_out
from goodtalk.announcements.models import LeavingOut, Request
from goodtalk.chats.arriving.receive import receive_post
from goodtalk.chats.arriving.speakers import guest_author, web_account, web_author
from goodtalk.chats.models import Account, Post
from tests.conftest import incoming_post
from tests.hour import at, logged

PAGE = "/lgovsm/kept/"


@pytest.fixture
def chat(make_chat, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: at("13:30"))
    return make_chat()


@pytest.fixture
def says(chat):
    """A user says something in the room: says(newcomer, "Hello")."""
    count = 0

    def says(user, text, into=chat):
        nonlocal count
        count += 1
        post = incoming_post(
            text, network="web", number=1000 + count, author=web_author(user)
        )
        return receive_post(into.community, post, now=at("13:10"), into=into).post

    return says


def readable():
    return sorted(Post.objects.visible().values_list("text", flat=True))


def test_all_that_somebody_said_here_is_taken_back_and_nothing_else(
    client, chat, says, make_community, make_chat, newcomer, post_in, work
):
    elsewhere = make_chat(community=make_community("other"))
    for text in ("Hello", "A1 Yes"):
        says(newcomer, text)
    says(newcomer, "Elsewhere", into=elsewhere)
    post_in(chat, "Jo's")
    client.force_login(newcomer)

    asked = client.get(f"{PAGE}leave/").content.decode()
    before = readable()
    client.post(f"{PAGE}leave/")
    waiting = client.get(PAGE).content.decode()
    work()
    done = client.get(PAGE).content.decode()

    assert "All 2 posts that you have said in #lgovsm go" in asked
    assert before == ["A1 Yes", "Elsewhere", "Hello", "Jo's"]
    assert "It waits for its turn." in waiting
    assert readable() == ["Elsewhere", "Jo's"]
    assert [kind for _, kind in logged(chat)][3:] == ["post.withdrawn", "post.withdrawn"]
    assert "Done: nothing that you said is kept here any more." in done


def test_what_they_said_from_another_account_goes_too(chat, says, newcomer, post_in, work):
    says(newcomer, "Hello")
    theirs = post_in(chat, "From elsewhere").post.account
    person = web_account(newcomer).person
    Account.objects.filter(pk=theirs.pk).update(person=person)

    leave_out(chat.community, person, now=at("13:30"))
    work()

    assert readable() == []


def test_a_guest_does_so_on_the_device_from_which_they_spoke(client, make_community, work, chat):
    session = client.session
    session["guest_key"] = "k1"
    session.save()
    for key, number in (("k1", 1), ("k2", 2)):
        post = incoming_post(key, network="web", number=number, author=guest_author(key, "Gus"))
        receive_post(chat.community, post, now=at("13:10"), into=chat)

    client.post(f"{PAGE}leave/")
    work()

    assert readable() == ["k2"]


def test_asking_twice_is_one_piece_of_work(chat, says, newcomer):
    says(newcomer, "Hello")
    person = web_account(newcomer).person

    both = [leave_out(chat.community, person, now=at("13:30")).pk for _ in range(2)]

    assert both[0] == both[1]
    assert DBTaskResult.objects.count() == 1


def test_work_that_has_died_half_way_can_be_asked_for_again(client, chat, says, newcomer, work):
    for text in ("Hello", "Again"):
        says(newcomer, text)
    person = web_account(newcomer).person
    leave_out(chat.community, person, now=at("13:20"))
    DBTaskResult.objects.all().delete()  # with its worker
    client.force_login(newcomer)

    page = client.get(PAGE).content.decode()
    client.post(f"{PAGE}leave/")
    work()

    assert "It has stopped half-way." in page
    assert readable() == []
    assert [one.done for one in LeavingOut.objects.all()] == [2]


def test_the_page_says_how_far_it_is(client, chat, says, newcomer):
    says(newcomer, "Hello")
    person = web_account(newcomer).person
    LeavingOut.objects.create(
        community=chat.community, person=person, asked_at=at("13:29"), heard_at=at("13:30"),
        in_all=80, done=79,
    )  # fmt: skip
    client.force_login(newcomer)

    part = client.get(PAGE, headers={"HX-Request": "true"}).content.decode()

    assert "Taken back: 79 of 80 posts." in part
    assert "<h1>" not in part


def test_whoever_said_nothing_has_nothing_taken_back(client, chat, post_in, lurker):
    post_in(chat, "Jo's")
    client.force_login(lurker)

    response = client.post(f"{PAGE}leave/", follow=True)

    assert "Nothing that you said is kept here." in response.content.decode()
    assert list(LeavingOut.objects.all()) == []
    assert kept_posts(chat.community, Account.objects.get().person).count() == 1


def test_somebody_without_an_account_asks_the_organisers(
    client, chat, organiser, work, mailoutbox, settings
):
    settings.ADDRESS = settings.ORIGIN = "https://chat.example.org"

    words = {"name": "@jo", "email": "jo@example.org", "words": "All of it\nplease"}
    page = client.post(f"{PAGE}ask", words, follow=True).content.decode()
    work()

    [letter] = mailoutbox
    assert "The organisers have it on their list." in page
    assert letter.to == [organiser.email]
    assert letter.body == (
        "Who: @jo\nAnswer to: jo@example.org\n\nAll of it\nplease\n\n"
        "It stays on your list until you mark it as done: "
        "https://chat.example.org/lgovsm/kept/requests/\n"
    )


def test_what_is_missing_in_the_form_is_said_and_nothing_is_lost(client, chat):
    response = client.post(f"{PAGE}ask", {"name": "", "words": "All of it"})

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"name"}
    assert "All of it</textarea>" in response.content.decode()


def test_a_flood_of_requests_is_stopped(client, chat):
    for _ in range(A_COMMUNITY_A_DAY):
        Request.objects.create(community=chat.community, name="x", words="x", asked_at=at("13:00"))

    page = client.post(f"{PAGE}ask", {"name": "@jo", "words": "All"}).content.decode()

    assert "Very many have asked today. Try again tomorrow." in page
    assert Request.objects.filter(asked_at__gt=at("13:30") - timedelta(hours=2)).count() == 50


def test_organisers_mark_a_request_as_done_and_not_done_after_all(client, chat, organiser):
    asked = Request.objects.create(community=chat.community, name="@jo", words="All of it")
    client.force_login(organiser)
    mark = f"{PAGE}requests/{asked.pk}/mark"

    client.post(mark, {"done": "1"})
    client.post(mark, {"done": "1"})
    done = client.get(f"{PAGE}requests/").content.decode()
    client.post(mark)
    open_again = client.get(f"{PAGE}requests/").content.decode()

    assert "Done by <bdi>Olive</bdi>" in done
    assert "Nobody is waiting." in done
    assert "Done by" not in open_again
    assert Request.objects.get().done_by is None


def test_the_list_is_for_organisers_alone(client, chat, lurker, make_community):
    asked = Request.objects.create(community=make_community("other"), name="@jo", words="All")
    client.force_login(lurker)

    codes = [
        client.get(f"{PAGE}requests/").status_code,
        client.post(f"{PAGE}requests/{asked.pk}/mark", {"done": "1"}).status_code,
        client.post(f"/other/kept/requests/{asked.pk}/mark", {"done": "1"}).status_code,
    ]

    assert codes == [404, 404, 404]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_however_long(
    client, chat, organiser, count, django_assert_num_queries
):
    for number in range(count):
        one = Request.objects.create(community=chat.community, name=f"@jo{number}", words="All")
        Request.objects.filter(pk=one.pk).update(done_at=at("13:00"), done_by=organiser)
    client.force_login(organiser)

    with django_assert_num_queries(6):
        page = client.get(f"{PAGE}requests/").content.decode()

    assert page.count("Done by <bdi>Olive</bdi>") == count
