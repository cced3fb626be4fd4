import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { packagesDir } from "./places";

const folders: string[] = [];

process.on("exit", () => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder with the given files, path to text. Packages resolve as in the tool; it goes with this process. */
export function folderOf(files: Record<string, string>): string {
    // Outside node_modules, where ts-node compiles nothing.
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "api-gateway-local-")));
    folders.push(folder);
    symlinkSync(packagesDir, join(folder, "node_modules"), "junction");
    for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
    }
    return folder;
}
