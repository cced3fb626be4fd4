import type { RestApi } from "./rest-api";
import type { Change } from "./source-watch";

type Code = Record<string, string>;

export interface ReloadHooks {
    /** Builds the handler; throws what is wrong with it. */
    bundle(): Code;
    /** Evaluates the program; throws what is wrong with it. */
    evaluate(): Promise<RestApi>;
    /** Serves an API, or throws and leaves the one before. */
    deploy(api: RestApi): Promise<void>;
    /** Told of an API that is served from now on, and how many milliseconds after the change. */
    deployed(change: Change, api: RestApi, milliseconds: number): void;
    /** Told of what failed, and of undefined when nothing is wrong any more. */
    complain(error: unknown): void;
}

/**
 * Makes the function that serves what a change of the sources asks for. It starts from what is served and the handler's
 * build in it, undefined if there is none; whatever fails, the last good version goes on. One call at a time.
 */
export function createReload(
    api: RestApi,
    build: Code | undefined,
    { bundle, evaluate, deploy, deployed, complain }: ReloadHooks,
): (change: Change) => Promise<void> {
    // A change of the program that came with a handler that does not compile is still to be evaluated.
    let missed = false;

    async function next(change: Change): Promise<RestApi | undefined> {
        missed ||= change === "program";
        const before = build;
        build = bundle();
        const after = build;
        const functions = api.functions.map((fn) => (isSame(fn.code, before) ? { ...fn, code: after } : fn));
        if (!missed && isSame(after, before)) return undefined;
        if (!missed && api.functions.some(({ code }) => isSame(code, before))) return { ...api, functions };
        missed = false;
        return evaluate();
    }

    return async (change) => {
        const began = performance.now();
        try {
            const changed = await next(change);
            if (changed) {
                api = changed;
                await deploy(api);
                deployed(change, api, performance.now() - began);
            }
            complain(undefined);
        } catch (error) {
            complain(error);
        }
    };
}

function isSame(a: Code, b: Code | undefined): boolean {
    return a["index.js"] === b?.["index.js"];
}
