"""Two who turn out to be one person become one; an account that is somebody else's goes its way."""

import pytest

from goodtalk.announcements.models import LeavingOut
from goodtalk.chats.keeping_order.barring import block_account, hold_account
from goodtalk.chats.models import Account, Attendance, Bar, Person, Post, Thanks
from goodtalk.chats.one_person import TwoUsers, make_one, make_one_account, part
from goodtalk.chats.thanking import thank
from tests.hour import at, logged

NOW = at("13:30")


def whose(uri):
    return Account.objects.select_related("person").get(uri=f"https://social.example/users/{uri}")


@pytest.fixture
def jo_and_ann(make_chat, post_in):
    """An hour in which jo and ann have each said something, bob as well; ann was there before."""
    chat, earlier = make_chat(), make_chat(day="2026-11-20", starts_at=at("10:00"))
    for by in ("jo", "ann", "bob"):
        post_in(chat, f"I am {by}", by=by)
    post_in(earlier, "I was here", by="ann")
    return chat, whose("jo").person, whose("ann").person


def test_they_are_one_with_all_that_both_have_said_and_are_counted_once_an_hour(jo_and_ann):
    chat, jo, ann = jo_and_ann

    one = make_one(jo, ann, now=NOW)

    assert (one, one.name) == (jo, "Jo")
    assert {account.handle for account in jo.accounts.all()} == {
        "@jo@social.example", "@ann@social.example"
    }
    assert jo.attendances.count() == 2
    assert chat.attendances.count() == 2
    assert not Person.objects.filter(pk=ann.pk).exists()


def test_saying_it_twice_changes_nothing(jo_and_ann):
    _, jo, ann = jo_and_ann
    make_one(jo, ann, now=NOW)

    again = [make_one(jo, ann, now=NOW), make_one(jo, jo, now=NOW)]

    assert again == [jo, jo]


def test_thanks_are_kept_once_and_none_are_for_themselves(jo_and_ann):
    chat, jo, ann = jo_and_ann
    jos, anns, bobs = chat.posts.order_by("pk")
    thank(bobs, jo, wanted=True, now=NOW)
    thank(bobs, ann, wanted=True, now=NOW)
    thank(jos, ann, wanted=True, now=NOW)
    thank(jos, bobs.account.person, wanted=True, now=NOW)
    thank(anns, bobs.account.person, wanted=True, now=NOW)
    seen = chat.events.count()

    make_one(jo, ann, now=NOW)

    counted = list(chat.posts.order_by("pk").values_list("thanks_count", flat=True))
    assert counted == [1, 1, 1]
    assert set(Thanks.objects.values_list("post", "person")) == {
        (bobs.pk, jo.pk), (jos.pk, bobs.account.person_id), (anns.pk, bobs.account.person_id)
    }
    assert [kind for _, kind in logged(chat, after=seen)] == ["post.thanked", "post.thanked"]


def test_whoever_signs_in_stays_signed_in_whichever_of_the_two_it_was(jo_and_ann, newcomer):
    _, jo, ann = jo_and_ann
    ann.user = newcomer
    ann.save()

    make_one(jo, ann, now=NOW)

    assert Person.objects.get(user=newcomer) == jo


def test_two_who_sign_in_each_by_themselves_are_left(jo_and_ann, newcomer, lurker):
    _, jo, ann = jo_and_ann
    Person.objects.filter(pk=jo.pk).update(user=newcomer)
    Person.objects.filter(pk=ann.pk).update(user=lurker)

    with pytest.raises(TwoUsers):
        make_one(jo, ann, now=NOW)

    assert whose("ann").person == ann


def test_what_a_room_upstairs_knows_of_them_goes_along(jo_and_ann, make_community):
    chat, jo, ann = jo_and_ann
    here, there = chat.community, make_community("other")
    for community, person in [(here, ann), (here, jo), (there, ann)]:
        LeavingOut.objects.create(community=community, person=person, asked_at=NOW, in_all=0)

    make_one(jo, ann, now=NOW)

    assert set(LeavingOut.objects.values_list("community", "person")) == {
        (here.pk, jo.pk), (there.pk, jo.pk)
    }


def test_an_account_that_is_parted_takes_along_where_it_was_heard(jo_and_ann, newcomer):
    chat, jo, ann = jo_and_ann
    Person.objects.filter(pk=jo.pk).update(user=newcomer)
    make_one(jo, ann, now=NOW)

    parted = part(whose("ann"), now=NOW)

    assert (parted.name, parted.user, parted.attendances.count()) == ("Ann", None, 2)
    assert (whose("jo").person.user, Attendance.objects.filter(person=jo).count()) == (newcomer, 1)
    assert chat.attendances.count() == 3


def test_an_account_that_was_alone_all_the_time_is_left(jo_and_ann):
    _, jo, _ = jo_and_ann

    assert part(whose("jo"), now=NOW) == jo
    assert Post.objects.filter(account__person=jo).count() == 1


def test_what_stands_against_a_person_stands_against_both_when_they_are_parted(
    jo_and_ann, newcomer, chair
):
    chat, jo, ann = jo_and_ann
    Person.objects.filter(pk=jo.pk).update(user=newcomer)
    make_one(jo, ann, now=NOW)
    hold_account(chat.posts.get(account=whose("jo")), by=chair, now=NOW)
    block_account(chat.posts.get(account=whose("ann")), by=chair, now=NOW, because="spam")

    part(whose("ann"), now=NOW)
    part(whose("ann"), now=NOW)

    bars = Bar.objects.standing().values_list("account__handle", "kind", "by__name", "reason")
    assert sorted(bars) == [
        ("@ann@social.example", "blocked", chair.name, "spam"),
        ("@ann@social.example", "held", chair.name, ""),
        ("@jo@social.example", "blocked", chair.name, "spam"),
        ("@jo@social.example", "held", chair.name, ""),
    ]


def test_an_account_that_was_met_under_another_name_is_one_with_all_that_refers_to_it(
    jo_and_ann, chair
):
    chat, jo, ann = jo_and_ann
    Account.objects.filter(person=ann).update(handle_at=at("13:20"), name_at=at("13:20"))
    Account.objects.filter(person=jo).update(handle_at=at("13:10"), name_at=at("13:30"))
    block_account(chat.posts.get(account=whose("ann")), by=chair, now=NOW)

    one = make_one_account(whose("jo"), whose("ann"), now=NOW)

    assert (one.uri, one.handle, one.name) == (whose("jo").uri, "@ann@social.example", "Jo")
    assert not Account.objects.filter(uri__endswith="/ann").exists()
    assert one.posts.count() == 3
    assert (chat.attendances.count(), one.person.attendances.count()) == (2, 2)
    assert Bar.objects.get().account == one


@pytest.mark.parametrize("kind", [hold_account, block_account])
def test_one_account_is_barred_once_where_both_were(jo_and_ann, chair, kind):
    chat, _, _ = jo_and_ann
    for name in ("jo", "ann"):
        kind(chat.posts.get(account=whose(name)), by=chair, now=NOW)

    one = make_one_account(whose("jo"), whose("ann"), now=NOW)

    assert [bar.account for bar in Bar.objects.standing()] == [one]


def test_an_account_of_somebody_who_signs_in_stays_theirs_when_it_goes_into_another(
    jo_and_ann, newcomer
):
    _, jo, ann = jo_and_ann
    Person.objects.filter(pk=ann.pk).update(user=newcomer)

    one = make_one_account(whose("jo"), whose("ann"), now=NOW)

    assert (one.uri, one.person) == (whose("jo").uri, ann)
    assert not Person.objects.filter(pk=jo.pk).exists()
