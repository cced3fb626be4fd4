import type { JSONWebKeySet, JWTPayload } from "jose";
import { type CognitoAuthorizer, javaExpression } from "../program/program";
import { noIdentity, tokenRefused } from "./authorizer-why";
import { gatewayResponse, type HttpAnswer } from "./gateway-response";
import type { Authorized } from "./lambda-authorizer";
import { explain } from "./request-record";
import { type RequestPlace, requestValue } from "./request-values";

/**
 * Judges the token of a user pool: by its signature, where there are keys to check it against, by its issuer where that is
 * known, and by its expiry (AU46), its use and its scopes (AU47). Whatever is wrong with it is a 401 (AU44, AU48).
 */
export async function askCognito(
    { name, identitySources, issuers, validationExpression }: CognitoAuthorizer,
    scopes: string[],
    place: RequestPlace,
    jwks: JSONWebKeySet | undefined,
): Promise<Authorized | HttpAnswer> {
    const refused = (fact: string, what: string, message?: string) => {
        explain(place.request.record, tokenRefused(name, fact, what));
        return gatewayResponse("UNAUTHORIZED", message);
    };
    const given = requestValue(identitySources[0] ?? "", place);
    if (!given) {
        explain(place.request.record, noIdentity(name, identitySources)); // AU44, AU10
        return gatewayResponse("UNAUTHORIZED");
    }
    const claims = await verified(given.replace(/^Bearer +/i, ""), issuers, jwks);
    if (claims === "expired") return refused("AU46", "it has expired", "The incoming token has expired"); // [AU46] its type
    if (typeof claims === "string") return refused("AU44", claims);
    const audience = [claims.aud ?? []].flat();
    if (validationExpression !== undefined && !audience.some((each) => javaExpression(validationExpression).test(each)))
        return refused("AU11", `its audience does not match ${validationExpression}`);
    // AU47; [AU47] a token that does not say what it is for passes.
    const wanted = scopes.length > 0 ? "access" : "id";
    if (claims.token_use !== undefined && claims.token_use !== wanted)
        return refused("AU47", `its token_use is ${claims.token_use}, and the route takes ${wanted} tokens`);
    const granted = typeof claims.scope === "string" ? claims.scope.split(" ") : [];
    if (scopes.length > 0 && !scopes.some((scope) => granted.includes(scope)))
        return refused("AU47", `it has none of the route's scopes, ${scopes.join(", ")}`);
    const texts = Object.entries(claims).map(([name, value]) => [name, claimText(name, value)]);
    return { authorizer: { claims: Object.fromEntries(texts) } }; // AU45: nothing else
}

// The claims, or why there are none.
async function verified(
    token: string,
    issuers: string[] | undefined,
    jwks: JSONWebKeySet | undefined,
): Promise<JWTPayload | string> {
    // Loaded when the first token comes: most programs have no user pool.
    const { createLocalJWKSet, decodeJwt, errors, jwtVerify } = await import("jose");
    const rules = { algorithms: ["RS256"], ...(issuers ? { issuer: issuers } : {}) };
    try {
        if (jwks) return (await jwtVerify(token, createLocalJWKSet(jwks), rules)).payload;
        const claims = decodeJwt(token);
        return claims.exp !== undefined && claims.exp * 1000 <= Date.now() ? "expired" : claims;
    } catch (error) {
        return error instanceof errors.JWTExpired ? "expired" : (error as Error).message;
    }
}

// AU45: every claim is a text, dates as Java writes them; [AU45] a claim that is an object.
function claimText(name: string, value: unknown): string {
    if ((name === "exp" || name === "iat") && typeof value === "number") return javaDate(value);
    if (Array.isArray(value)) return value.map(String).join(",");
    return typeof value === "object" ? JSON.stringify(value) : String(value);
}

// Mon Jul 20 02:28:52 UTC 2026
function javaDate(seconds: number): string {
    const [weekday = "", day, month, year, time] = new Date(seconds * 1000).toUTCString().split(" ");
    return `${weekday.slice(0, -1)} ${month} ${day} ${time} UTC ${year}`;
}
