"""The invented people as the room knows them: authors, accounts, persons."""

from collections.abc import Iterable, Mapping

from goodtalk.chats.arriving.incoming import Author
from goodtalk.chats.models import Account, Person
from goodtalk.communities.models import User
from goodtalk.site.demo.script import Speaker

OWN_HOST = "councilhour.example"  # where those are at home who have no account anywhere


def home_of(speaker: Speaker) -> str:
    """The address of their account, as their own network writes such."""
    name, _, host = speaker.handle.removeprefix("@").partition("@")
    match speaker.network:
        case "fediverse":
            return f"https://{host}/users/{name}"
        case "bluesky":
            return f"at://did:web:{name}"
    return f"https://{OWN_HOST}/people/{speaker.key}"


def author_of(speaker: Speaker, only_in: str = "") -> Author:
    """Who says it. `only_in` an hour, they are somebody whom no other hour has seen."""
    uri = home_of(speaker).removeprefix("at://")
    uri = f"{uri}/{only_in}" if only_in else uri
    return Author(uri=uri, handle=speaker.handle, name=speaker.name)


def seat(
    cast: Iterable[Speaker], users: Mapping[str, User], *, only_in: str = ""
) -> dict[str, Account]:
    """The accounts of these people by their keys, made where they are not there yet.

    Whoever gives thanks before they have said a word needs one; and so that what an organiser
    does when signed in is done by the same person, theirs has their user.
    """
    return {
        speaker.key: _account(speaker, users.get(speaker.key), only_in) for speaker in cast
    }


def _account(speaker: Speaker, user: User | None, only_in: str) -> Account:
    author = author_of(speaker, only_in)
    known = {"network": speaker.network, "uri": author.uri}
    account = Account.objects.filter(**known).select_related("person").first()
    if account is None:
        person = _person(speaker, user)
        account = Account.objects.create(
            **known, handle=author.handle, name=author.name, person=person
        )
    return account


def _person(speaker: Speaker, user: User | None) -> Person:
    if user is None:
        return Person.objects.create(name=speaker.name)
    person, _ = Person.objects.get_or_create(user=user, defaults={"name": speaker.name})
    return person
