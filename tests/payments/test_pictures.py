"""A code drawn is a code seen, whatever the picture."""

import io
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import segno
from PIL import Image

from zhiyin.kit.errors import Refusal
from zhiyin.payments import emvco, pictures
from zhiyin.payments.queries import code_in_picture, code_picture

PAYLOAD = emvco.BEGINNING + "a payment code 知音"


def qr(text: str = PAYLOAD, *, light: str | None = "white") -> Image.Image:
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=6, light=light)
    return Image.open(out)


def file(picture: Image.Image, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_a_code_in_a_picture_is_read(kind: str) -> None:
    assert code_in_picture(file(qr().convert("RGB"), kind)) == PAYLOAD


def test_a_code_on_nothing_is_read_as_on_paper() -> None:
    assert code_in_picture(file(qr(light=None))) == PAYLOAD


def test_a_turned_small_code_in_a_large_photograph_is_read() -> None:
    photograph = Image.new("RGB", (3000, 4000), "#b0a090")
    photograph.paste(qr().convert("RGB").rotate(17, expand=True, fillcolor="#ffffff"), (900, 1700))

    assert code_in_picture(file(photograph, "JPEG")) == PAYLOAD


def test_a_payment_code_is_preferred_to_others() -> None:
    both = Image.new("RGB", (900, 450), "white")
    both.paste(qr("https://elsewhere.example").convert("RGB"), (20, 20))
    both.paste(qr().convert("RGB"), (460, 20))

    assert code_in_picture(file(both)) == PAYLOAD


def test_a_picture_without_a_code_is_refused() -> None:
    with pytest.raises(Refusal, match="no_code_in_picture"):
        code_in_picture(file(Image.new("RGB", (400, 400), "teal")))


@pytest.mark.parametrize(
    "data", [b"", b"not a picture", file(qr())[:200], b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%!PS-Adobe-3.0 EPSF-3.0\n"]
)
def test_a_file_that_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal, match="picture_unreadable"):
        code_in_picture(data)


def test_too_many_bytes_or_pixels_are_refused() -> None:
    for data in (b"\x00" * 10_000_001, file(Image.new("1", (20_000, 20_000)))):
        with pytest.raises(Refusal, match="picture_too_large"):
            code_in_picture(data)


def test_a_small_file_that_unpacks_to_much_is_refused() -> None:
    small = file(Image.new("RGBA", (5_000, 5_000)))

    assert len(small) < 200_000
    with pytest.raises(Refusal, match="picture_too_large"):
        code_in_picture(small)


def test_no_more_than_two_pictures_are_unpacked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    open_now, most, opened = [0], [0], pictures._opened

    def slowly(data: bytes) -> Image.Image:
        open_now[0] += 1
        most[0] = max(most[0], open_now[0])
        time.sleep(0.02)
        open_now[0] -= 1
        return opened(data)

    monkeypatch.setattr(pictures, "_opened", slowly)
    with ThreadPoolExecutor(8) as people:
        assert set(people.map(code_in_picture, [file(qr())] * 8)) == {PAYLOAD}

    assert most[0] <= 2


def test_a_drawn_code_carries_no_style_that_a_strict_policy_forbids() -> None:
    svg = code_picture(PAYLOAD)

    assert svg.startswith("<svg")
    assert "style" not in svg
    assert pictures.drawn(PAYLOAD) == svg
