import { isAbsolute, relative, resolve, sep } from "node:path";

/**
 * The file below a task root that Node says there is not, by its name in the archive; undefined where the message of an error
 * is about anything else. A path that is not absolute begins at the task root, which is the handler's working directory.
 */
export function missingFile(errorMessage: string | undefined, taskRoot: string): string | undefined {
    const [, path] = /^ENOENT: no such file or directory, \w+ '(.+?)'/.exec(errorMessage ?? "") ?? [];
    if (path === undefined) return undefined;
    const name = relative(taskRoot, resolve(taskRoot, path));
    const outside = name === "" || name === ".." || name.startsWith(`..${sep}`) || isAbsolute(name);
    return outside ? undefined : name.replaceAll(sep, "/");
}
