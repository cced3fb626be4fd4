import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Claiming, type Claims, createClaiming, createClaims } from "../../src/lambda/claims";

describe("claims of events", () => {
    let folder = "";
    let server: Claims;
    let environment: Claiming;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "api-gateway-local-claims-"));
        server = createClaims(join(folder, "claims"));
        // Both ends read through one open file description, as two processes do of which one inherited it.
        environment = createClaiming(server.fd);
    });

    afterEach(() => {
        server.close();
        rmSync(folder, { recursive: true });
    });

    function claim(events: number): boolean[] {
        return Array.from({ length: events }, environment.claim);
    }

    it("stand in a file that nobody else can find", () => {
        assert.equal(existsSync(join(folder, "claims")), false);
    });

    it("are the environment's for each event that was offered, and no more", () => {
        assert.equal(environment.offered(), false);
        server.offer(2);
        assert.equal(environment.offered(), true);
        server.offer(1);
        assert.deepEqual(claim(4), [true, true, true, false]);
    });

    it("are taken back for the last events, those that the environment did not claim", () => {
        server.offer(5);
        assert.deepEqual(claim(2), [true, true]);
        assert.equal(server.takeBack(5), 3);
        assert.equal(server.takeBack(5), 0);
        assert.deepEqual(claim(3), [false, false, false]);
    });

    it("of a later event are not taken for one that was taken back", () => {
        server.offer(3);
        assert.deepEqual(claim(1), [true]);
        assert.equal(server.takeBack(2), 2);
        server.offer(2);
        assert.deepEqual(claim(4), [false, false, true, true]);
        server.offer(1);
        assert.deepEqual(claim(1), [true]);
    });

    it("that the environment has seen are its own, though it has not begun the event", () => {
        server.offer(3);
        assert.equal(server.takeBack(1), 1);
        assert.deepEqual(claim(1), [false]);
        assert.equal(server.takeBack(2), 1);
        assert.deepEqual(claim(2), [true, false]);
    });

    it("go on past the number of values of a byte", () => {
        for (let event = 0; event < 600; event++) {
            server.offer(1);
            assert.deepEqual([event, ...claim(1)], [event, true]);
        }
    });
});
