"""The writer: a language model behind an OpenAI-compatible endpoint (POST .../chat/completions)."""

from __future__ import annotations

import json

from monitor.core.errors import TelemonError
from monitor.core.summary.asking import Prompt
from monitor.intake.client import Client
from monitor.intake.exchange import FetchError, Response

# Characters of an answer are few; what is longer is no answer.
LARGEST_ANSWER = 200_000
_MOST_TOKENS = 2000  # room for the thoughts of a model that has some
_PATH = "/chat/completions"


class WriterError(TelemonError):
    """The model gave no answer; the text says why, without the endpoint's address."""


class Writer:
    """Asks one model. `client` has the time-out and the cap on bytes, and stands behind egress."""

    def __init__(self, client: Client, *, url: str, model: str, key: str | None = None) -> None:
        self._client = client
        self._url = url if url.endswith(_PATH) else url.rstrip("/") + _PATH
        self._headers = (
            ("Content-Type", "application/json"),
            ("Accept", "application/json"),
            *((("Authorization", f"Bearer {key}"),) if key else ()),
        )
        self.model = model

    async def write(self, prompt: Prompt) -> str:
        """The model's answer as it stands. Raises WriterError."""
        body = json.dumps(
            {
                "model": self.model,
                "messages": [
                    {"role": "system", "content": prompt.order},
                    {"role": "user", "content": prompt.reports},
                ],
                "temperature": 0,
                "max_tokens": _MOST_TOKENS,
                "stream": False,
            }
        )
        try:
            answer = await self._client.post(self._url, body=body.encode(), headers=self._headers)
        except FetchError as error:
            raise WriterError(f"no answer ({error.verdict}: {error.detail})") from error
        return _content(answer)


def _content(answer: Response) -> str:
    """What the first choice says (OpenAI API reference, chat completion object)."""
    if answer.status != 200:
        raise WriterError(f"the endpoint answered {answer.status}")
    try:
        content = json.loads(answer.body)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise WriterError("the endpoint's answer is no chat completion") from error
    if not isinstance(content, str):
        raise WriterError("the endpoint's answer has no text")
    return content
