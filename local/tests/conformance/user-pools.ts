import type { GenerateKeyPairResult, JSONWebKeySet } from "jose";
import type { ApiOfCase } from "./api-of-case";
import type { JwtOfCase, RequestOfCase, RequestToSign } from "./case";

/** The keys of user pools, in Cognito's place. */
export interface UserPools {
    /** The public keys of all pools, as the file of `--jwks` has them. */
    jwks(api: ApiOfCase): Promise<JSONWebKeySet>;
    /** A request with each token in it signed by the pool of the route it asks for. */
    signed(api: ApiOfCase, request: RequestToSign): Promise<RequestOfCase>;
}

export function createUserPools(): UserPools {
    const pairs = new Map<string, Promise<GenerateKeyPairResult>>();
    const pairOf = (pool: string) => {
        const pair = pairs.get(pool) ?? import("jose").then(({ generateKeyPair }) => generateKeyPair("RS256"));
        pairs.set(pool, pair);
        return pair;
    };
    const poolsOf = ({ authorizers = {} }: ApiOfCase) =>
        [...new Set(Object.values(authorizers).map(({ userPool }) => userPool))].filter((pool) => pool !== undefined);

    async function token({ prefix = "", expiresInSec = 3600, claims = {} }: JwtOfCase, pool: string): Promise<string> {
        const { SignJWT } = await import("jose");
        const now = Math.floor(Date.now() / 1000);
        const exp = now + expiresInSec;
        const iss = `https://cognito-idp.${pool.split("_")[0]}.amazonaws.com/${pool}`;
        const iat = expiresInSec < 0 ? exp - 3600 : now;
        // Claims keep their order, and what is added stands behind them (AU45).
        const payload = { ...claims, iss: String(claims.iss ?? iss), iat: Number(claims.iat ?? iat), exp };
        const { privateKey } = await pairOf(pool);
        return prefix + (await new SignJWT(payload).setProtectedHeader({ alg: "RS256", kid: pool }).sign(privateKey));
    }

    return {
        jwks: async (api) => {
            const { exportJWK } = await import("jose");
            const keys = poolsOf(api).map(async (pool) => ({
                ...(await exportJWK((await pairOf(pool)).publicKey)),
                ...{ kid: pool, alg: "RS256", use: "sig" },
            }));
            return { keys: await Promise.all(keys) };
        },
        signed: async (api, request) => {
            const pool = poolOfRoute(api, request) ?? poolsOf(api)[0] ?? "eu-west-1_Abc123def";
            const headers = (request.headers ?? []).map(
                async ([name, value]): Promise<[string, string]> => [
                    name,
                    typeof value === "string" ? value : await token(value.$jwt, pool),
                ],
            );
            return { ...request, headers: await Promise.all(headers) };
        },
    };
}

// By its path below the stage, the longest template that fits before others.
function poolOfRoute({ routes = [], authorizers = {} }: ApiOfCase, request: RequestToSign): string | undefined {
    const path = request.path.replace(/\?.*/s, "").replace(/^\/[^/]*/, "") || "/";
    const fitting = routes.filter((route) => {
        const parts = route.path.split(/\{[^}]*\}/).map((part) => part.replace(/[\\^$.*+?()[\]|]/g, "\\$&"));
        const pattern = route.path.includes("+}") ? parts.join(".+") : parts.join("[^/]+");
        const takes = route.method === "ANY" || route.method === request.method;
        return takes && new RegExp(`^${pattern}$`).test(path);
    });
    const [route] = fitting.sort((a, b) => b.path.length - a.path.length);
    return authorizers[route?.authorizer ?? ""]?.userPool;
}
