import { type Build, buildAgain, type Files as Code } from "../program/program";
import type { SourceWatch } from "./source-watch";

/** The calls of esbuild that made the handlers' code, and the files they read. */
export interface HandlerBuilds {
    /** Takes over those of an evaluation that began at a time. */
    take(builds: Build[], began: number): void;
    codes(): Code[];
    /** Makes them again; throws what esbuild throws. */
    again(): Code[];
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
            take(
                kept.map((build) => buildAgain(projectDir, build)),
                began,
            );
            return codes();
        },
    };
}
