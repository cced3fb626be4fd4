import { join } from "node:path";
import { type Answer, outcomeOf, readAnswer, readStreamed } from "./answer";
import { createEnvironmentLog } from "./environment-log";
import type { EnvironmentOptions } from "./environment-options";
import { startProcess } from "./environment-process";
import { environmentVariables } from "./environment-variables";
import { encodeFrame, frameType, type InvocationHead } from "./frames";
import type { FunctionError } from "./function-error";
import type { End, HandlerCall } from "./handler-call";
import { initPayload } from "./init-payload";
import { logStreamName } from "./log-stream-name";
import { watchMemory } from "./memory-limit";
import { nodeFlags } from "./node-flags";
import { initEndMessage } from "./report";
import { createResponseReader } from "./response-reader";
import { runtimeFileOf } from "./runtime-file";
import { createScratchFolder } from "./scratch-folder";
import { createTurns } from "./turns";

/** A handler in an isolated process. Calls it once at a time, and never again after its process ended. */
export interface ExecutionEnvironment {
    /** The name of its log stream. */
    logStream: string;
    /** False as soon as its end is certain. */
    alive(): boolean;
    /** Resolves to how the process ended, when it has. */
    ended: Promise<string>;
    /** Highest resident memory seen, in bytes. */
    maxMemory(): number;
    /** Loads the handler from a folder; resolves to why that failed, if it did. `limit` in milliseconds. */
    init(taskRoot: string, limit: number): Promise<FunctionError | undefined>;
    /** Calls the handler when the calls before have ended. */
    invoke(call: HandlerCall): void;
    /** Calls that are not over. */
    calls(): number;
    /** For how many milliseconds the handler has been running; 0 if it is not. */
    runningFor(): number;
    /** Ends the calls that wait for the one before: they have not begun. */
    takeBack(): void;
    kill(): void;
}

/** Starts the process; its memory is held to the function's (F11). */
export function startEnvironment(options: EnvironmentOptions): ExecutionEnvironment {
    const { fn } = options;
    const logStream = logStreamName();
    const log = createEnvironmentLog(fn.name, options.print);
    let ended: End = "exit";
    let [ending, deaf, loaded] = [false, false, false];
    const scratch = createScratchFolder(fn, options.runtimesDir);
    const environment = startProcess({
        flags: nodeFlags(fn, options.inspectPort),
        file: join(options.runtimesDir, runtimeFileOf(fn.runtime)),
        env: environmentVariables(fn, logStream, scratch.path, options.passedEnv),
        reaper: options.reaper,
        onFrame: (type, payload) => {
            if (type === frameType.log) return log.line(payload.toString());
            if (type === frameType.late) return log.late(payload);
            // What nobody asked for would become the answer to the next request.
            if (turns.length() === 0 && type !== frameType.notBegun) end("exit");
            if (type === frameType.notBegun) return endsByItself();
            if (type === frameType.streamed) return responses.after(readStreamed(payload), () => complete());
            const answer = readAnswer(type, payload, loaded);
            responses.after(answer.streamed ?? 0, () => turns.answer(answer));
        },
        onDeaf: () => {
            // Whoever has it ends it, when it has answered what it has begun.
            deaf = true;
            takeBack();
        },
        onOutput: log.output,
    });
    const alive = () => !ending && !deaf && environment.alive();
    const end = (why: End) => {
        if (!ending && environment.alive()) ended = why;
        ending = true;
        environment.kill();
    };
    const endsByItself = () => {
        ending = true;
        setTimeout(environment.kill, 100).unref(); // It still tells how, unless listeners of the handler's keep it.
        turns.giveUp(turns.length());
    };
    let complete = () => {};
    const responses = createResponseReader(environment.responses, () => end("exit"));
    const turns = createTurns<Answer | string>({ timeout: () => end("timeout"), over: log.flush });
    const takeBack = () => turns.giveUp(environment.takeBack(turns.length()));
    const memory = watchMemory(
        fn.memorySize,
        () => (turns.length() > 0 ? environment.memory() : undefined),
        () => end("memory"),
    );
    environment.ended.then((detail) => {
        memory.close();
        responses.close();
        scratch.remove();
        // F10: what it had not begun is not for it to end.
        takeBack();
        while (turns.length() > 0) turns.answer(detail);
    });
    return {
        logStream,
        alive,
        ended: environment.ended,
        maxMemory: memory.most,
        calls: turns.length,
        runningFor: turns.runningFor,
        kill: () => end("exit"),
        init: async (taskRoot, limit) => {
            const answer = await new Promise<Answer | string>((resolve) => {
                if (!alive()) return resolve(environment.ended);
                const [begun, giveUp] = [() => {}, () => resolve("it was not begun")];
                turns.join({ limit, begun, answer: resolve, giveUp });
                environment.send(encodeFrame(frameType.init, JSON.stringify(initPayload(fn, taskRoot))));
            });
            if (typeof answer === "string")
                return { errorType: "Runtime.ExitError", errorMessage: initEndMessage(ended, answer), trace: [] };
            loaded = true;
            return answer.error;
        },
        invoke: (call) => {
            const { requestId, traceId, limit, event, receiver, over } = call;
            const giveUp = () => over("not begun");
            if (!alive()) return giveUp();
            const begun = () => {
                log.begin(requestId);
                complete = () => receiver?.end();
                responses.begin(receiver);
                call.begun();
            };
            const answer = (given: Answer | string, took: number) => {
                responses.begin(undefined);
                if (typeof given === "object") memory.saw(given.memory ?? 0);
                over(outcomeOf(given, ended, took));
                scratch.look(options.print);
            };
            turns.join({ limit, begun, answer, giveUp });
            const { clientContext, cognitoIdentity, tenantId } = call;
            const most = Math.min(limit, 2 ** 40);
            const sent: InvocationHead = { requestId, traceId, limit: most, clientContext, cognitoIdentity, tenantId };
            environment.offer(encodeFrame(frameType.invoke, `${JSON.stringify(sent)}\n`, event));
        },
        takeBack,
    };
}
