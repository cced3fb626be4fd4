import { dirname, join, resolve } from "node:path";

interface BuildFailure {
    errors?: { text: string; location?: { file: string } | null }[];
}

interface RequireFailure {
    code?: string;
    requireStack?: string[];
}

/**
 * Where the modules would be that an error of esbuild or of Node did not find: absolute paths, without the extension where the
 * program leaves it out. `folder` is what the paths in an error of esbuild begin at.
 */
export function missingModules(error: unknown, folder: string): string[] {
    const { errors = [], code, requireStack = [] } = error as BuildFailure & RequireFailure;
    const unresolved = errors.map(({ text, location }) => ({
        module: /^Could not resolve "(.+)"/.exec(text)?.[1],
        from: resolve(folder, location?.file ?? "index.ts"),
    }));
    if (code === "MODULE_NOT_FOUND") {
        const module = /^Cannot find module '(.+?)'/.exec((error as Error).message)?.[1];
        unresolved.push({ module, from: requireStack[0] ?? join(folder, "index.ts") });
    }
    return unresolved.flatMap(({ module, from }) => (module === undefined ? [] : places(module, dirname(from))));
}

function places(module: string, folder: string): string[] {
    if (/^(?:\.|\/|[A-Za-z]:)/.test(module)) return [resolve(folder, module)];
    const name = module.split("/", module.startsWith("@") ? 2 : 1).join("/");
    return ancestors(folder).map((ancestor) => join(ancestor, "node_modules", name));
}

function ancestors(folder: string): string[] {
    const parent = dirname(folder);
    return parent === folder ? [folder] : [folder, ...ancestors(parent)];
}
