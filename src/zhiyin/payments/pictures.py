"""A code as a picture, and a picture as a code."""

import io
import re
import threading

import segno
import zxingcpp
from PIL import Image, UnidentifiedImageError

from zhiyin.kit.errors import Refusal
from zhiyin.payments.emvco import BEGINNING

MEGABYTES_MAX = 10
# A photograph is made smaller while it is decoded; every other picture is unpacked whole, and a hundred kilobytes can hold fifty million pixels.
PIXELS_MAX = {"JPEG": 50_000_000}
PIXELS_MAX_UNPACKED = 20_000_000
_AT_ONCE = threading.BoundedSemaphore(2)  # in one process: a picture takes up to 200 MB for a second
SIDE_PIXELS_MAX = 2_400
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")


class PictureTooLarge(Refusal):
    """More bytes or pixels than we look through."""

    code = "picture_too_large"


class PictureUnreadable(Refusal):
    """The file is not a picture of a kind we know."""

    code = "picture_unreadable"


class NoCodeInPicture(Refusal):
    """There is no QR to be seen."""

    code = "no_code_in_picture"


def drawn(text: str) -> str:
    """The QR as an inline SVG without any style attribute, so that a strict content security policy lets it through; it fills its box.

    Always dark on white, in dark mode too: some cameras do not see inverted codes. Classes: `qr`, `qr-ink`.
    """
    code = segno.make(text, error="m", micro=False, encoding="utf-8")
    return str(code.svg_inline(omitsize=True, border=4, light="#ffffff", dark="#000000", svgclass="qr", lineclass="qr-ink"))


def bars(digits: str) -> str:
    """Digits as a bar code (Code 128), an inline SVG without any style attribute. Classes: `bars`. Dark on white, as `drawn`."""
    code = zxingcpp.create_barcode(digits, zxingcpp.BarcodeFormat.Code128)
    width, path = re.findall(r'width="(\d+)"', code.to_svg())[0], re.findall(r'<path d="([^"]+)"', code.to_svg())[0]
    box = f'viewBox="0 0 {width} 50" preserveAspectRatio="none"'
    return f'<svg class="bars" xmlns="http://www.w3.org/2000/svg" {box}><path fill="#fff" d="M0 0h{width}v50H0z"/><path d="{path}"/></svg>'


def seen(data: bytes, *, bars: bool = False) -> str:
    """The text of the QR (with `bars`, also of a bar code) in an uploaded picture; a payment code is preferred. Nothing of the picture is kept.

    Raises `PictureTooLarge`, `PictureUnreadable`, `NoCodeInPicture`.
    """
    if len(data) > MEGABYTES_MAX * 1_000_000:
        raise PictureTooLarge(megabytes=MEGABYTES_MAX)
    kinds = [zxingcpp.BarcodeFormat.QRCode, *([zxingcpp.BarcodeFormat.Code128] if bars else [])]
    with _AT_ONCE:
        found = [code.text for code in zxingcpp.read_barcodes(_opened(data), formats=zxingcpp.BarcodeFormats(kinds))]
    if not found:
        raise NoCodeInPicture
    return next((text for text in found if text.startswith(BEGINNING)), found[0])


def _opened(data: bytes) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
        if picture.width * picture.height > PIXELS_MAX.get(picture.format or "", PIXELS_MAX_UNPACKED):
            raise PictureTooLarge(megabytes=MEGABYTES_MAX)
        # Decoding to grey at a smaller scale costs a tenth for a camera's picture.
        picture.draft("L", (SIDE_PIXELS_MAX, SIDE_PIXELS_MAX))
        grey = _on_white(picture).convert("L")
    except Image.DecompressionBombError as bomb:
        raise PictureTooLarge(megabytes=MEGABYTES_MAX) from bomb
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as broken:
        raise PictureUnreadable from broken
    grey.thumbnail((SIDE_PIXELS_MAX, SIDE_PIXELS_MAX))
    return grey


def _on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture
    picture.thumbnail((SIDE_PIXELS_MAX, SIDE_PIXELS_MAX))
    clear = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
