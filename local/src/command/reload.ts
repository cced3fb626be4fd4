import type { Files as Code, RestApi } from "../program/program";
import type { Change, ChangeListener } from "./source-watch";

export interface ReloadHooks {
    /** Builds the handler; throws what is wrong with it. Undefined where the program must be evaluated for that. */
    bundle(): Code[] | undefined;
    /** What the last evaluation built. */
    builds(): Code[];
    /** Evaluates the program; throws what is wrong with it. */
    evaluate(): Promise<RestApi>;
    /** Serves an API, or throws and leaves the one before. */
    deploy(api: RestApi): Promise<void>;
    /** Told of an API that is served from now on, and how many milliseconds after the change. */
    deployed(change: Change, api: RestApi, milliseconds: number): void;
    /** Told of what failed and at what, or of undefined when that, and all that is made of it, is not wrong any more. */
    complain(error: unknown, at: Change): void;
}

/**
 * Makes the function that serves what a change of the sources asks for. It starts from what is served and the handlers'
 * builds in it; whatever fails, the last good version goes on. `failed` says that what is served could not be loaded.
 * One call at a time.
 */
export function createReload(api: RestApi, builds: Code[], hooks: ReloadHooks, failed = false): ChangeListener {
    // A change of the program that came with a handler that does not compile is still to be evaluated.
    let missed = false;
    let at: Change = "handler";

    async function next(outdated: () => Promise<boolean>): Promise<RestApi | "as served" | "outdated"> {
        at = "handler";
        const made = hooks.bundle();
        if (await outdated()) return "outdated";
        missed ||= made === undefined;
        const after = made ?? builds;
        const before = builds;
        builds = after;
        const isSameAsBefore = before.length > 0 && after.every((code, index) => isSame(code, before[index]));
        if (!missed && !failed && isSameAsBefore) return "as served";
        const madeOf = (code: Code) => after[before.findIndex((build) => isSame(code, build))];
        if (!missed && api.functions.some(({ code }) => madeOf(code))) {
            // What an archive holds beside the build stays.
            const functions = api.functions.map((fn) => ({ ...fn, code: { ...fn.code, ...madeOf(fn.code) } }));
            return { ...api, functions };
        }
        missed = false;
        at = "program";
        const evaluated = await hooks.evaluate();
        builds = hooks.builds();
        missed = await outdated();
        return missed ? "outdated" : evaluated;
    }

    return async (change, outdated) => {
        const began = performance.now();
        missed ||= change === "program";
        try {
            const changed = await next(outdated);
            if (changed === "outdated") return;
            const evaluated = at === "program";
            at = "handler";
            if (changed !== "as served") {
                api = changed;
                // Until it is loaded the same code is worth another try: a package may have come.
                failed = true;
                await hooks.deploy(api);
                failed = false;
                hooks.deployed(change, api, performance.now() - began);
            }
            hooks.complain(undefined, evaluated ? "program" : "handler");
        } catch (error) {
            // Of what is half written the whole may be right.
            if (!(await outdated())) hooks.complain(error, at);
        }
    };
}

// An archive may hold more than a build.
function isSame(code: Code, build: Code | undefined): boolean {
    return build !== undefined && Object.entries(build).every(([name, text]) => code[name] === text);
}
