"""What may stand under `channels` of digests.yaml: a model for each way out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    Field,
)

from config.rules import (
    check_secret,
    check_service,
    check_token,
    check_topic,
)
from config.schema_types import Address, AtLeastOne, Id, Ids, OneOrMore, Record, Url
from monitor.core.delivery import ChannelType

CHANNEL_TYPES = f"one of {', '.join(ChannelType)}"


class WayOut(Record):
    """What every channel may have."""

    id: Id
    max_per_day: int | None = Field(
        default=None,
        ge=1,
        le=1000,
        description="a number from 1 to 1000: digests a day for each recipient, then one with the rest",
    )
    was: Ids = Field(default=(), description="ids this channel had before")


class EmailRecord(WayOut):
    """A channel that sends mail: each address gets its own copy."""

    type: Literal["email"] = Field(description=CHANNEL_TYPES)
    to: AtLeastOne[Address] = Field(description="addresses, as [team@example.org]")


class WebhookRecord(WayOut):
    """A channel that posts JSON to an address, signed as Standard Webhooks says."""

    type: Literal["webhook"] = Field(description=CHANNEL_TYPES)
    url: Url = Field(description="the address to post to, best as ${NAME}")
    secret: OneOrMore[Annotated[str, AfterValidator(check_secret)]] = Field(
        default=(),
        description="whsec_ and 24 to 64 bytes in base64, best as ${NAME}; a list of two while a "
        "secret is being changed",
    )


class ChatRecord(WayOut):
    """A channel that posts a message to a chat, through a webhook made there."""

    type: Literal["slack", "teams", "discord", "mattermost"] = Field(description=CHANNEL_TYPES)
    url: Url = Field(description="the address of the chat's webhook, best as ${NAME}")


class NtfyRecord(WayOut):
    """A channel that publishes to a topic of ntfy, for phones."""

    type: Literal["ntfy"] = Field(description=CHANNEL_TYPES)
    url: Annotated[Url, AfterValidator(check_topic)] = Field(
        description="server and topic, as https://ntfy.example.org/telecom, best as ${NAME}"
    )
    token: Annotated[str, AfterValidator(check_token)] | None = Field(
        default=None, description="an access token of ntfy, best as ${NAME}"
    )


class AppriseRecord(WayOut):
    """A channel that sends by Apprise, an extra, over one of the services it knows."""

    type: Literal["apprise"] = Field(description=CHANNEL_TYPES)
    url: Annotated[str, AfterValidator(check_service)] = Field(
        description="the address of one service as Apprise writes it, as tgram://TOKEN/CHAT, best as "
        "${NAME}"
    )


AnyChannel = EmailRecord | WebhookRecord | ChatRecord | NtfyRecord | AppriseRecord
ChannelRecord = Annotated[AnyChannel, Field(discriminator="type")]
CHANNEL_MODELS: dict[str, type[AnyChannel]] = {
    "email": EmailRecord,
    "webhook": WebhookRecord,
    **dict.fromkeys(("slack", "teams", "discord", "mattermost"), ChatRecord),
    "ntfy": NtfyRecord,
    "apprise": AppriseRecord,
}
