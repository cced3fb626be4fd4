import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectDir } from "../program";

/** The rows of the table below a heading of docs/security-rules.md, each a list of cells; its header is left out. */
export function rowsBelow(heading: string): string[][] {
    const page = readFileSync(join(projectDir, "docs", "security-rules.md"), "utf8");
    const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`));
    if (!section) throw new Error(`docs/security-rules.md has no heading "${heading}"`);
    const rows = section.split("\n").filter((line) => line.startsWith("|"));
    return rows.slice(2).map((row) => {
        const cells = row.slice(1, -1).split("|");
        return cells.map((cell) => cell.trim());
    });
}
