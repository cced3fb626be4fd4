import * as pulumi from "@pulumi/pulumi";

const Version = "2012-10-17";

/** A trust policy: only the given AWS service may assume the role. */
export function trust(service: string): string {
    const Statement = [{ Effect: "Allow", Principal: { Service: [service] }, Action: ["sts:AssumeRole"] }];
    return JSON.stringify({ Version, Statement });
}

export type Statement = readonly [actions: readonly string[], resource: pulumi.Input<string>];

/** What every function may do: write its log and, where it is traced, its traces. */
export function executionRights(logArn: pulumi.Output<string>, tracing: boolean): Statement[] {
    // No logs:CreateLogGroup: a last log line must not bring the group back after `pulumi destroy`.
    const logs: Statement = [["logs:CreateLogStream", "logs:PutLogEvents"], pulumi.interpolate`${logArn}:*`];
    return tracing ? [logs, [["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"]] : [logs];
}

/** A policy that allows each list of actions on its resource, and nothing else. */
export function allow(...statements: Statement[]): pulumi.Output<string> {
    const Statement = statements.map(([Action, Resource]) => ({ Effect: "Allow", Action, Resource }));
    return pulumi.jsonStringify({ Version, Statement });
}
