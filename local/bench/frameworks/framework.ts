import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildSync } from "esbuild";
import { localDir } from "../../tests/places";
import { type FrameworkRequest, webRequests } from "./requests";

export const folder = join(localDir, "bench", "frameworks");

/** One of handlers/, bundled. */
export interface Framework {
    /** With the packages it is made of and their versions. */
    name: string;
    /** File name to text, as a function's archive has it. */
    code: Record<string, string>;
    /** The bundle as a file. */
    file: string;
    requests: FrameworkRequest[];
    /** Whether it has a server of its own. */
    serves: boolean;
}

const files = readdirSync(join(folder, "handlers"))
    .filter((name) => name.endsWith(".ts"))
    .sort();
/** The names of handlers/. */
export const names = files.map((name) => name.replace(/\.ts$/, ""));

/** Bundles a handler as a project's build does, into one file, and reads what it is to be asked. */
export async function load(name: string, into: string): Promise<Framework> {
    const entry = join(folder, "handlers", `${name}.ts`);
    const text = bundled(entry, "cjs") ?? bundled(entry, "esm") ?? "";
    const extension = text.startsWith("import") ? "mjs" : "js";
    const file = join(into, `${name}.${extension === "mjs" ? "mjs" : "cjs"}`);
    writeFileSync(file, text);
    // Only what is data: the bundle itself is for processes of its own.
    const source = readFileSync(entry, "utf8");
    const requests = /^export const requests/m.test(source)
        ? (await import(pathToFileURL(file).href)).requests
        : webRequests;
    return {
        name: `${name}: ${versions(source).join(", ")}`,
        code: { [`index.${extension}`]: text },
        ...{ file, requests, serves: /^export (?:async )?function listen/m.test(source) },
    };
}

/** Starts a framework's own server; resolves to its process and where it answers. */
export function serve({ file }: Framework): Promise<{ child: ChildProcess; origin: string }> {
    const code = `import(${JSON.stringify(pathToFileURL(file).href)}).then((all) => (all.listen ?? all.default.listen)()).then(console.log)`;
    const child = spawn(process.execPath, ["-e", code], { stdio: ["ignore", "pipe", "ignore"] });
    return new Promise((resolve, reject) => {
        child.stdout.once("data", (port) => resolve({ child, origin: `http://127.0.0.1:${Number(port)}` }));
        child.once("exit", () => reject(new Error(`the server of ${file} ended before it listened`)));
    });
}

// Undefined for code that only an ES module can be.
function bundled(entry: string, format: "cjs" | "esm"): string | undefined {
    const js =
        'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);';
    try {
        const { outputFiles, warnings } = buildSync({
            entryPoints: [entry],
            ...{ bundle: true, minify: true, keepNames: true, platform: "node", target: "node22", format },
            external: ["@aws-sdk/client-*"],
            ...(format === "esm" && { banner: { js } }),
            ...{ write: false, logLevel: "silent" },
        });
        if (warnings.some(({ id }) => id === "empty-import-meta")) return undefined;
        return outputFiles?.[0]?.text;
    } catch (error) {
        if (format === "cjs" && String(error).includes("Top-level await")) return undefined;
        throw error;
    }
}

// Of the packages that a handler imports.
function versions(source: string): string[] {
    const packages = [...source.matchAll(/from "((?:@[^/"]+\/)?[^/".][^/"]*)/g)].map(([, name = ""]) => name);
    const given: Record<string, string> = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).dependencies;
    return [...new Set(packages)].filter((name) => given[name]).map((name) => `${name} ${given[name]}`);
}
