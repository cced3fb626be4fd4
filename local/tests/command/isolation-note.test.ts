import assert from "node:assert/strict";
import { isolationNote } from "../../src/command/isolation-note";

describe("what a machine does not hold functions to, said at start,", () => {
    const shared = "note: functions share this machine's /tmp, and have os.tmpdir() for themselves";
    const memory = "; their memory is looked at when a request has ended, not while it runs";
    const windows = "note: functions have os.tmpdir() for themselves and no /tmp, and may add files to their task root";
    const root = "; as root they may write to their task root too";

    for (const [platform, isRoot, line] of [
        ["linux", false, shared],
        ["linux", true, shared + root],
        ["darwin", false, shared + memory],
        ["darwin", true, shared + memory + root],
        ["win32", false, windows + memory],
    ] as const) {
        it(`is one line on ${platform}${isRoot ? " as root" : ""}`, () =>
            assert.equal(isolationNote(platform, isRoot), line));
    }
});
