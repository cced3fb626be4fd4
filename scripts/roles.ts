// `npm run roles -- --stack NAME`: prints, for a stack of .github/stacks.json, the commands in bash that make its deploy role,
// the preview role, and once what account, bucket and repository need. Asks for account and repository unless they are given.
// `npm run roles -- --write` writes the documents with placeholders into .github/aws/, for people to read.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { accountId, evaluate, type RegisteredResource, readStackConfig } from "api-gateway-local/testing";
import { providerCalls } from "./provider-calls";
import { roleCommands } from "./role-commands";
import { type Document, type Place, policy, state, stateOf, trust } from "./role-documents";

const projectDir = resolve(__dirname, "..");

/** A row of .github/stacks.json: a stack, the environment of GitHub that guards it, its deploy role's name below the project's. */
export interface Row {
    stack: string;
    environment: string;
    role: string;
    /** Each pull request with this label has a stack of its own, `<stack>-<number>`. */
    label?: string;
}

/** The rows of .github/stacks.json. */
export function rows(): Row[] {
    return JSON.parse(readFileSync(join(projectDir, ".github/stacks.json"), "utf8"));
}

/** The documents of the two roles of a stack, by file name; stacks of pull requests have no preview. */
export function documents(
    resources: RegisteredResource[],
    { stack, environment, label }: Row,
    place: Place,
): Record<string, Document> {
    const deploy = {
        "deploy-policy.json": policy(resources, ["reads", "writes"], place),
        "deploy-state.json": label === undefined ? state(true, place) : stateOf(`${stack}-`, place),
        "deploy-trust.json": trust([`environment:${environment}`], place),
    };
    if (label !== undefined) return deploy;
    return {
        ...deploy,
        "preview-policy.json": policy(resources, ["reads"], place),
        "preview-state.json": state(false, place),
        "preview-trust.json": trust(["pull_request", "ref:refs/heads/main"], place),
    };
}

/**
 * The documents with placeholders in the place of project, stack, account, region, repository and environment: those of the
 * first row, and those of the stacks of pull requests.
 */
export async function templates(): Promise<Record<string, string>> {
    const [row] = rows();
    if (!row) throw new Error(".github/stacks.json: has no row");
    const own = await templatesOf({ ...row, environment: "<environment>" });
    const each = rows().find(({ label }) => label !== undefined);
    const others = each ? Object.entries(await templatesOf(each)) : [];
    const renamed = others.map(([file, text]) => [file.replace("deploy", "pull-request"), text]);
    return { ...own, ...Object.fromEntries(renamed) };
}

async function templatesOf(row: Row): Promise<Record<string, string>> {
    const { resources, place } = await stackOf(row, "<account>", "<repository>");
    // A type of your own changes the commands that make the role, and not what is here for people to read.
    const shipped = resources.filter(
        ({ type, name }) =>
            type in providerCalls &&
            (type.startsWith("aws:apigateway/") || /^(function|execution|gateway|access)\b/.test(name)),
    );
    const stack = row.label === undefined ? "<stack>" : row.stack;
    const blank = (text: string) =>
        text
            .replaceAll(`${place.project}-${row.stack}-`, `<project>-${stack}-`)
            .replaceAll(`${place.project}-state`, "<project>-state")
            .replaceAll(`/${place.project}/`, "/<project>/")
            .replaceAll(place.region, "<region>");
    const texts = Object.entries(documents(shipped, row, place));
    return Object.fromEntries(texts.map(([file, text]) => [file, `${blank(JSON.stringify(text, null, 4))}\n`]));
}

async function stackOf(
    { stack, label }: Row,
    account: string,
    repository: string,
): Promise<{ resources: RegisteredResource[]; place: Place }> {
    const config = readStackConfig(projectDir, stack);
    const { project, region } = config;
    // One role for the stacks of all pull requests: in the place of the number is a wildcard.
    const named = label === undefined ? config : { ...config, stack: `${stack}-*` };
    const { resources } = await evaluate(projectDir, { stack: named });
    const filled = JSON.parse(JSON.stringify(resources).replaceAll(accountId, account));
    return { resources: filled, place: { project, account, region, repository } };
}

async function main(): Promise<void> {
    const text = { type: "string" } as const;
    const options = { stack: text, account: text, repository: text, write: { type: "boolean" } } as const;
    const { values } = parseArgs({ options });
    if (values.write) {
        const folder = join(projectDir, ".github/aws");
        mkdirSync(folder, { recursive: true });
        for (const [file, document] of Object.entries(await templates())) writeFileSync(join(folder, file), document);
        return;
    }
    const row = rows().find(({ stack }) => stack === values.stack);
    if (!row) {
        const known = rows().map(({ stack }) => stack);
        throw new Error(
            `--stack: ${JSON.stringify(values.stack ?? "")} has no row in .github/stacks.json; there are ${known.join(", ")}`,
        );
    }
    const account = await answer("AWS account", values.account, /^\d{12}$/, "12 digits");
    const repository = await answer("GitHub repository", values.repository, /^[\w.-]+\/[\w.-]+$/, "owner/name");
    process.stdout.write(await commandsFor(row, account, repository));
}

/** The commands, in bash, for a row of the table; `repository` is `owner/name`. */
export async function commandsFor(row: Row, account: string, repository: string): Promise<string> {
    // GitHub's form of the repository in a subject is known only to GitHub: the commands ask it.
    const { resources, place } = await stackOf(row, account, "$subject");
    return roleCommands(row, documents(resources, row, place), place, repository);
}

async function answer(what: string, given: string | undefined, form: RegExp, rule: string): Promise<string> {
    let value = given;
    if (value === undefined) {
        const lines = createInterface({ input: process.stdin, output: process.stderr });
        value = (await lines.question(`${what} (${rule}): `)).trim();
        lines.close();
    }
    if (form.test(value)) return value;
    throw new Error(`${what}: ${JSON.stringify(value)} must be ${rule}`);
}

if (require.main === module)
    main().catch((error) => {
        console.error((error as Error).message);
        process.exitCode = 1;
    });
