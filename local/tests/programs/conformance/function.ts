import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

export interface FunctionSettings {
    runtime: string | undefined;
    timeoutMs: number | undefined;
    /** 0 stops it. */
    reserved: number | undefined;
}

/** A function of its own name, `index.handler` of the given files. */
export function functionResource(
    name: string,
    code: Record<string, string>,
    { runtime = "nodejs24.x", timeoutMs = 60_000, reserved = -1 }: FunctionSettings,
): lambda.Function {
    const role = new iam.Role(name, {
        assumeRolePolicy: JSON.stringify({
            Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
        }),
    });
    const files = Object.entries(code).map(([file, text]) => [file, new pulumi.asset.StringAsset(text)]);
    return new lambda.Function(name, {
        name,
        code: new pulumi.asset.AssetArchive(Object.fromEntries(files)),
        handler: "index.handler",
        runtime,
        memorySize: 256,
        // Lambda counts whole seconds.
        timeout: Math.ceil(timeoutMs / 1000),
        reservedConcurrentExecutions: reserved,
        role: role.arn,
        loggingConfig: { logFormat: "JSON" },
    });
}
