import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Whether Lambda's Node.js runtimes bring a package, so that a function may leave it out of its archive: every client of the
 * AWS SDK and these beside them. What the SDK is made of, `@smithy/*` and `@aws-sdk/middleware-*` for example, lies below
 * `@aws-sdk/node_modules` there, where a function does not find it.
 */
export function isInRuntime(name: string): boolean {
    return /^@aws-sdk\/(?:client-[a-z0-9-]+|credential-providers|lib-dynamodb|lib-storage|s3-request-presigner|util-dynamodb)$/.test(
        name,
    );
}

/** The sentence for a package that Lambda has and this machine has not, undefined for any other. */
export function missingHere(specifier: string): string | undefined {
    const name = specifier.split("/").slice(0, 2).join("/");
    return isInRuntime(name) ? `Lambda has ${name}; here run npm install -D ${name}` : undefined;
}

/**
 * Makes `folder/node_modules` with those packages of the project that Lambda's runtimes bring, and no others: what lies
 * below `folder` finds them as it would there, by require and by import, and what they need beside the packages themselves.
 */
export function linkRuntimePackages(projectDir: string, folder: string): void {
    const linked = join(folder, "node_modules", "@aws-sdk");
    mkdirSync(linked, { recursive: true });
    for (let place = projectDir; ; place = dirname(place)) {
        const from = join(place, "node_modules", "@aws-sdk");
        for (const name of existsSync(from) ? readdirSync(from) : []) {
            if (isInRuntime(`@aws-sdk/${name}`) && !existsSync(join(linked, name)))
                symlinkSync(join(from, name), join(linked, name), "junction");
        }
        if (place === dirname(place)) return;
    }
}
