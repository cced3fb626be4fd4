import { cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { greetingDir, packagesDir } from "../tests/places";

/** A copy of the tests' program that may be changed, with so many routes; below node_modules so that packages resolve. */
export function copyProgram(name: string, routes: number): string {
    const copy = cacheFolder(name);
    rmSync(copy, { recursive: true, force: true });
    cpSync(greetingDir, copy, { recursive: true });
    const others = Array.from({ length: routes - 1 }, (_, index) => `    GET /other/${index}/{id}: {}\n`).join("");
    writeFileSync(join(copy, "Pulumi.dev.yaml"), `config:\n  routes:\n    POST /lambda: {}\n${others}`);
    return copy;
}

/** A folder for what is measured. */
export function cacheFolder(name: string): string {
    return join(packagesDir, ".cache", "bench", name);
}

/** A function that answers with the length of its body, for the time a body takes. */
export const lengthHandler = `export async function handler(event: { body: string | null }) {
    return { statusCode: 200, body: String(event.body?.length ?? 0) };
}
`;
