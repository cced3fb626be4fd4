import type { FunctionVersion, InvocationRequest } from "../lambda/lambda";
import type { Method, RestApi } from "../program/program";
import { gatewayResponse } from "./gateway-response";
import { MalformedResult } from "./malformed-result";
import type { ProxyResponse } from "./proxy-response";
import { createMetadataReader } from "./stream-metadata";
import { type BodySender, createHeldBody, type NoResponse } from "./streamed-body";

export interface StreamRules {
    /** A person at a debugger takes longer than any timeout. */
    withoutTimeouts: boolean;
    /** Milliseconds without a byte after which a response is given up, in place of AWS's. */
    streamIdleLimit?: number | undefined;
}

// ST12
const idleLimits: Record<RestApi["endpointType"], number> = { EDGE: 30_000, REGIONAL: 300_000 };

/**
 * Invokes a function whose response is sent as it comes. Resolves as soon as its metadata are there, to an answer with a
 * body that flows, or to what came instead; `over` is called when the invocation has ended. When time is up after that, or
 * the function fails, the body is cut.
 */
export function invokeStreaming(
    version: Pick<FunctionVersion, "invoke">,
    request: InvocationRequest,
    { timeoutMilliseconds }: Pick<Method, "timeoutMilliseconds">,
    { endpointType }: Pick<RestApi, "endpointType">,
    { withoutTimeouts, streamIdleLimit = idleLimits[endpointType] }: StreamRules,
    over: () => void,
): Promise<ProxyResponse | NoResponse> {
    let ended = () => {};
    const invoked = new Promise<void>((resolve) => {
        ended = resolve;
    });
    return new Promise((resolve, reject) => {
        const limits = withoutTimeouts ? [] : [timeoutMilliseconds, streamIdleLimit];
        const timers = limits.map((limit) => setTimeout(() => cut("timeout"), limit));
        // At first who looks for the metadata, then who sends the body, in the end nobody.
        let to = createHead(resolve);

        function finish(last: (sender: BodySender) => void): void {
            const sender = to;
            for (const timer of timers) clearTimeout(timer);
            to = nobody;
            last(sender);
        }

        function cut(why: NoResponse): void {
            finish((sender) => sender.cut(why));
        }

        function createHead(answer: (given: ProxyResponse | NoResponse) => void): BodySender {
            const reader = createMetadataReader();
            const refuse = (malformed: string) =>
                finish(() => answer({ answer: gatewayResponse("INTEGRATION_FAILURE"), malformed })); // ST8
            return {
                write: (chunk) => {
                    try {
                        const read = reader.take(chunk);
                        if (!read) return undefined;
                        const { head, rest } = read;
                        const held = createHeldBody(rest);
                        to = held.sender;
                        const flow = (sender: BodySender) => {
                            if (to === held.sender) to = sender;
                            held.flow(sender);
                        };
                        const { statusCode, headers, contentLength } = head;
                        answer({ answer: { statusCode, headers, body: "", stream: { contentLength, invoked, flow } } });
                        return held.taken;
                    } catch (error) {
                        if (!(error instanceof MalformedResult)) throw error;
                        refuse(error.message);
                        return undefined;
                    }
                },
                end: () => refuse(reader.missing()),
                cut: answer,
            };
        }

        const receiver = {
            write: (chunk: Buffer) => {
                timers[1]?.refresh();
                return to.write(chunk);
            },
            end: () => finish((sender) => sender.end()),
            cut: (errorMessage?: string) => cut({ errorMessage }),
        };
        const invocation = version.invoke({ ...request, receiver }, timeoutMilliseconds).finally(() => {
            over();
            ended();
        });
        // An invocation that never began tells nobody.
        invocation.then((came) => {
            if (came === "throttled" || "errorMessage" in came) cut(came);
        }, reject);
    });
}

const nobody: BodySender = { write: () => undefined, end: () => {}, cut: () => {} };
