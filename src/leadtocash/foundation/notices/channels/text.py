"""A message as plain text and as the little markdown that the platforms share."""

from __future__ import annotations

from leadtocash.foundation.notices.channels.base import Message

#: signs that would become a link, a mention or a format; their wide twins look alike and mean nothing
_WIDE = {ord(sign): chr(ord(sign) + 0xFEE0) for sign in "[]<>*`#\\"}


def safe(text: str) -> str:
    """Text that stays text on every platform: some know no escaping, so the signs themselves are exchanged."""
    return " ".join(text.translate(_WIDE).split())


def as_markdown(message: Message, *, with_link: bool = True, with_title: bool = True) -> str:
    """Heading, sentence, the digest's rows with their links, and the link of the whole."""
    lines = [f"**{safe(message.heading or message.title)}**"] if with_title else []
    if message.text and message.text != (message.heading or message.title):
        lines.append(safe(message.text))
    for block in message.blocks:
        lines.append(f"**{safe(block.title)}**")
        for text, url, remark in block.rows:
            end = f" ({safe(remark)})" if remark else ""
            lines.append(f"- [{safe(text)}]({url}){end}" if url else f"- {safe(text)}{end}")
        if block.more:
            lines.append(safe(block.more))
    if with_link:
        lines.append(f"[{safe(message.button)}]({message.url})")
    return "\n\n".join(lines) if not message.blocks else "\n".join(lines)


def as_plain(message: Message) -> str:
    """The same line by line without any format (WeCom's cards read a little HTML, so it is made safe as well)."""
    lines = [safe(message.text)] if message.text else []
    for block in message.blocks:
        lines.append(safe(block.title))
        lines.extend(safe(f"- {text}{f' ({remark})' if remark else ''}") for text, _url, remark in block.rows)
        if block.more:
            lines.append(safe(block.more))
    return "\n".join(lines)
