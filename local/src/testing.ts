// What tests of a program use, and all of the tool that they may know.
import {
    type Evaluation,
    evaluate as evaluateProgram,
    noAnswers,
    type RegisteredResource,
    readStackConfig,
    type StackConfig,
} from "./program/program";

export { graphDocument } from "./graph/main";
export { accountId, type RestApi, readStackConfig, restApi, stackNames } from "./program/program";
export type { Evaluation, RegisteredResource, StackConfig };

/** What an evaluation may be given beside the project's files. */
export interface EvaluateOptions {
    /** Stack whose `Pulumi.<stack>.yaml` configures the program, or what `readStackConfig` made of one; `dev` unless given. */
    stack?: string | StackConfig;
    /** Bare key to value, in place of the stack file's. */
    config?: Record<string, unknown>;
    /** The stack's outputs of its last update, which the program reads through a StackReference to itself. */
    previousOutputs?: Record<string, unknown>;
    /** What AWS answers to a call, by the call's token (`aws:ec2/getVpc:getVpc`); an Error is what it fails with. */
    calls?: Record<string, Record<string, unknown> | Error>;
    /** Outputs of other stacks, by full name (`organization/network/dev`), over those of `Pulumi.<stack>.local.yaml`. */
    stacks?: Record<string, Record<string, unknown>>;
}

/**
 * Evaluates the Pulumi program in a folder as `pulumi up` would run it, and resolves to what it registered. Throws what the
 * program throws, and one sentence where the stack's configuration cannot be read.
 */
export async function evaluate(
    projectDir: string,
    { stack = "dev", config = {}, previousOutputs = {}, calls = {}, stacks = {} }: EvaluateOptions = {},
): Promise<Evaluation> {
    const read = typeof stack === "string" ? readStackConfig(projectDir, stack, config) : stack;
    return evaluateProgram(projectDir, withStacks(read, stacks), previousOutputs, { calls });
}

function withStacks(config: StackConfig, stacks: NonNullable<EvaluateOptions["stacks"]>): StackConfig {
    const answers = config.answers ?? noAnswers(config.stack);
    return { ...config, answers: { ...answers, stacks: { ...answers.stacks, ...stacks } } };
}
