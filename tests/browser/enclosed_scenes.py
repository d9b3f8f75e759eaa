"""Posts as other networks bring them: with warnings, pictures, a poll, a quote, custom emoji."""

from datetime import timedelta

from django.utils import timezone

from goodtalk.chats.arriving.incoming import Enclosed, Picture, Poll
from tests.browser.scenes import say


def say_everything(elsewhere: str) -> None:
    """One post of each kind; the pictures are at the other server's origin."""
    cat, map_, emoji = (f"{elsewhere}/{name}.png" for name in ("cat", "map", "emoji"))
    at_home = "https://social.example/@jo/1"
    first = say("A1 Ours do: two of them answer every question within a day.", "ann")
    say(
        "A1 The leader lost by four votes, after a recount.", "ben", url=at_home,
        enclosed=Enclosed(warning="Election results :party:", emoji=((":party:", emoji),)),
    )  # fmt: skip
    say(
        "Where we grit first, and who decides :party: :party:", "cas", url=at_home,
        enclosed=Enclosed(
            pictures=(
                Picture(map_, "A map: school streets are marked", width=480, height=320),
                Picture(cat, width=480, height=320),
            ),
            emoji=((":party:", emoji),),
        ),
    )  # fmt: skip
    say(
        "", "dee", url=at_home,
        enclosed=Enclosed(
            is_sensitive=True,
            pictures=(
                Picture(cat, "A cat on a road, unhurt", width=480, height=320),
                Picture(f"{elsewhere}/film.mp4", "The gritter goes past", kind="video"),
            ),
        ),
    )  # fmt: skip
    say(
        "What should councillors post about?", "eve", url=at_home,
        enclosed=Enclosed(
            poll=Poll(
                (("Casework, with consent", 12), ("What the council decided", 31), ("Cats", 7)),
                ends=timezone.now() + timedelta(days=1),
            )
        ),
    )  # fmt: skip
    say("This, exactly.", "flo", url=at_home, enclosed=Enclosed(quote=first))
    say("And this.", "gus", enclosed=Enclosed(quote="https://other.example/@kim/7"))
