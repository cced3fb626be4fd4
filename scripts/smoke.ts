// `npm run smoke -- URL`: calls the stage at URL once, as routes.ts says, and ends with 1 when the answer is not right.
// Needs no credentials. The call is made at most five times, three seconds apart: a new stage takes a moment.
import { setTimeout as wait } from "node:timers/promises";
import { type Smoke, smokeCall } from "../infra/smoke";
import * as declared from "../routes";

const tries = Number(process.env.SMOKE_TRIES ?? 5);
const pause = Number(process.env.SMOKE_PAUSE ?? 3000);

/** Resolves to whether the answer is right; prints each try and, of the last one that is wrong, the whole answer. */
async function call(base: string, { method, path, headers, body, status }: Smoke): Promise<boolean> {
    const url = base.replace(/\/$/, "") + path;
    for (let count = 1; count <= tries; count += 1) {
        if (count > 1) await wait(pause);
        try {
            const answer = await fetch(url, {
                method,
                headers,
                body,
                redirect: "manual",
                signal: AbortSignal.timeout(40_000),
            });
            const text = await answer.text();
            console.log(`${method} ${url} answered ${answer.status}`);
            if (status === undefined ? answer.status < 500 : answer.status === status) return true;
            if (count === tries)
                console.log(`${[...answer.headers].map((pair) => pair.join(": ")).join("\n")}\n\n${text}`);
        } catch (error) {
            const { message, cause } = error as Error;
            console.log(`${method} ${url} failed: ${cause instanceof Error ? cause.message : message}`);
        }
    }
    console.log(`That is not ${status ?? "a status below 500"}, after ${tries} tries`);
    return false;
}

async function main(): Promise<void> {
    const [url = ""] = process.argv.slice(2);
    if (!/^https?:\/\//.test(url)) throw new Error(`smoke: ${JSON.stringify(url)} must be the URL of a stage`);
    if (!(await call(url, smokeCall(declared)))) process.exitCode = 1;
}

main().catch((error) => {
    console.error((error as Error).message);
    process.exitCode = 1;
});
