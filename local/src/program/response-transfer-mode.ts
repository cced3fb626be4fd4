import type { RegisteredResource } from "./engine";

/** Whether API Gateway sends a response as a whole, or as it comes. */
export type ResponseTransferMode = "BUFFERED" | "STREAM";

/**
 * The mode of an Integration, which may invoke a function of this program. Throws a sentence for what
 * PutIntegration refuses: with AWS_PROXY each mode has a URI of its own (ST1), and other types than proxies do not stream.
 */
export function responseTransferMode(
    { name, inputs }: RegisteredResource,
    invokesFunction: boolean,
): ResponseTransferMode {
    const { responseTransferMode: mode = "BUFFERED", type, uri } = inputs;
    const refuse = (rule: string) => {
        throw new Error(`Integration ${name}: responseTransferMode ${JSON.stringify(mode)} ${rule}`);
    };
    if (mode !== "STREAM" && mode !== "BUFFERED") return refuse("must be BUFFERED or STREAM");
    if (mode === "STREAM" && type !== "AWS_PROXY" && type !== "HTTP_PROXY")
        return refuse(`goes with AWS_PROXY and HTTP_PROXY only, not with ${type}`);
    const wanted = mode === "STREAM" ? "responseStreamingInvokeArn" : "invokeArn";
    const streams = /\/response-streaming-invocations$/.test(String(uri));
    if (invokesFunction && streams !== (mode === "STREAM"))
        return refuse(`goes with the function's ${wanted}, not with ${uri}`);
    return mode;
}
