"""A camera that looks at what a shop's screen shows."""

from io import BytesIO
from pathlib import Path

from PIL import Image

WIDTH, HEIGHT, SEEN = 640, 480, 400
FRAMES = 12


def film(shown: bytes, file: Path) -> tuple[str, ...]:
    """A film of that picture (PNG), held a little unsteadily before the camera; the arguments with which Chromium takes it for its camera."""
    picture = Image.open(BytesIO(shown)).convert("RGB").resize((SEEN, SEEN))
    with file.open("wb") as out:
        for number in range(FRAMES):
            frame = Image.new("RGB", (WIDTH, HEIGHT), "#777")
            frame.paste(picture, ((WIDTH - SEEN) // 2 + number % 3, (HEIGHT - SEEN) // 2 - number % 2))
            frame.save(out, "JPEG", quality=85)
    return ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", f"--use-file-for-fake-video-capture={file}")
