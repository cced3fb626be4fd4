import { type Build, buildAgain, type Files as Code } from "../program/program";
import type { SourceWatch } from "./source-watch";

/** The calls of esbuild that made the handlers' code, and the files they read. */
export interface HandlerBuilds {
    /** Takes over those of an evaluation that began at a time. */
    take(builds: Build[], began: number): void;
    codes(): Code[];
    /**
     * Makes them again; throws what esbuild throws. Undefined where the program would build otherwise, or would have
     * something to say: await outside a function needs another format, a warning is the program's to tell, and so is where a file
     * without a loader goes.
     */
    again(): Code[] | undefined;
}

export function createHandlerBuilds(projectDir: string, sources: SourceWatch | undefined): HandlerBuilds {
    let kept: Build[] = [];
    const take = (builds: Build[], began: number) => {
        kept = builds;
        sources?.follow(
            "handler",
            builds.flatMap(({ inputs }) => inputs),
            began,
        );
    };
    const codes = () => kept.map(({ code }) => code);
    return {
        take,
        codes,
        again: () => {
            const began = Date.now();
            try {
                const made = kept.map((build) => buildAgain(projectDir, build));
                const warns = made.some(({ warnings }, index) =>
                    warnings.some((id) => !kept[index]?.warnings.includes(id)),
                );
                if (warns) return undefined;
                take(made, began);
                return codes();
            } catch (error) {
                if (/: (?:Top-level await is|No loader is configured for) /.test((error as Error).message))
                    return undefined;
                throw error;
            }
        },
    };
}
