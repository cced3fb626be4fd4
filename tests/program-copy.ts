import assert from "node:assert/strict";
import {
    cpSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Evaluation, evaluate } from "api-gateway-local/testing";
import { devStack, projectDir } from "./program";

/** A folder with the given files, path to text. Packages resolve as in the project; it goes when the tests end. */
export function folderOf(files: Record<string, string>): string {
    // Outside node_modules, where ts-node compiles nothing.
    const folder = mkdtempSync(join(process.env.TEST_FOLDERS ?? tmpdir(), "t"));
    symlinkSync(join(projectDir, "node_modules"), join(folder, "node_modules"), "junction");
    for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
    }
    return folder;
}

/** What routes.ts exports, where `routes` are as the project came unless given; and the functions. */
export interface Served {
    routes?: unknown;
    authorizers?: unknown;
    models?: unknown;
    cors?: unknown;
    workers?: unknown;
    /** Files of handler/ without their ending, to text; index is as short as one can be unless given. */
    handlers?: Record<string, string>;
}

// Not the project's own, which is yours to change.
const came = { routes: { "POST /lambda": { operationName: "lambda" } } };

/** `routes.ts` as the project came. */
export const devRoutes = `import type { Routes } from "./infra/route-settings";

/** What the API serves, the same on every stack: a route key is a method and a path, README.md has more of them. */
export const routes: Routes = {
    "POST /lambda": { operationName: "lambda" },
};
`;

/** Stands for each file in handler/ of the copies: index.ts may name yours, and tests of the program ask nothing of what they do. */
export const devHandler = `/** Greets the world. */
export const handler = async () => ({ statusCode: 200, body: "Hello, World!" });
`;

const folders = new Map<string, string>();

/** A folder with the program as it is, but for what it serves: the same one for the same. */
export function programServing(served: Served): string {
    const key = JSON.stringify(served);
    let folder = folders.get(key);
    if (folder === undefined) {
        folder = copyOfProgram(servedFiles(served), [...notCopied, "infra"]);
        // A link: what is loaded once is not compiled anew for each of these folders.
        symlinkSync(join(projectDir, "infra"), join(folder, "infra"), "junction");
        folders.set(key, folder);
    }
    return folder;
}

function servedFiles({ handlers = {}, ...exported }: Served): Record<string, string> {
    const files = Object.entries(handlers).map(([name, text]) => [`handler/${name}.ts`, text]);
    return { "routes.ts": routesFile(exported), ...Object.fromEntries(files) };
}

// What no program is made of: it may import all else. The handlers are the tests' own.
const notCopied = ["node_modules", "local", "tests", "graph", "docs", "scripts", "package-lock.json", "handler"];

/** A folder with the program and a handler, with some of its files written otherwise; it may be edited. */
export function copyOfProgram(files: Record<string, string> = {}, without = notCopied): string {
    const folder = folderOf({});
    for (const file of readdirSync(projectDir))
        if (!without.includes(file) && !/^\.|\.md$/.test(file))
            cpSync(join(projectDir, file), join(folder, file), { recursive: true });
    mkdirSync(join(folder, "handler"));
    for (const [file, text] of Object.entries({
        "Pulumi.dev.yaml": devStack,
        ...Object.fromEntries(ownHandlers().map((file) => [`handler/${file}`, devHandler])),
        "handler/index.ts": devHandler,
        ...files,
    }))
        writeFileSync(join(folder, file), text);
    return folder;
}

function ownHandlers(): string[] {
    const folder = join(projectDir, "handler");
    return existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".ts")) : [];
}

/** The text of a routes.ts with these exports. */
export function routesFile(exported: Omit<Served, "handlers">): string {
    const given = Object.entries({ ...came, ...JSON.parse(JSON.stringify(exported)) });
    return given.map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};\n`).join("");
}

/** Overrides of tests, apart: what is served, and keys of the configuration. */
export function servedOf(overrides: Record<string, unknown>): [Served, Record<string, unknown>] {
    const { routes, authorizers, models, cors, workers, handlers, ...config } = overrides;
    return [{ routes, authorizers, models, cors, workers, handlers: handlers as Served["handlers"] }, config];
}

/** Without what is said of values that are made up here: resources of yours may need some, and no test is about them. */
export function withoutMadeUp<E extends Evaluation>(evaluation: E): E {
    return { ...evaluation, warnings: evaluation.warnings.filter((warning) => !/ is made up;/.test(warning)) };
}

/** What the program registers when some of its files are changed; a change that leaves its file as it was throws. */
export async function changedProgram(
    changes: Record<string, (text: string) => string>,
    overrides: Record<string, unknown> = {},
): Promise<Evaluation> {
    const [served, config] = servedOf(overrides);
    const folder = copyOfProgram(servedFiles(served));
    for (const [file, change] of Object.entries(changes)) {
        const text = existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8") : "";
        assert.notEqual(change(text), text, `${file} stayed as it was`);
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), change(text));
    }
    return withoutMadeUp(await evaluate(folder, { config }));
}
