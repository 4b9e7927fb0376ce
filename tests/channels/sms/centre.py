"""A short message centre of another make (smpp34), as a program of its own. What it does with a number stands in the number's last digits.

Every message that reaches it is a line of its output; every line of its input is a text that a telephone sends.
"""

import asyncio
import json
import sys
import threading

import smpp34

INVALID, THROTTLED, SILENT, GONE, UNDELIVERED = "0011", "0058", "0077", "0099", "0005"


def say(line: dict[str, object]) -> None:
    """For who started it."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


class Centre:
    """The sessions, and what came in."""

    def __init__(self, port: int) -> None:
        self.server = smpp34.Server(host="127.0.0.1", port=port, system_id="centre")
        self.sessions: dict[str, smpp34.Esme] = {}
        self.kept: list[object] = []
        self.number = 0

    async def run(self) -> None:
        """Until it is killed."""
        await self.server.start()
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._typed, args=(loop,), daemon=True).start()
        say({"ready": True})
        while True:
            event = await self.server.next()
            if isinstance(event, smpp34.Esme):
                self.sessions[event.session_id] = event
                say({"bound": event.system_id, "listens": event.can_receive})
            elif isinstance(event, smpp34.Unbound):
                self.sessions.pop(event.session_id, None)
                say({"unbound": True})
            else:
                self.kept.append(asyncio.create_task(self.take(event)))

    async def take(self, event: "smpp34.SubmitSmEvent") -> None:
        """Answers a message, and sends its receipt a moment later when one was asked for."""
        said: dict[str, object] = {
            "to": event.destination_addr,
            "from": event.source_addr,
            "hex": event.short_message.hex(),
            "coding": event.data_coding,
            "class": event.esm_class,
        }
        say(said)
        number = event.destination_addr
        seen = [each for each in self.kept if isinstance(each, str)].count(number)
        self.kept.append(number)
        if number.endswith(INVALID):
            event.reject(0x0B)
        elif number.endswith(THROTTLED) and not seen:
            event.reject(0x58)
        elif number.endswith(SILENT):
            await asyncio.sleep(3600)
        elif number.endswith(GONE):
            await self.sessions[event.session_id].unbind()
        else:
            self.number += 1
            name = f"c{self.number}"
            event.accept(message_id=name)
            if event.registered_delivery:
                await asyncio.sleep(0.05)
                state = "UNDELIV" if number.endswith(UNDELIVERED) else "DELIVRD"
                await self.hand_over(event.session_id, number, f"id:{name} sub:001 dlvrd:001 stat:{state} err:000 text:", kind=4)

    async def hand_over(self, session: str, number: str, text: str, *, kind: int = 0) -> None:
        """A text or a receipt goes to that session; how that went is said."""
        plain = text.isascii()
        raw = text.encode("ascii" if plain else "utf-16-be")
        answer = await self.sessions[session].deliver_sm("20255", raw, source_addr=number, esm_class=kind, data_coding=0 if plain else 8)
        say({"handed": text, "status": answer.command_status})

    def _typed(self, loop: asyncio.AbstractEventLoop) -> None:
        for line in sys.stdin:
            said = json.loads(line)
            session = [each for each in self.sessions.values() if each.can_receive][-1]
            asyncio.run_coroutine_threadsafe(self.hand_over(session.session_id, said["from"], said["text"]), loop)


if __name__ == "__main__":
    asyncio.run(Centre(int(sys.argv[1])).run())
