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
    const restore = postpone(main);
    try {
        return require(main);
    } finally {
        restore();
    }
}

// Whether it passes for an ES module: of what is none, TypeScript's helpers copy at once all that they import whole.
const postponed = {
    typescript: false,
    "@npmcli/arborist": true,
    "normalize-package-data": false,
    "@opentelemetry/api": false,
    "./automation": true,
};

/**
 * The SDK loads at once what hardly a program uses: to turn JavaScript functions into Lambda functions, TypeScript and npm's
 * arborist, 0.4 of 0.7 s, and what reads a package.json, 20 ms; its automation API, 25 ms; telemetry, 12 ms. It gets stand-ins
 * that load when, and only when, they are used; whoever else requires them, once it is restored, gets them themselves.
 */
function postpone(main: string): () => void {
    const standIns = new Map<string, NodeModule>();
    for (const [name, isModule] of Object.entries(postponed)) {
        const filename = found(name, main);
        if (filename === undefined || require.cache[filename]) continue;
        let loaded: Record<string | symbol, unknown> | undefined;
        const load = () => {
            if (require.cache[filename] === standIns.get(filename)) delete require.cache[filename];
            loaded ??= require(filename) as Record<string | symbol, unknown>;
            return loaded;
        };
        const exports = new Proxy(() => {}, {
            get: (_, property) => (property === "__esModule" ? isModule : load()[property]),
            apply: (_, self, given) => Reflect.apply(load() as never, self, given),
        });
        const standIn = Object.assign(new Module(filename), { exports, loaded: true });
        require.cache[filename] = standIn;
        standIns.set(filename, standIn);
    }
    return () => {
        for (const [filename, standIn] of standIns)
            if (require.cache[filename] === standIn) delete require.cache[filename];
    };
}

function found(name: string, from: string): string | undefined {
    try {
        return createRequire(from).resolve(name);
    } catch {
        return undefined;
    }
}
