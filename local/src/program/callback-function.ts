import { statSync } from "node:fs";
import { dirname } from "node:path";
import { buildSync } from "esbuild";
import type { Files } from "./files";
import type { PulumiSdk } from "./pulumi-sdk";

interface CodePathOptions {
    extraIncludePaths?: string[];
    extraIncludePackages?: string[];
}

/**
 * Lets the SDK pack no packages beside a function that it serialises from the program, a CallbackFunction's: it would read
 * every package there is, for most of a minute, and cannot on Node.js 20. What the function uses of them is bundled instead.
 */
export function packNoPackages({ runtime, asset }: PulumiSdk, folder: string): void {
    const assetOf = (path: string) =>
        statSync(path).isDirectory() ? new asset.FileArchive(path) : new asset.FileAsset(path);
    const packageFolder = (name: string) => dirname(require.resolve(`${name}/package.json`, { paths: [folder] }));
    const value = async ({ extraIncludePaths = [], extraIncludePackages = [] }: CodePathOptions = {}) =>
        new Map([
            ...extraIncludePaths.map((path) => [path, assetOf(path)] as const),
            ...extraIncludePackages.map((name) => [`node_modules/${name}`, assetOf(packageFolder(name))] as const),
        ]);
    Object.defineProperty(runtime, "computeCodePaths", { value, configurable: true, writable: true });
}

const file = "__index.js";

/** The code of a serialised function with what it requires of the program's packages; any other code as it is. */
export function withPackages(code: unknown, folder: string): unknown {
    const files = (code ?? {}) as Files;
    const text = files[file];
    if (typeof text !== "string" || !text.includes("require(")) return code;
    const bundled = bundle(text, folder);
    // What cannot be found fails when the function runs, as it would there.
    return bundled === undefined ? code : { ...files, [file]: bundled };
}

function bundle(contents: string, folder: string): string | undefined {
    try {
        const { outputFiles } = buildSync({
            stdin: { contents, resolveDir: folder, sourcefile: file, loader: "js" },
            bundle: true,
            platform: "node",
            format: "cjs",
            // Lambda's runtime brings them.
            external: ["@aws-sdk/*", "@smithy/*", "aws-sdk"],
            write: false,
            logLevel: "silent",
        });
        return outputFiles[0]?.text;
    } catch {
        return undefined;
    }
}
