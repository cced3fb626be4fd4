import * as pulumi from "@pulumi/pulumi";

const Version = "2012-10-17";

/** A trust policy: only the given AWS service may assume the role. */
export function trust(service: string): string {
    const Statement = [{ Effect: "Allow", Principal: { Service: [service] }, Action: ["sts:AssumeRole"] }];
    return JSON.stringify({ Version, Statement });
}

export type Statement = readonly [actions: readonly string[], resource: pulumi.Input<string>];

/** A policy that allows each list of actions on its resource, and nothing else. */
export function allow(...statements: Statement[]): pulumi.Output<string> {
    const Statement = statements.map(([Action, Resource]) => ({ Effect: "Allow", Action, Resource }));
    return pulumi.jsonStringify({ Version, Statement });
}
