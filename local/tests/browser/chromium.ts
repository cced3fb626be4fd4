import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Debian's Chromium, or the browser that CHROMIUM names; undefined where there is none. */
export function chromiumFile(): string | undefined {
    const { CHROMIUM, PATH = "" } = process.env;
    if (CHROMIUM) return CHROMIUM;
    const names = ["chromium", "chromium-browser", "google-chrome"];
    return PATH.split(delimiter)
        .flatMap((folder) => names.map((name) => join(folder, name)))
        .find(existsSync);
}

/** How the browser is started: a container's root has no sandbox of its own to give it. */
export const chromiumArguments = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
