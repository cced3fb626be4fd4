import { basename, dirname, join, resolve, sep } from "node:path";
import { foldersBelow, watchFolders } from "./folder-watch";

/** What a changed file asks for: the handler's bundle made anew, or the whole program evaluated anew. */
export type Change = "handler" | "program";

/** `outdated` says whether more has changed by now; what was read since may be half of it. */
export type ChangeListener = (change: Change, outdated: () => Promise<boolean>) => Promise<void>;

/** A watch over the project's sources, from the moment it was made. */
export interface SourceWatch {
    /** Calls `listener` with the greater change a short while after the last one, one call at a time. */
    each(listener: ChangeListener): void;
    /** Watches what the handler or the program is made of, too, wherever it is; absolute paths. */
    follow(change: Change, files: string[]): void;
    close(): void;
}

/** Begins to watch; `onError` is told where a folder cannot be watched. */
export function watchSources(projectDir: string, onError: (error: Error) => void): SourceWatch {
    let listener: ChangeListener | undefined;
    let pending: Change | undefined;
    let timer: NodeJS.Timeout | undefined;
    let working = false;
    const handler = join(projectDir, "handler");
    const followed: Record<Change, Set<string>> = { handler: new Set(), program: new Set() };

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
    const folders = watchFolders((path) => {
        // First the folders that are new: what is written into them from now on is noticed.
        if (isIn(handler, path)) cover();
        const change = changeOf(path);
        if (!change) return;
        if (pending !== "program") pending = change;
        clearTimeout(timer);
        // An editor writes a file in several steps.
        timer = setTimeout(run, 15);
    }, onError);

    function changeOf(path: string): Change | undefined {
        const isProgram = /^(?:[\w-]+\.ts|Pulumi(?:\.[\w-]+)?\.yaml)$/.test(basename(path));
        if ((isProgram && dirname(path) === projectDir) || followed.program.has(path)) return "program";
        return isIn(handler, path) || followed.handler.has(path) ? "handler" : undefined;
    }

    function cover(): void {
        const elsewhere = [...followed.handler, ...followed.program].map(dirname);
        folders.cover([projectDir, ...foldersBelow(handler), ...elsewhere]);
    }

    cover();
    return {
        each: (given) => {
            listener = given;
            run();
        },
        follow: (change, files) => {
            followed[change] = new Set(files);
            cover();
        },
        close: () => {
            clearTimeout(timer);
            folders.close();
        },
    };
}

/** The files that a bundle in a folder was made of, by its source map. */
export function sourcesOf(map: string, folder: string): string[] {
    const { sources }: { sources: string[] } = JSON.parse(map);
    return sources.map((source) => resolve(folder, source));
}

function isIn(folder: string, path: string): boolean {
    return path === folder || path.startsWith(folder + sep);
}
