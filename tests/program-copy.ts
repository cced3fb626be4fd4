import assert from "node:assert/strict";
import {
    cpSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    realpathSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Evaluation, evaluate } from "../local/src/program/engine";
import { readStackConfig } from "../local/src/program/stack-config";
import { devStack, projectDir } from "./program";

const folders: string[] = [];

process.on("exit", () => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder with the given files, path to text. Packages resolve as in the project; it goes with this process. */
export function folderOf(files: Record<string, string>): string {
    // Outside node_modules, where ts-node compiles nothing.
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "lambda-api-")));
    folders.push(folder);
    symlinkSync(join(projectDir, "node_modules"), join(folder, "node_modules"), "junction");
    for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
    }
    return folder;
}

/** What the program registers when some of its files are changed; a change that leaves its file as it was throws. */
export async function changedProgram(
    changes: Record<string, (text: string) => string>,
    overrides: Record<string, unknown> = {},
): Promise<Evaluation> {
    const folder = folderOf({});
    for (const file of readdirSync(projectDir))
        if (file === "handler" || file === "infra" || /^(?:[^.]+\.ts|Pulumi\..*yaml|tsconfig\.json)$/.test(file))
            cpSync(join(projectDir, file), join(folder, file), { recursive: true });
    writeFileSync(join(folder, "Pulumi.dev.yaml"), devStack);
    for (const [file, change] of Object.entries(changes)) {
        const text = readFileSync(join(folder, file), "utf8");
        assert.notEqual(change(text), text, `${file} stayed as it was`);
        writeFileSync(join(folder, file), change(text));
    }
    return evaluate(folder, readStackConfig(folder, "dev", overrides));
}
