"""Every table of the hour; each is declared in the module of its subject."""

from goodtalk.chats.models.attendances import Attendance as Attendance
from goodtalk.chats.models.bars import Bar as Bar
from goodtalk.chats.models.desk_lines import DeskLine as DeskLine
from goodtalk.chats.models.events import ChatEvent as ChatEvent
from goodtalk.chats.models.hours import CHECK_IN_MINUTES as CHECK_IN_MINUTES
from goodtalk.chats.models.hours import LATE as LATE
from goodtalk.chats.models.hours import LOBBY_MINUTES as LOBBY_MINUTES
from goodtalk.chats.models.hours import PATIENCE as PATIENCE
from goodtalk.chats.models.hours import Chat as Chat
from goodtalk.chats.models.hours import ChatQuerySet as ChatQuerySet
from goodtalk.chats.models.people import Account as Account
from goodtalk.chats.models.people import FormerName as FormerName
from goodtalk.chats.models.people import Person as Person
from goodtalk.chats.models.posts import Post as Post
from goodtalk.chats.models.posts import PostQuerySet as PostQuerySet
from goodtalk.chats.models.questions import Question as Question
from goodtalk.chats.models.thanks import Thanks as Thanks
from goodtalk.chats.models.whys import Why as Why
