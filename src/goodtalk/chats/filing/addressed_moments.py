"""When a post was said that is not here: the numbers in some addresses tell."""

import re

_TWEET = re.compile(r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/\w+/status/(\d{15,19})")
_STATUS = re.compile(r"https?://[^/\s]+/users/[^/\s]+/statuses/(\d{17,19})")

# Twitter counts milliseconds from its own epoch, Mastodon from 1970 (lib/mastodon/snowflake.rb);
# in the lower bits are numbers within one of these.
_TWITTER_BITS, _TWITTER_EPOCH = 22, 1_288_834_974_657
_MASTODON_BITS = 16


def said_at(address: str) -> float | None:
    """The moment in seconds, from the address of a tweet or of a post on Mastodon."""
    if tweet := _TWEET.fullmatch(address):
        return ((int(tweet[1]) >> _TWITTER_BITS) + _TWITTER_EPOCH) / 1000
    if status := _STATUS.fullmatch(address):
        return (int(status[1]) >> _MASTODON_BITS) / 1000
    return None
