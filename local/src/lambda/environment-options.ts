import type { LambdaFunction } from "../program/program";
import type { Print } from "./log-record";
import type { Reaper } from "./reaper";

/** What an execution environment is started with. */
export interface EnvironmentOptions {
    fn: LambdaFunction;
    /** Holds the files that run handlers; it goes with the server, and takes what environments left there along. */
    runtimesDir: string;
    /** Variables of this machine that the function shall see. */
    passedEnv: Record<string, string>;
    inspectPort: number | undefined;
    reaper: Pick<Reaper, "track" | "untrack">;
    print: Print;
}
