import { type Evaluated, type RestApi, stagesOf } from "../program/program";
import { endpointNotes } from "./aws-endpoint";
import { isolationNote } from "./isolation-note";
import { ownEnvNote } from "./option-files";
import type { Options } from "./options";

/** Tells a person of an evaluation, and makes the function that does so of others: what was said once is known. */
export function createTeller(
    options: Options,
    note: (text: string) => void,
    first: Evaluated,
): (evaluated: Evaluated) => void {
    const told = new Set<string>();
    const tell = (evaluated: Evaluated) => {
        for (const each of startNotes(evaluated, options)) {
            if (!told.has(each)) note(each);
            told.add(each);
        }
    };
    tell(first);
    return tell;
}

/** What a person must know about this evaluation, a sentence each. */
export function startNotes(
    { restApi: api, warnings, notes: more, lockedSecrets, callsAws }: Evaluated,
    options: Options,
): string[] {
    const stages = stagesOf(api);
    const methods = stages.flatMap((stage) => stage.methods);
    const notes = [...warnings.map((warning) => `warning: ${warning}`), ...endpointNotes(options.awsEndpoint)];
    const ownNote = ownEnvNote();
    if (ownNote) notes.push(ownNote);
    notes.push(...more.map((note) => `note: ${note}`));
    if (callsAws && !options.awsEndpoint)
        notes.push(
            "note: the functions have no AWS to call, nor credentials; npm run aws starts a stand-in, --aws http://127.0.0.1:4566 lets them call it",
        );
    for (const path of lockedSecrets) {
        const name = /^environment\.(.+)$/.exec(path)?.[1];
        if (name && options.environment[name] !== undefined) continue;
        const remedy = name ? `give it one with --env ${name}=VALUE` : "its default is used";
        notes.push(`note: ${path} is a secret of stack ${options.stack} and has no value here; ${remedy}`);
    }
    for (const name of Object.keys(options.environment)) {
        if (
            api.functions.every(({ environment }) => environment[name] === undefined) &&
            !lockedSecrets.includes(`environment.${name}`)
        ) {
            notes.push(`note: ${name} is set here only; on AWS it is no variable of the function`);
        }
    }
    notes.push(...stages.flatMap((stage) => keyNotes(stage, options.apiKeys)));
    if (methods.some(({ authorization }) => authorization === "AWS_IAM")) {
        notes.push(
            "note: routes with AWS_IAM want a signature, but whether it is right is not verified here, and who signed is made up",
        );
    }
    if (methods.some(({ authorization }) => authorization === "COGNITO_USER_POOLS") && !options.jwks) {
        notes.push(
            "note: tokens of user pools are read, but their signatures are not checked; --jwks FILE names the pool's keys",
        );
    }
    for (const { httpMethod, resourcePath, unserved } of methods)
        if (unserved !== undefined) notes.push(`note: ${httpMethod} ${resourcePath} is not served: ${unserved}`);
    const here = `nodejs${process.versions.node.split(".")[0]}.x`;
    for (const runtime of new Set(api.functions.map(({ runtime }) => runtime))) {
        if (runtime !== here)
            notes.push(`note: the function runs on Node.js ${process.versions.node} here, on ${runtime} in AWS`);
    }
    return [...new Set([...notes, isolationNote(process.platform, process.getuid?.() === 0)])];
}

function keyNotes({ methods, usagePlans, apiKeySource }: RestApi, others: string[]): string[] {
    if (!methods.some(({ apiKeyRequired }) => apiKeyRequired)) return [];
    const keys = usagePlans.flatMap((plan) => plan.keys);
    const madeUp = keys.filter((key) => key.madeUp && apiKeySource === "HEADER");
    if (keys.length + others.length > 0) {
        return madeUp.map(
            ({ name, value }) => `note: AWS chooses the value of API key ${name}; here it is ${JSON.stringify(value)}`,
        );
    }
    return ["note: no API key is accepted, so routes that require one answer 403; name one with --api-key VALUE"];
}
