import { isBefore24 } from "./runtime-error";

// One for each: what a runtime does not need would cost each cold start its share.
const [nodejs22, nodejs24] = ["runtime-nodejs22.js", "runtime-nodejs24.js"];

/** The files that run handlers. */
export const runtimeFiles = [nodejs22, nodejs24];

/** The one of them that runs the handlers of a runtime (`nodejs22.x`). */
export function runtimeFileOf(runtime: string): string {
    return isBefore24(runtime) ? nodejs22 : nodejs24;
}
