import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";
import options from "./browser-build.json";

/** What a browser loads: path to type and content. */
export type Assets = Map<string, { type: string; content: string | Uint8Array }>;

/**
 * The page's script and style from its sources in a folder, or, packed, as they were built; built when first asked for. The
 * markup beside them loads both.
 */
export function createAssets(folder: string): () => Promise<Assets> {
    let made: Promise<Assets> | undefined;
    return () => {
        made ??= read(folder);
        return made;
    };
}

async function read(folder: string): Promise<Assets> {
    const packed = existsSync(join(folder, "app.js"));
    const file = (name: string) => readFileSync(join(folder, name));
    const [script, style] = packed ? [file("app.js"), file("app.css")] : await bundle(folder);
    return new Map([
        ["/", { type: "text/html; charset=utf-8", content: markup }],
        ["/app.js", { type: "text/javascript; charset=utf-8", content: script ?? "" }],
        ["/app.css", { type: "text/css; charset=utf-8", content: style ?? "" }],
        ["/favicon.svg", { type: "image/svg+xml", content: icon }],
    ]);
}

async function bundle(folder: string): Promise<Uint8Array[]> {
    const { outputFiles } = await build({
        entryPoints: [join(folder, "app.tsx"), join(folder, "app.css")],
        outdir: folder,
        ...(options as BuildOptions),
        write: false,
    });
    return [".js", ".css"].map(
        (end) => outputFiles.find(({ path }) => path.endsWith(end))?.contents ?? new Uint8Array(),
    );
}

const markup = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Requests</title>
<link rel="icon" href="/favicon.svg">
<link rel="stylesheet" href="/app.css">
<body>
<noscript>The page is a script; let it run.</noscript>
<div id="app"></div>
<script src="/app.js"></script>
`;

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M2 4h9M2 8h12M2 12h6" stroke="#e8730c" stroke-width="2.4" stroke-linecap="round"/></svg>`;
