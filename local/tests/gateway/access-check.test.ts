import assert from "node:assert/strict";
import { type AccessRules, isLoopback, refusal } from "../../src/gateway/access-check";

const strict: AccessRules = { allowedHosts: ["api.test"], allowCrossSite: false };

function refused(headers: [string, string][], rules = strict): number | undefined {
    return refusal(headers.flat(), rules)?.statusCode;
}

describe("who may talk to the local API:", () => {
    describe("a host name is served", () => {
        for (const host of [
            ...[
                "localhost",
                "LocalHost:3000",
                "app.localhost",
                "127.0.0.1",
                "127.0.0.1:1",
                "127.255.0.9",
                "[::1]",
                "[::1]:3000",
            ],
            ...[
                "abcdefghij.execute-api.us-east-1.amazonaws.com",
                "abc.execute-api.eu-west-1.amazonaws.com:443",
                "api.test",
                "API.test:8080",
            ],
        ]) {
            it(`that is ${host}`, () => assert.equal(refused([["Host", host]]), undefined));
        }
    });

    describe("a host name is refused", () => {
        for (const host of [
            ...[
                "",
                "evil.example",
                "localhost.evil.example",
                "evil-localhost",
                "127.0.0.1.nip.io",
                "127.1",
                "2130706433",
                "0.0.0.0",
            ],
            ...[
                "[::]",
                "::1",
                "[::ffff:127.0.0.1]",
                "localhost:abc",
                "localhost, evil.example",
                "localhost.",
                "user@localhost",
            ],
            ...[
                "x.api.test",
                "api.test.evil.example",
                "execute-api.us-east-1.amazonaws.com",
                "a.b.execute-api.us-east-1.amazonaws.com",
            ],
            ...["abc.execute-api.us-east-1.amazonaws.com.evil.example", "localhost\u00a0", "LOCALHOST/evil"],
        ]) {
            it(`that is ${JSON.stringify(host)}`, () => assert.equal(refused([["Host", host]]), 403));
        }
    });

    it("there is exactly one, however it is spelled", () => {
        assert.equal(refused([]), 400);
        assert.equal(
            refused([
                ["host", "localhost"],
                ["HOST", "localhost"],
            ]),
            400,
        );
    });

    describe("a page is served", () => {
        for (const origin of [
            ...[
                "http://localhost:5173",
                "http://localhost",
                "https://127.0.0.1:8443",
                "http://[::1]:3000",
                "http://app.localhost:5173",
            ],
            ...["capacitor://localhost", "HTTP://LOCALHOST"],
        ]) {
            it(`of ${origin}`, () =>
                assert.equal(
                    refused([
                        ["Host", "localhost"],
                        ["Origin", origin],
                        ["Sec-Fetch-Site", "cross-site"],
                    ]),
                    undefined,
                ));
        }

        it("of this very API, and who types its address", () => {
            for (const site of ["same-origin", "same-site", "none"])
                assert.equal(
                    refused([
                        ["Host", "localhost"],
                        ["Sec-Fetch-Site", site],
                    ]),
                    undefined,
                );
        });
    });

    describe("a page is refused", () => {
        for (const origin of [
            ...[
                "https://evil.example",
                "http://localhost.evil.example",
                "http://127.0.0.1.evil.example:3000",
                "null",
                "",
                "localhost",
            ],
            ...[
                "http://evil.example/.localhost",
                "http://evil.example#localhost",
                "http://evil@localhost.example",
                "http://localhost@evil.example",
            ],
            ...["file://", "chrome-extension://abcdef", "http://", "http://api.test"],
        ]) {
            it(`of ${JSON.stringify(origin)}`, () =>
                assert.equal(
                    refused([
                        ["Host", "localhost"],
                        ["Origin", origin],
                    ]),
                    403,
                ));
        }

        it("that sends no Origin, but that it is of another site", () => {
            assert.equal(
                refused([
                    ["Host", "localhost"],
                    ["Sec-Fetch-Site", "cross-site"],
                ]),
                403,
            );
        });
    });

    it("with --allow-cross-site every page is served, and still no foreign host", () => {
        const open = { ...strict, allowCrossSite: true };
        assert.equal(
            refused(
                [
                    ["Host", "localhost"],
                    ["Origin", "https://evil.example"],
                ],
                open,
            ),
            undefined,
        );
        assert.equal(refused([["Host", "evil.example"]], open), 403);
    });

    it("a refusal says what to do, and nothing that a terminal or a page would obey", () => {
        const { sentence } = refusal(["Host", 'evil"\u001b[31m<b>'], strict) ?? { sentence: "" };
        assert.match(sentence, /--allowed-host/);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what may not be there
        assert.doesNotMatch(sentence, /[\u0000-\u001f]/);
    });

    it("only names that no other machine can have are loopback", () => {
        assert.deepEqual(
            ["localhost", "a.localhost", "127.9.9.9", "[::1]", "128.0.0.1", "localhost.example", ""].map(isLoopback),
            [true, true, true, true, false, false, false],
        );
    });
});
