"""Which files do tests attach? Photos, sounds and papers made on the spot, and what pretends to be one."""

import io
import zipfile
from collections.abc import Callable

import numpy as np
import soundfile
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas

GPS_TAG = 0x8825


def photo(*, form: str = "JPEG", colour: str = "red", size: tuple[int, int] = (64, 48)) -> bytes:
    """Return a photo that says where it was taken and by what."""
    image = Image.new("RGB", size, colour)
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    exif[0x0112] = 6
    exif.get_ifd(GPS_TAG)[2] = (31.0, 30.0, 18.0)
    out = io.BytesIO()
    image.save(out, form, exif=exif)
    return out.getvalue()


def sound(*, form: str = "WAV", seconds: float = 0.2) -> bytes:
    wave = np.sin(np.linspace(0, 440 * 6.28 * seconds, int(8_000 * seconds))).astype("float32")
    out = io.BytesIO()
    soundfile.write(out, wave, 8_000, format=form)
    return out.getvalue()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("run.sh", "echo")
    return out.getvalue()


def animation() -> bytes:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    return out.getvalue()


def bomb() -> bytes:
    """Return a small file of more pixels than anybody photographs."""
    out = io.BytesIO()
    Image.new("1", (10_000, 8_000)).save(out, "PNG")
    return out.getvalue()


def paper(text: str = "a paper", *, pages: int = 1) -> bytes:
    """Return a document of some pages, each of which says `text`."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for page in range(pages):
        canvas.drawString(100, 700, f"{text} {page}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def paper_with(change: Callable[[PdfWriter], object]) -> bytes:
    """Return a document that was changed."""
    writer, out = PdfWriter(clone_from=io.BytesIO(paper())), io.BytesIO()
    change(writer)
    writer.write(out)
    return out.getvalue()


def run_script(writer: PdfWriter) -> None:
    """Let a document run a script when it is opened."""
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
