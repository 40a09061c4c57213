"""What a run of edgeasd-listen on a faulty microphone left: the ledger, and what was said."""

import json


class Problem(Exception):
    pass


def require(condition, *words):
    if not condition:
        raise Problem(" ".join(str(word) for word in words))


class Ledger:
    """What the microphone did."""

    def __init__(self, run, frame_bytes):
        self.frames = (run / "ledger/frames").read_bytes()
        self.frame_bytes = frame_bytes
        self.total = len(self.frames) // frame_bytes
        self.openings, self.faults, self.has_ended = [], [], False
        cuts = {0}
        for line in (run / "ledger/events").read_text().splitlines():
            place, what, *detail = line.split()
            if what == "open":
                self.openings.append((int(detail[0]), int(detail[1])))
            elif what == "fault":
                self.faults.append(detail[0])
                if detail[0] != "wake":
                    cuts.add(int(place))
            else:
                self.has_ended = True
                require(int(place) == self.total, "the ledger itself does not add up")
        starts = sorted(cuts)
        # First frame and the one after the last, of all that was heard between two gaps.
        self.stretches = list(zip(starts, starts[1:] + [self.total]))

    def sound(self, stretch):
        return self.frames[stretch[0] * self.frame_bytes : stretch[1] * self.frame_bytes]


class Account:
    """What the program said, stretch by stretch."""

    def __init__(self, run):
        lines = map(json.loads, (run / "lines").read_text().splitlines())
        # Alarms rest on decisions of several stretches.
        self.lines = [line for line in lines if line["event"] != "alarm"]
        self.stretches, self.reasons = [], []
        for line in self.lines:
            if line["event"] == "state":
                if line["state"] in ("starting", "gap"):
                    self.stretches.append((line["sample"], []))
                    if line["state"] == "gap":
                        self.reasons.append(line["reason"])
            else:
                self.stretches[-1][1].append(line)
