import type { RegisteredResource } from "./engine";
import type { Files } from "./files";

/** A Lambda function of the graph, as plain JSON. */
export interface LambdaFunction {
    arn: string;
    name: string;
    /** Its name in the program. */
    logicalName: string;
    region: string;
    /** `index.handler` */
    handler: string;
    runtime: string;
    /** MB */
    memorySize: number;
    /** MB of its temporary folder. */
    ephemeralStorage: number;
    /** Seconds. */
    timeout: number;
    environment: Record<string, string>;
    logFormat: "JSON" | "Text";
    /** From which level on what the function logs is kept; none with the format Text: all of it. */
    applicationLogLevel?: string;
    /** The same for Lambda's own events. */
    systemLogLevel?: string;
    logGroup: string;
    /** -1 for none reserved. */
    reservedConcurrentExecutions: number;
    /** File name to content. */
    code: Files;
}

/** Reads a registered Function; what the program left out is AWS's default. */
export function lambdaFunction(
    { name: logicalName, inputs, state }: RegisteredResource,
    region: string,
): LambdaFunction {
    const {
        logFormat = "Text",
        logGroup,
        ...levels
    } = (inputs.loggingConfig ?? {}) as {
        logFormat?: "JSON" | "Text";
        logGroup?: string;
        applicationLogLevel?: string;
        systemLogLevel?: string;
    };
    const { applicationLogLevel = "INFO", systemLogLevel = "INFO" } = levels;
    const { variables = {} } = (inputs.environment ?? {}) as { variables?: Record<string, string> };
    return {
        arn: String(state.arn),
        name: String(state.name),
        logicalName,
        region,
        handler: String(inputs.handler),
        runtime: String(inputs.runtime),
        memorySize: Number(inputs.memorySize ?? 128),
        ephemeralStorage: Number((inputs.ephemeralStorage as { size?: number } | undefined)?.size ?? 512),
        timeout: Number(inputs.timeout ?? 3),
        environment: variables,
        logFormat,
        ...(logFormat === "JSON" && { applicationLogLevel, systemLogLevel }),
        logGroup: logGroup ?? `/aws/lambda/${state.name}`,
        reservedConcurrentExecutions: Number(inputs.reservedConcurrentExecutions ?? -1),
        code: inputs.code as Files,
    };
}
