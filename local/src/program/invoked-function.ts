import type { RegisteredResource } from "./engine";

/** What a URI of API Gateway's names: a function, or one version or alias of it. */
export interface InvokedFunction {
    fn: RegisteredResource;
    /** Of the function alone. */
    functionArn: string;
    qualifier: string | undefined;
}

const functionsPath = /:lambda:path\/[\d-]+\/functions\/(.+)\/(?:response-streaming-)?invocations$/;

/**
 * The function of the program that an integration or an authorizer invokes, by its ARN in the URI; stage variables in it
 * are replaced. Undefined if it is none of the program; a part of a sentence that says why local does not run it.
 */
export function invokedFunction(
    uri: unknown,
    resources: RegisteredResource[],
    variables: Record<string, string> = {},
): InvokedFunction | string | undefined {
    const text = String(uri).replace(/\$\{stageVariables\.(\w+)\}/g, (whole, name) => variables[name] ?? whole);
    const parts = functionsPath.exec(text)?.[1]?.split(":") ?? [];
    const functionArn = parts.slice(0, 7).join(":");
    const fn = resources.find(
        ({ type, state }) => type === functionType && (state.arn === functionArn || state.invokeArn === uri),
    );
    if (!fn) return undefined;
    const reason = notRunHere(fn);
    if (reason) return `Function ${fn.name}, ${reason}`;
    return { fn, functionArn: String(fn.state.arn), qualifier: parts[7] };
}

export const functionType = "aws:lambda/function:Function";

/** Why local does not run a function, if it does not. */
export function notRunHere({ inputs }: RegisteredResource): string | undefined {
    const { packageType, runtime, s3Bucket, code } = inputs;
    if (packageType === "Image") return "which is a container image";
    if (runtime !== undefined && !String(runtime).startsWith("nodejs"))
        return `which runs on ${runtime} and not on Node.js`;
    if (code !== undefined || s3Bucket === undefined) return undefined;
    return `whose code is in the bucket ${s3Bucket} and not in the program`;
}
