import { type FSWatcher, watch } from "node:fs";
import { join } from "node:path";

/** What a changed file asks for: the handler's bundle made anew, or the whole program evaluated anew. */
export type Change = "handler" | "program";

/** `outdated` says whether more has changed by now; what was read since may be half of it. */
export type ChangeListener = (change: Change, outdated: () => Promise<boolean>) => Promise<void>;

/** A watch over the project's sources, from the moment it was made. */
export interface SourceWatch {
    /** Calls `listener` with the greater change a short while after the last one, one call at a time. */
    each(listener: ChangeListener): void;
    close(): void;
}

/** Begins to watch; `onError` is told where a folder cannot be watched. */
export function watchSources(projectDir: string, onError: (error: Error) => void): SourceWatch {
    let listener: ChangeListener | undefined;
    let pending: Change | undefined;
    let timer: NodeJS.Timeout | undefined;
    let working = false;

    const run = async () => {
        if (working || !pending || !listener) return;
        const change = pending;
        pending = undefined;
        working = true;
        await listener(change, outdated).finally(() => {
            working = false;
        });
        run();
    };
    const outdated = async () => {
        // The next turn of the event loop brings the changes that are known to the system.
        await new Promise(setImmediate);
        return pending !== undefined;
    };
    const changed = (change: Change) => {
        if (pending !== "program") pending = change;
        clearTimeout(timer);
        // An editor writes a file in several steps.
        timer = setTimeout(run, 15);
    };

    function watchFolder(folder: string, recursive: boolean, see: (name: string) => void): FSWatcher | undefined {
        const failed = (error: Error) =>
            onError(
                new Error(`${folder} cannot be watched (${error.message}); its changes are served after a restart`),
            );
        try {
            const watcher = watch(folder, { recursive }, (_, name) => see(name ?? ""));
            return watcher.on("error", failed);
        } catch (error) {
            failed(error as Error);
            return undefined;
        }
    }
    const watchHandler = () => watchFolder(join(projectDir, "handler"), true, () => changed("handler"));

    let handler = watchHandler();
    const program = watchFolder(projectDir, false, (name) => {
        if (/^(?:[\w-]+\.ts|Pulumi(?:\.[\w-]+)?\.yaml)$/.test(name)) changed("program");
        if (name !== "handler") return;
        // Another folder in its place, as after a switch of branches: the watcher still holds the one before.
        handler?.close();
        handler = watchHandler();
        changed("handler");
    });
    return {
        each: (given) => {
            listener = given;
            run();
        },
        close: () => {
            clearTimeout(timer);
            handler?.close();
            program?.close();
        },
    };
}
