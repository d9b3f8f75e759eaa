"""What goes in and out, for the OpenAPI document. Chats and posts are those of the exports."""

from typing import Literal

from ninja import Field, Schema

MAX_POSTS = 500
MAX_CHATS = 100


class Problem(Schema):
    """Why it was not done."""

    detail: str = Field(description="One sentence for people.")


class QuestionData(Schema):
    """A question of the run sheet."""

    number: int
    text: str
    planned: str
    released: str | None


class ChatData(Schema):
    """An hour; its fields are those of an export, and `last_seq`."""

    date: str
    theme: str
    state: str
    starts: str
    ends: str
    chair: str | None
    welcome: str
    wrap_up: str
    rebuilt: bool
    questions: list[QuestionData]
    last_seq: int = Field(description="The place of the last event in the hour's log.")


class Chats(Schema):
    """Some of the hours, the latest first."""

    chats: list[ChatData]
    next: str | None = Field(description="The next call's `before`; null when these are the last.")


class AuthorData(Schema):
    """Who said it."""

    name: str
    handle: str
    uri: str
    searchable: bool


class PictureData(Schema):
    """A picture, a film or a sound."""

    url: str
    description: str
    kind: Literal["image", "video", "audio"]
    width: int
    height: int


class ChoiceData(Schema):
    """Something to choose in a poll."""

    text: str
    votes: int


class PollData(Schema):
    """What people were asked to choose from."""

    choices: list[ChoiceData]
    several: bool
    ends: str | None
    voters: int | None


class EmojiData(Schema):
    """A custom emoji of the author's server."""

    shortcode: str
    url: str


class EnclosedData(Schema):
    """What came with the words."""

    warning: str | None = Field(description="To be shown first; the rest when a reader asks.")
    sensitive: bool
    pictures: list[PictureData]
    poll: PollData | None
    quote: str | None
    emoji: list[EmojiData]


class PostData(Schema):
    """A post; its fields are those of an export, and `seq`."""

    seq: int = Field(description="The place in the hour's log of what brought it here.")
    uri: str
    network: str
    author: AuthorData
    published: str
    text: str
    kind: str
    in_reply_to: str | None
    question: int | None
    filed_by: str
    certain: bool
    prompt: bool
    thanks: int
    links: list[str]
    enclosed: EnclosedData | None
    language: str | None
    url: str | None


class GonePost(Schema):
    """A post that was taken back or set aside: forget what you have of it."""

    seq: int
    uri: str
    gone: Literal[True]


class Posts(Schema):
    """What is new in an hour, in the order of its log."""

    posts: list[PostData | GonePost]
    seq: int = Field(description="The next call's `after`.")


class PostIn(Schema):
    """What to say."""

    text: str = Field(description="Up to 500 characters with the tag, which is added if missing.")
    in_reply_to: str | None = Field(None, description="The uri of a post of the same hour.")


class Stored(Schema):
    """The post is safely stored."""

    uri: str
    seq: int = Field(description="Its place in the hour's log.")
