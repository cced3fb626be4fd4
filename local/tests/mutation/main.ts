// `npm run mutate`: breaks the rules one by one and counts the breaks that the unit tests notice. Stryker is two hundred
// packages that nothing else needs: it is installed on first use, below node_modules, where no other tool looks.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { localDir, packagesDir } from "../places";

const home = join(packagesDir, ".cache/mutation");

function run(command: string, args: string[], cwd: string): void {
    const { status } = spawnSync(command, args, { cwd, stdio: "inherit" });
    if (status !== 0) process.exit(status ?? 1);
}

function sameFile(name: string): boolean {
    const installed = join(home, name);
    return existsSync(installed) && readFileSync(installed).equals(readFileSync(join(__dirname, name)));
}

const files = ["package.json", "package-lock.json"];
if (!existsSync(join(home, "node_modules")) || !files.every(sameFile)) {
    mkdirSync(home, { recursive: true });
    for (const name of files) copyFileSync(join(__dirname, name), join(home, name));
    run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], home);
}
const stryker = join(home, "node_modules/@stryker-mutator/core/bin/stryker.js");
run(process.execPath, [stryker, "run", join(__dirname, "stryker.config.json"), ...process.argv.slice(2)], localDir);
