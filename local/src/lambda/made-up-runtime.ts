import { createHash } from "node:crypto";
import type { LambdaFunction } from "../program/program";

/** The version of the runtime and its ARN in AWS's form: here it is this machine's Node.js. */
export function madeUpRuntime({ region }: LambdaFunction): { runtimeVersion: string; runtimeVersionArn: string } {
    const runtimeVersion = `nodejs:${process.versions.node}`;
    const id = createHash("sha256").update(runtimeVersion).digest("hex");
    return { runtimeVersion, runtimeVersionArn: `arn:aws:lambda:${region}::runtime:${id}` };
}
