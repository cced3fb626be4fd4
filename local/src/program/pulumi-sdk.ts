import { createRequire, Module } from "node:module";
import { join } from "node:path";

export type PulumiSdk = typeof import("@pulumi/pulumi");

/**
 * The Pulumi SDK that the program in a folder uses: of two copies one would be mocked and the other one used. Throws a
 * sentence where there is none.
 */
export function pulumiSdk(projectDir: string): PulumiSdk {
    const { resolve } = createRequire(join(projectDir, "index.js"));
    let main: string;
    try {
        main = resolve("@pulumi/pulumi");
    } catch {
        throw new Error(`${projectDir}: @pulumi/pulumi is not installed here; run npm ci`);
    }
    postpone(main);
    return require(main);
}

/**
 * The SDK loads two packages at once that only serve to turn JavaScript functions into Lambda functions: TypeScript and
 * npm's arborist, 0.4 of 0.7 s. Here they load when, and only when, something asks for them.
 */
function postpone(main: string): void {
    for (const name of ["typescript", "@npmcli/arborist"]) {
        const filename = found(name, main);
        if (filename === undefined || require.cache[filename]) continue;
        let loaded: Record<string | symbol, unknown> | undefined;
        const load = () => {
            if (!loaded) {
                delete require.cache[filename];
                loaded = require(filename) as Record<string | symbol, unknown>;
            }
            return loaded;
        };
        const exports = new Proxy({}, { get: (_, property) => (property === "__esModule" ? false : load()[property]) });
        require.cache[filename] = Object.assign(new Module(filename), { exports, loaded: true });
    }
}

function found(name: string, from: string): string | undefined {
    try {
        return createRequire(from).resolve(name);
    } catch {
        return undefined;
    }
}
