import assert from "node:assert/strict";
import { exportJWK, generateKeyPair, type JSONWebKeySet, type JWTPayload, SignJWT } from "jose";
import { askCognito } from "../../src/gateway/cognito-authorizer";
import { gatewayResponse } from "../../src/gateway/gateway-response";
import type { RequestRecord } from "../../src/gateway/request-record";
import type { CognitoAuthorizer } from "../../src/program/authorizer";
import { restApi } from "../served-api";
import { head } from "./deployed";

const issuer = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc";
const now = Math.floor(Date.now() / 1000);

describe("an authorizer of user pools", () => {
    let jwks: JSONWebKeySet;
    let record: RequestRecord;
    let sign: (claims: JWTPayload, foreign?: boolean) => Promise<string>;

    before(async () => {
        const [own, foreign] = await Promise.all([generateKeyPair("RS256"), generateKeyPair("RS256")]);
        jwks = { keys: [{ ...(await exportJWK(own.publicKey)), kid: "k", alg: "RS256" }] };
        sign = (claims, isForeign) =>
            new SignJWT({ iss: issuer, exp: now + 60, token_use: "id", ...claims })
                .setProtectedHeader({ alg: "RS256", kid: "k" })
                .sign((isForeign ? foreign : own).privateKey);
    });

    /** What becomes of an Authorization header. */
    function ask(
        token: string | undefined,
        changes: Partial<CognitoAuthorizer> & { scopes?: string[]; unchecked?: boolean } = {},
    ) {
        const { scopes = [], unchecked, ...own } = changes;
        const authorizer: CognitoAuthorizer = {
            ...{ id: "auth01", name: "users", type: "COGNITO_USER_POOLS", issuers: [issuer] },
            ...{ identitySources: ["method.request.header.Authorization"], validationExpression: undefined, ...own },
        };
        record = { invocations: [] as unknown[] } as RequestRecord;
        const request = { ...head, rawHeaders: token === undefined ? [] : ["authorization", token], record };
        return askCognito(
            authorizer,
            scopes,
            { api: restApi(), match: undefined, request },
            unchecked ? undefined : jwks,
        );
    }
    const passes = async (token: string, changes = {}) => "authorizer" in (await ask(token, changes));
    const unauthorized = gatewayResponse("UNAUTHORIZED");

    it("hands on the claims, each a text, in the token's order (AU45)", async () => {
        const claims = {
            ...{ sub: "1", version: 2, flag: true, "cognito:groups": ["user"], roles: ["a", "b"], odd: { a: 1 } },
            ...{ iat: 1784514532, exp: 4102444800, auth_time: 1718636404 },
        };
        for (const prefix of ["", "Bearer "]) {
            const passed = await ask(prefix + (await sign(claims)));
            assert.ok("authorizer" in passed);
            assert.deepEqual(Object.entries(passed.authorizer.claims as object), [
                ["iss", issuer],
                ["exp", "Fri Jan 01 00:00:00 UTC 2100"],
                ["token_use", "id"],
                ["sub", "1"],
                ["version", "2"],
                ["flag", "true"],
                ["cognito:groups", "user"],
                ["roles", "a,b"],
                ["odd", '{"a":1}'],
                ["iat", "Mon Jul 20 02:28:52 UTC 2026"],
                ["auth_time", "1718636404"],
            ]);
            assert.deepEqual(Object.keys(passed.authorizer), ["claims"]);
        }
    });

    it("refuses a missing token, and what is none (AU44)", async () => {
        for (const token of [undefined, "", "Bearer ", "nonsense", "a.b.c"]) {
            assert.deepEqual(await ask(token), unauthorized);
            assert.deepEqual(await ask(token, { unchecked: true }), unauthorized);
        }
    });

    it("refuses a wrong signature and a wrong issuer (AU48), where they can be known", async () => {
        assert.deepEqual(await ask(await sign({}, true)), unauthorized);
        assert.deepEqual(await ask(await sign({ iss: "https://else" })), unauthorized);
        assert.equal(await passes(await sign({ iss: "https://else" }), { issuers: undefined }), true);
        assert.equal(await passes(await sign({}, true), { unchecked: true }), true);
    });

    it("refuses an expired token in words of its own, checked or not (AU46)", async () => {
        const expired = gatewayResponse("UNAUTHORIZED", "The incoming token has expired");
        const token = await sign({ exp: now - 1 });
        assert.deepEqual(await ask(token), expired);
        assert.deepEqual(await ask(token, { unchecked: true }), expired);
        // Who may not sign is told nothing of the rest.
        assert.deepEqual(await ask(await sign({ exp: now - 1 }, true)), unauthorized);
    });

    it("wants an ID token without scopes, and with them an access token with one of them (AU47)", async () => {
        const access = await sign({ token_use: "access", scope: "openid api/read" });
        const scoped = { scopes: ["api/read", "api/write"] };
        assert.deepEqual(
            await Promise.all([
                passes(access),
                passes(access, scoped),
                passes(access, { scopes: ["api/write"] }),
                passes(await sign({ token_use: "id", scope: "api/read" }), scoped),
                passes(await sign({ token_use: undefined, scope: "api/read" }), scoped),
                passes(await sign({ token_use: "access" }), scoped),
            ]),
            [false, true, false, false, true, false],
        );
    });

    it("tells one 401 from another", async () => {
        const not = "authorizer users does not take the token";
        const access = { token_use: "access", scope: "a/read" };
        for (const [token, changes, reason] of [
            [undefined, {}, "authorizer users was not asked: the request has not all of what it goes by"],
            [await sign({ exp: now - 1 }), {}, `${not}: it has expired`],
            [await sign({}, true), {}, `${not}: signature verification failed`],
            [await sign({}), { validationExpression: "x" }, `${not}: its audience does not match x`],
            [await sign(access), {}, `${not}: its token_use is access, and the route takes id tokens`],
            [await sign(access), { scopes: ["a/write"] }, `${not}: it has none of the route's scopes, a/write`],
        ] as const) {
            assert.equal(
                "statusCode" in
                    (await ask(token, { ...changes, scopes: "scopes" in changes ? [...changes.scopes] : [] })),
                true,
            );
            assert.equal(record.why?.reason, reason);
        }
    });

    it("wants the audience that its expression matches (AU11)", async () => {
        const token = await sign({ aud: "client1" });
        assert.equal(await passes(token, { validationExpression: "client\\d" }), true);
        assert.equal(await passes(token, { validationExpression: "client" }), false);
        assert.equal(await passes(await sign({}), { validationExpression: ".*" }), false);
    });
});
