import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { readBody } from "../../src/gateway/request-body";

describe("the body of a request", () => {
    it("is broken where its client has gone before anybody reads it", async () => {
        const gone = new Readable({ read: () => {} });
        gone.destroy();
        await new Promise((resolve) => gone.once("close", resolve));
        assert.equal(await readBody(gone as IncomingMessage), "broken");
    });
});
