import { type FSWatcher, readdirSync, statSync, watch } from "node:fs";
import { join } from "node:path";

/** A watch over folders, each for itself: Node's own recursive watch loses files that an editor replaces. */
export interface FolderWatch {
    /** Watches these folders, and no others any more. One that is not there is left out. */
    cover(folders: string[]): void;
    close(): void;
}

/** `changed` is told of each file or folder that was written, made or removed; `failed` of a folder that cannot be watched. */
export function watchFolders(changed: (path: string) => void, failed: (error: Error) => void): FolderWatch {
    const watched = new Map<string, { inode: number; watcher: FSWatcher }>();

    function end(folder: string): void {
        watched.get(folder)?.watcher.close();
        watched.delete(folder);
    }

    function begin(folder: string, inode: number): void {
        const complain = ({ message }: Error) => {
            end(folder);
            if (inodeOf(folder) === undefined) return;
            failed(new Error(`${folder} cannot be watched (${message}); its changes are served after a restart`));
        };
        try {
            const watcher = watch(folder, (_, name) => changed(join(folder, name ?? "")));
            watched.set(folder, { inode, watcher: watcher.on("error", complain) });
        } catch (error) {
            complain(error as Error);
        }
    }

    return {
        cover: (folders) => {
            const wanted = new Set(folders);
            for (const folder of watched.keys()) if (!wanted.has(folder)) end(folder);
            for (const folder of wanted) {
                const inode = inodeOf(folder);
                // Another folder in its place, as after a switch of branches: the watcher still holds the one before.
                if (watched.get(folder)?.inode === inode) continue;
                end(folder);
                if (inode !== undefined) begin(folder, inode);
            }
        },
        close: () => {
            for (const folder of [...watched.keys()]) end(folder);
        },
    };
}

/** A folder and all below it, packages and hidden folders left out; none if there is no such folder. */
export function foldersBelow(folder: string): string[] {
    try {
        const below = readdirSync(folder, { withFileTypes: true })
            .filter((entry) => entry.isDirectory() && entry.name !== "node_modules" && !entry.name.startsWith("."))
            .flatMap(({ name }) => foldersBelow(join(folder, name)));
        return [folder, ...below];
    } catch {
        return [];
    }
}

function inodeOf(folder: string): number | undefined {
    try {
        return statSync(folder).ino;
    } catch {
        return undefined;
    }
}
