import { missingModules } from "../program/program";
import type { Change, SourceWatch } from "./source-watch";

/**
 * Makes the function that is told of what is wrong with the handlers or with the program, and of undefined when nothing is
 * any more, with the program and all in it or with the handlers. Whatever may mend it is watched meanwhile.
 */
export function createMending(
    projectDir: string,
    sources: SourceWatch | undefined,
    complain: (error: unknown) => void,
): (error: unknown, at: Change) => void {
    const wrong = new Set<Change>();
    return (error, at) => {
        if (error !== undefined) {
            wrong.add(at);
            const { missing = missingModules(error, projectDir) } = error as { missing?: string[] };
            sources?.doubt(at, missing);
            return complain(error);
        }
        for (const mended of at === "program" ? (["program", "handler"] as const) : ([at] as const)) {
            wrong.delete(mended);
            sources?.doubt(mended, undefined);
        }
        if (wrong.size === 0) complain(undefined);
    };
}
