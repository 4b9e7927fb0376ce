"""What waits for people, its words, and where they can be reached."""

from zhiyin.channels.queries.accounts import Link, chat_link
from zhiyin.channels.queries.devices import Device, devices, push_key, push_trouble
from zhiyin.channels.queries.health import WayHealth, health
from zhiyin.channels.queries.letters import LetterLine, letters, shown
from zhiyin.channels.queries.messages import Contact, Message, Waiting, by_link, contacts, inbox, message, of_follow_ups, seen_since, unread, waiting
from zhiyin.channels.queries.previews import mail_templates, preview
from zhiyin.channels.queries.reach import Way, address_hash, addresses, available, interrupting, reachable, ways
from zhiyin.channels.queries.replies import Left, left
from zhiyin.channels.queries.words import TEMPLATES, Text, check_template, outside_words, text, words

__all__ = [
    "TEMPLATES",
    "Contact",
    "Device",
    "Left",
    "LetterLine",
    "Link",
    "Message",
    "Text",
    "Waiting",
    "Way",
    "WayHealth",
    "address_hash",
    "addresses",
    "available",
    "by_link",
    "chat_link",
    "check_template",
    "contacts",
    "devices",
    "health",
    "inbox",
    "interrupting",
    "left",
    "letters",
    "mail_templates",
    "message",
    "of_follow_ups",
    "outside_words",
    "preview",
    "push_key",
    "push_trouble",
    "reachable",
    "seen_since",
    "shown",
    "text",
    "unread",
    "waiting",
    "ways",
    "words",
]
