import { watch } from "node:fs";
import { join } from "node:path";

/** What a changed file asks for: the handler's bundle made anew, or the whole program evaluated anew. */
export type Change = "handler" | "program";

/**
 * Watches the project's sources. Calls `reload` with the greater change a short while after the last one, one call at a
 * time. Returns what ends it.
 */
export function watchSources(projectDir: string, reload: (change: Change) => Promise<void>): () => void {
    let pending: Change | undefined;
    let timer: NodeJS.Timeout | undefined;
    let reloading = false;

    const run = async () => {
        if (reloading || !pending) return;
        const change = pending;
        pending = undefined;
        reloading = true;
        await reload(change).finally(() => {
            reloading = false;
        });
        run();
    };
    const changed = (change: Change) => {
        if (pending !== "program") pending = change;
        clearTimeout(timer);
        // An editor writes a file in several steps.
        timer = setTimeout(run, 15);
    };
    const watchers = [
        watch(projectDir, (_, name) => {
            if (name && /^(?:[\w-]+\.ts|Pulumi(?:\.[\w-]+)?\.yaml)$/.test(name)) changed("program");
        }),
        watch(join(projectDir, "handler"), { recursive: true }, () => changed("handler")),
    ];
    return () => {
        clearTimeout(timer);
        for (const watcher of watchers) watcher.close();
    };
}
