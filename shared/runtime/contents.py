"""What is a file really, and is it whole? Photos are decoded and written anew, sounds are decoded to their end.

A photo keeps nothing but its pixels: where it was taken and by whose phone (EXIF, GPS, comments, previews) goes, and
with it whatever else was hidden behind the picture.
"""

import io
import zipfile
from collections.abc import Callable

import soundfile
from PIL import Image, ImageOps, UnidentifiedImageError

from shared.files import Checked, Limits, MediaType, Unfit, refuse

PHOTOS = {"JPEG": MediaType.JPEG, "MPO": MediaType.JPEG, "PNG": MediaType.PNG, "WEBP": MediaType.WEBP}
SOUNDS = {"WAV": MediaType.WAV, "MP3": MediaType.MPEG, "OGG": MediaType.OGG, "FLAC": MediaType.FLAC}
WRITTEN_AS = {MediaType.JPEG: "JPEG", MediaType.PNG: "PNG", MediaType.WEBP: "WEBP"}
QUALITY = 90
# What a page or a document begins with; the longer ones are looked for everywhere.
AT_THE_HEAD, HEAD_BYTES = (b"<svg", b"<html", b"<!doctype", b"<?xml", b"%pdf", b"mz\x90"), 1024
ANYWHERE = (b"<script", b"<!doctype html", b"%pdf-1.")
BLOCK_FRAMES = 65_536


def checked(data: bytes, limits: Limits) -> Checked:
    """Return what is kept of a file. Raises AttachmentRefused with the reason."""
    if not data:
        raise refuse(Unfit.EMPTY)
    photo = _photo(data, limits)
    found = photo or _sound(data, limits)
    if found is None:
        raise refuse(Unfit.UNKNOWN)
    if _is_something_else_too(data):
        raise refuse(Unfit.POLYGLOT)
    return found


def _is_something_else_too(data: bytes) -> bool:
    lowered = data.lower()
    head = lowered[:HEAD_BYTES]
    named = any(mark in head for mark in AT_THE_HEAD) or any(mark in lowered for mark in ANYWHERE)
    return named or zipfile.is_zipfile(io.BytesIO(data))


def _photo(data: bytes, limits: Limits) -> Checked | None:
    try:
        image = Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP"))
    except UnidentifiedImageError:
        return None
    except Image.DecompressionBombError:
        raise refuse(Unfit.PIXELS, most=limits.pixels) from None
    except (OSError, ValueError, SyntaxError):
        raise refuse(Unfit.DAMAGED) from None
    with image:
        media_type = PHOTOS[image.format or ""]
        # Before a single pixel is unpacked.
        if image.width * image.height > limits.pixels:
            raise refuse(Unfit.PIXELS, most=limits.pixels)
        if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
            raise refuse(Unfit.ANIMATED)
        try:
            return Checked(media_type, _written_anew(image, media_type))
        except (OSError, ValueError, SyntaxError, EOFError):
            raise refuse(Unfit.DAMAGED) from None


def _written_anew(image: Image.Image, media_type: MediaType) -> bytes:
    image.load()
    turned = ImageOps.exif_transpose(image)
    has_alpha = media_type is not MediaType.JPEG and "A" in turned.convert("RGBA").getbands() and turned.mode != "RGB"
    pixels = turned.convert("RGBA" if has_alpha else "RGB")
    pixels.info = {}
    out = io.BytesIO()
    pixels.save(out, WRITTEN_AS[media_type], quality=QUALITY)
    return out.getvalue()


def small(data: bytes, side: int) -> bytes:
    """Return a photo upright as a JPEG of at most so many pixels a side. Raises AttachmentRefused where it is none."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as image:
            # A JPEG is unpacked no larger than it will be.
            image.draft("RGB", (side, side))
            image.thumbnail((side, side))
            turned = ImageOps.exif_transpose(image).convert("RGBA")
            flat = Image.new("RGB", turned.size, "white")
            flat.paste(turned, mask=turned)
            out = io.BytesIO()
            flat.save(out, "JPEG", quality=QUALITY)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise refuse(Unfit.DAMAGED) from None
    return out.getvalue()


def _sound(data: bytes, limits: Limits) -> Checked | None:
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as sound:
            media_type = SOUNDS.get(sound.format)
            if media_type is None:
                return None
            if sound.samplerate and sound.frames / sound.samplerate > limits.seconds:
                raise refuse(Unfit.SECONDS, most=limits.seconds)
            heard = sum(len(block) for block in sound.blocks(BLOCK_FRAMES))
            if heard < sound.frames or not _IS_WHOLE.get(media_type, _always)(data):
                raise refuse(Unfit.DAMAGED)
    except (soundfile.LibsndfileError, RuntimeError):
        return None
    return Checked(media_type, data)


def _always(_: bytes) -> bool:
    return True


def _riff_is_whole(data: bytes) -> bool:
    """Tell whether a WAV file is as long as it says: libsndfile mends a shorter one, and ignores what follows."""
    said = int.from_bytes(data[4:8], "little") + 8
    return said <= len(data) <= said + 1


_IS_WHOLE: dict[MediaType, Callable[[bytes], bool]] = {MediaType.WAV: _riff_is_whole}
