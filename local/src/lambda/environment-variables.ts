import type { LambdaFunction } from "../program/program";

/**
 * The variables of an execution environment: the function's own and AWS's, and of this machine's only those that `passed`
 * names (F26). https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function environmentVariables(
    fn: LambdaFunction,
    logStreamName: string,
    scratchFolder: string,
    passed: Record<string, string>,
): Record<string, string> {
    return {
        PATH: process.env.PATH ?? "",
        LANG: "en_US.UTF-8",
        TZ: ":UTC",
        // Without these the AWS SDK would find the developer's credentials by itself.
        AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
        AWS_CONFIG_FILE: "/dev/null",
        AWS_EC2_METADATA_DISABLED: "true",
        // The folders of Lambda's user, not of the developer.
        HOME: "/home/sbx_user1051",
        [process.platform === "win32" ? "TEMP" : "TMPDIR"]: scratchFolder,
        ...fn.environment,
        ...passed,
        _HANDLER: fn.handler,
        AWS_REGION: fn.region,
        AWS_DEFAULT_REGION: fn.region,
        AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
        AWS_LAMBDA_FUNCTION_NAME: fn.name,
        AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memorySize),
        AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
        AWS_LAMBDA_LOG_FORMAT: fn.logFormat,
        ...(fn.applicationLogLevel !== undefined && { AWS_LAMBDA_LOG_LEVEL: fn.applicationLogLevel }),
        AWS_LAMBDA_LOG_GROUP_NAME: fn.logGroup,
        AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    };
}
