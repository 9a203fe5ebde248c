"""Decompression with a cap: a bomb is found out after at most one chunk too many."""

from __future__ import annotations

import zlib

_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
_RAW_DEFLATE = -zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"


class TooLargeError(Exception):
    """The body inflates to more than the cap."""


class UnknownCodingError(Exception):
    """The body is in a content coding that was not asked for."""


class Inflater:
    """Takes the bytes of a body in its `coding` (gzip, deflate, identity), gives the plain ones.

    Raises UnknownCodingError at once, TooLargeError as soon as `limit` bytes are exceeded, and
    zlib.error for a damaged stream. Gzip members in a row are one body (RFC 1952, section 2.2).
    """

    def __init__(self, coding: str, limit: int) -> None:
        self._coding = coding.strip().lower()
        if self._coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise UnknownCodingError(self._coding)
        self._limit, self._size = limit, 0
        self._pieces: list[bytes] = []
        self._stream = None if self._coding in ("", "identity") else self._begin()

    def feed(self, chunk: bytes) -> None:
        """Takes the next bytes as they came over the wire."""
        if self._stream is None:
            self._keep(chunk)
            return
        while chunk:
            if self._stream.eof:
                if not chunk.startswith(_GZIP_MAGIC):
                    return  # padding or rubbish behind the end
                self._stream = self._begin()
            self._keep(self._inflate(chunk))
            chunk = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail

    def body(self) -> bytes:
        """All that came so far, inflated."""
        return b"".join(self._pieces)

    @property
    def cut_off(self) -> bool:
        """Whether the compressed stream has begun but has not come to its end."""
        return self._stream is not None and self._size > 0 and not self._stream.eof

    def _begin(self) -> zlib._Decompress:
        return zlib.decompressobj(_GZIP_OR_ZLIB)

    def _inflate(self, chunk: bytes) -> bytes:
        assert self._stream is not None
        room = self._limit - self._size + 1
        try:
            return self._stream.decompress(chunk, room)
        except zlib.error:
            if self._coding != "deflate" or self._size:
                raise
            # "deflate" means zlib (RFC 9110, 8.4.1.2), but some servers send it without the wrapper
            self._stream = zlib.decompressobj(_RAW_DEFLATE)
            return self._stream.decompress(chunk, room)

    def _keep(self, piece: bytes) -> None:
        if not piece:
            return
        self._size += len(piece)
        if self._size > self._limit:
            raise TooLargeError
        self._pieces.append(piece)
