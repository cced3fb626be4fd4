import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { accountId, graphDocument, stackNames } from "api-gateway-local/testing";
import { grown } from "./grown";
import { projectDir } from "./program";
import { programServing, servedOf } from "./program-copy";

const shown = ({ name, value }: { name: string; value: string }) => `| ${name} | \`${value}\` |`;

describe("graph/<stack>.md", () => {
    for (const stack of stackNames(projectDir)) {
        it(`shows what Pulumi.${stack}.yaml registers`, async () => {
            const diff = difference(`graph/${stack}.md`, await graphDocument(projectDir, stack));
            if (diff)
                assert.fail(`graph/${stack}.md is stale; run \`npm run graph\` and commit what it writes\n${diff}`);
        });
    }

    it("shows a program with all that routes.ts has; `UPDATE=1 npx mocha tests/graph.test.ts` writes tests/grown.md", async () => {
        const [served, config] = servedOf(grown);
        const page = await graphDocument(programServing(served), "dev", config);
        if (process.env.UPDATE) writeFileSync(join(projectDir, "tests/grown.md"), page);
        const { picture, resources } = parsed(readFileSync(join(projectDir, "tests/grown.md"), "utf8"));
        // Yours stand on the page too: resources of other types, inputs of those that the project has.
        const [found, own] = [parsed(page), parsed(await graphDocument(programServing({}), "dev"))];
        const yours = new Set([...own.resources.values()].flat());
        const missing = picture.filter((line) => !found.picture.includes(line));
        const types = (all: Map<string, string[]>) => new Set([...all.keys()].map((name) => name.replace(/\[.*/, "")));
        const others = [...types(own.resources)].filter((type) => !types(resources).has(type));
        const more = [...found.resources.keys()].filter((name) => !resources.has(name) && !own.resources.has(name));
        assert.deepEqual([missing, more.filter((name) => !others.includes(name.replace(/\[.*/, "")))], [[], []]);
        for (const [name, rows] of resources) {
            const all = found.resources.get(name) ?? [];
            assert.deepEqual(
                all.filter((row) => rows.includes(row) || !yours.has(row)),
                rows,
                name,
            );
        }
    });

    it("exists for the stacks that have a file, and for no other", () => {
        const files = readdirSync(join(projectDir, "graph")).filter((name) => name.endsWith(".md"));
        assert.deepEqual(
            files.sort(),
            stackNames(projectDir).map((stack) => `${stack}.md`),
        );
    });

    it("shows a new route as its resources and a new deployment", async () => {
        const routes = { "POST /lambda": { operationName: "lambda" } };
        const { removed, added } = await change({ routes }, { routes: { ...routes, "GET /users": {} } });
        assert.deepEqual(removed, [redeployment]);
        assert.deepEqual(
            added.filter((line) => /^(###|\| (triggers|option|resource type))/.test(line)),
            [
                "### Integration[GET /users]",
                "| resource type | `aws:apigateway/integration:Integration` |",
                "### Method[GET /users]",
                "| resource type | `aws:apigateway/method:Method` |",
                "### Resource[/users]",
                "| resource type | `aws:apigateway/resource:Resource` |",
                redeployment,
                shown({ name: "option dependsOn", value: "Integration[GET /users]" }),
                shown({ name: "option dependsOn", value: "Method[GET /users]" }),
            ],
        );
    });

    it("shows another integrationTimeout as one input and a new deployment", async () => {
        const timeout = (value: string) => shown({ name: "timeoutMilliseconds", value });
        assert.deepEqual(await change({ integrationTimeout: 29000 }, { integrationTimeout: 3000 }), {
            removed: [timeout("29000"), redeployment],
            added: [timeout("3000"), redeployment],
        });
    });

    it("shows a setting of the function as one input and no deployment", async () => {
        const memorySize = (value: string) => shown({ name: "memorySize", value });
        assert.deepEqual(await change({ memorySize: 256 }, { memorySize: 512 }), {
            removed: [memorySize("256")],
            added: [memorySize("512")],
        });
    });

    it("shows a secret by its name alone", async () => {
        assert.deepEqual(await change({ environment: {} }, { environment: { TABLE_NAME: "orders-4711" } }), {
            removed: [],
            added: [shown({ name: "environment.variables.TABLE_NAME", value: "[secret]" })],
        });
    });

    it("says which value it cannot show because it is encrypted", async () => {
        const { removed, added } = await change({ environment: {} }, { environment: { TOKEN: { secure: "v1:abc" } } });
        assert.deepEqual(removed, []);
        assert.deepEqual(added, ["`environment.TOKEN` is encrypted: neither it nor what follows from it is shown."]);
    });

    it("writes what AWS computes as the output of a resource", async () => {
        // Of what the project came with: what you write yourself is written as it is.
        const came = parsed(readFileSync(join(projectDir, "tests/grown.md"), "utf8")).resources;
        const all = parsed(await graphDocument(projectDir, "prod")).resources;
        const lines = [...all].flatMap(([name, rows]) => (came.has(name) ? rows : []));
        const holders =
            /^\| (restApi|parentId|resourceId|deployment|role|credentials|uri|stageName|\S+Arn|\S+logGroup) /;
        assert.deepEqual(
            lines.filter((line) => holders.test(line) && !/`\w+\[.+\]\.\w+` \|$/.test(line)),
            [shown({ name: "stageName", value: '"v0"' })],
        );
        assert.deepEqual(
            lines.filter((line) => line.includes(accountId) || line.includes("<project>-prod")),
            [],
        );
    });
});

const redeployment = shown({ name: "triggers.redeployment", value: "(hash)" });

/** The lines that only the first and only the second configuration of `dev` gives, or routes, empty lines left out. */
async function change(before: Record<string, unknown>, after: Record<string, unknown>) {
    const lines = async ({ routes, ...overrides }: Record<string, unknown>) =>
        (await graphDocument(programServing({ routes }), "dev", overrides)).split("\n");
    const [old, now] = [await lines(before), await lines(after)];
    const only = (some: string[], others: string[]) =>
        others
            .reduce((rest, line) => (rest.includes(line) ? rest.toSpliced(rest.indexOf(line), 1) : rest), some)
            .filter((line) => line !== "")
            .map((line) => line.replace(/[0-9a-f]{12}…/, "(hash)"));
    return { removed: only(old, now), added: only(now, old) };
}

/** The lines of a page: those above the resources, and the rows of each resource. */
function parsed(page: string): { picture: string[]; resources: Map<string, string[]> } {
    const [picture = [], ...parts] = page.split(/^### /m).map((part) => part.split("\n").filter((line) => line !== ""));
    return { picture, resources: new Map(parts.map(([name = "", ...rows]) => [name, rows])) };
}

/** What git would show of a file of the project and its new text; empty when they are equal. */
function difference(file: string, text: string): string {
    const from = existsSync(join(projectDir, file)) ? file : "/dev/null";
    const args = ["diff", "--no-index", "--no-color", "--", from, "-"];
    const { status, stdout, stderr } = spawnSync("git", args, { cwd: projectDir, input: text, encoding: "utf8" });
    return status === 0 ? "" : stdout || stderr;
}
