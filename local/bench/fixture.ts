import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A copy of this project that may be changed, below its node_modules so that packages resolve. */
export function copyProject(projectDir: string, name: string, routes: number): string {
    const copy = join(projectDir, "node_modules", ".cache", "bench", name);
    rmSync(copy, { recursive: true, force: true });
    mkdirSync(copy, { recursive: true });
    const sources = readdirSync(projectDir).filter((file) => /\.ts$|^Pulumi\.yaml$|^package\.json$/.test(file));
    for (const file of [...sources, "handler", "infra", "local"]) {
        cpSync(join(projectDir, file), join(copy, file), { recursive: true });
    }
    const others = Array.from({ length: routes - 1 }, (_, index) => [`GET /other/${index}/{id}`, {}]);
    const list = { "POST /lambda": {}, ...Object.fromEntries(others) };
    writeFileSync(join(copy, "routes.ts"), `export const routes = ${JSON.stringify(list)};\n`);
    writeFileSync(join(copy, "Pulumi.dev.yaml"), "config: {}\n");
    return copy;
}

/** A function that answers with the length of its body, for the time a body takes. */
export const lengthHandler = `export async function handler(event: { body: string | null }) {
    return { statusCode: 200, body: String(event.body?.length ?? 0) };
}
`;
