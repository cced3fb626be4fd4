import { join } from "node:path";

/** Runs the program and returns what it exports: its own files once an evaluation, packages once a process. */
export function loadAfresh(projectDir: string): Record<string, unknown> {
    for (const file of Object.keys(require.cache)) {
        const isProgram = file.startsWith(projectDir) && /^[/\\][^/\\]+\.ts$/.test(file.slice(projectDir.length));
        if (isProgram) delete require.cache[file];
    }
    return { ...require(join(projectDir, "index.ts")) };
}
