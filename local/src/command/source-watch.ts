import { statSync } from "node:fs";
import { sep } from "node:path";
import { createDoubt, type Doubt } from "./doubt";
import { watchFolders } from "./folder-watch";
import { type FollowedFiles, followFiles } from "./followed-files";
import { createFreshness } from "./freshness";

/** What a changed file asks for: the handlers' bundles made anew, or the whole program evaluated anew. */
export type Change = "handler" | "program";

/** `outdated` says whether more has changed by now; what was read since may be half of it. */
export type ChangeListener = (change: Change, outdated: () => Promise<boolean>) => Promise<void>;

/** A watch over what is served, from the moment it was made. */
export interface SourceWatch {
    /** Calls `listener` with the greater change a short while after the last one, one call at a time. */
    each(listener: ChangeListener): void;
    /**
     * Watches the files that the handlers or the program are made of, wherever they are: absolute paths, a folder's with a
     * separator at its end. What was saved after `since`, in milliseconds, has not been read yet.
     */
    follow(change: Change, files: string[], since: number): void;
    /**
     * From now on whatever is saved in the project asks for a change, and a module that appears where one was looked for;
     * undefined for that place ends it.
     */
    doubt(change: Change, missing: string[] | undefined): void;
    /** What a request waits for, that it gets no version older than what was saved before it; undefined for nothing. */
    fresh(): Promise<void> | undefined;
    close(): void;
}

/** Begins to watch; `onError` is told where a folder cannot be watched. No request waits longer than `patience` milliseconds. */
export function watchSources(projectDir: string, onError: (error: Error) => void, patience = 10_000): SourceWatch {
    let listener: ChangeListener | undefined;
    let pending: Change | undefined;
    let timer: NodeJS.Timeout | undefined;
    let working = false;
    const freshness = createFreshness(patience);
    const none = followFiles(projectDir, []);
    const followed: Record<Change, FollowedFiles> = { handler: none, program: none };
    const doubts = new Map<Change, Doubt>();

    const run = async () => {
        if (working || !pending || !listener) return;
        const change = pending;
        pending = undefined;
        working = true;
        await listener(change, outdated).finally(() => {
            working = false;
        });
        if (!pending) freshness.settled();
        run();
    };
    const outdated = async () => {
        // The next turn of the event loop brings the changes that are known to the system.
        await new Promise(setImmediate);
        return pending !== undefined;
    };
    const note = (change: Change) => {
        freshness.changed();
        if (pending !== "program") pending = change;
        clearTimeout(timer);
        // An editor writes a file in several steps.
        timer = setTimeout(run, 15);
    };
    const folders = watchFolders((path) => {
        // First the folders that are new: what is written into them from now on is noticed.
        if (doubts.size > 0 || isFolder(path)) cover();
        const change = (["program", "handler"] as const).find((each) => followed[each].has(path)) ?? doubtful(path);
        if (change) note(change);
    }, onError);

    const doubtful = (path: string) =>
        [...doubts]
            .filter(([, doubt]) => doubt.concerns(path))
            .map(([change]) => change)
            .sort()
            .at(-1);
    const isFolder = (path: string) => Object.values(followed).some((files) => files.folders.includes(path));
    const cover = () => {
        const ofDoubts = [...doubts.values()].flatMap((doubt) => doubt.folders());
        folders.cover([...followed.program.folders, ...followed.handler.folders, ...ofDoubts]);
    };

    cover();
    return {
        each: (given) => {
            listener = given;
            run();
        },
        follow: (change, files, since) => {
            const before = followed[change].files;
            const added = files.filter((file) => !before.has(file));
            if (added.length === 0 && new Set(files).size === before.size) return;
            followed[change] = followFiles(projectDir, files);
            cover();
            if (added.some((file) => isSavedAfter(file, since))) note(change);
        },
        doubt: (change, missing) => {
            if (missing) doubts.set(change, createDoubt(projectDir, missing));
            else if (!doubts.delete(change)) return;
            cover();
        },
        fresh: freshness.wait,
        close: () => {
            clearTimeout(timer);
            folders.close();
        },
    };
}

function isSavedAfter(file: string, since: number): boolean {
    if (file.endsWith(sep)) return false;
    return (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > since;
}
