import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parse } from "yaml";
import { projectDir } from "./program";

interface Step {
    name?: string;
    id?: string;
    uses?: string;
    run?: string;
    with?: Record<string, unknown>;
    env?: Record<string, string>;
}

interface Job {
    if?: string;
    needs?: string | string[];
    environment?: { name: string };
    permissions?: Record<string, string>;
    "timeout-minutes"?: number;
    concurrency?: unknown;
    env?: Record<string, string>;
    strategy?: { matrix: { node?: number[]; include?: string; number?: string } };
    steps: Step[];
}

interface Workflow {
    on: unknown;
    permissions: unknown;
    env: Record<string, string>;
    concurrency: unknown;
    jobs: Record<string, Job>;
}

type Texts = Record<string, string>;

const folder = join(projectDir, ".github/workflows");
const texts: Texts = Object.fromEntries(
    readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), "utf8")]),
);
const table: { stack: string; environment: string; label?: string }[] = JSON.parse(
    readFileSync(join(projectDir, ".github/stacks.json"), "utf8"),
);
const ofPullRequests = table.find(({ label }) => label !== undefined);
// Only people with write access push to a branch of the repository itself; nobody has read yet what Dependabot brings.
const pushedHere =
    "github.event.pull_request.head.repo.full_name == github.repository && github.event.pull_request.user.login != 'dependabot[bot]'";
const copied = `cp Pulumi.${ofPullRequests?.stack}.yaml "Pulumi.$STACK.yaml"`;
const hasLabel = `contains(github.event.pull_request.labels.*.name, '${ofPullRequests?.label}')`;
const rows = { include: "${{ fromJSON(needs.stacks.outputs.table) }}" };
const manifest = JSON.parse(readFileSync(join(projectDir, "package.json"), "utf8"));

/** A rule: what it finds in the workflows, what it must find, and a change of one of them that it must not overlook. */
interface Rule {
    finds: (texts: Texts) => unknown;
    expected: unknown;
    broken: [file: string, from: string | RegExp, to: string];
}

const rules: Record<string, Rule> = {
    "run for pull requests and for pushes to main, and look for drift every day": {
        finds: (texts) => entries(texts, ({ on }) => on),
        expected: {
            "deploy.yml": { push: { branches: ["main"] }, schedule: [{ cron: "23 4 * * *" }] },
            "pull-request-stack.yml": {
                pull_request: { types: ["labeled", "unlabeled", "synchronize", "reopened", "closed"] },
                schedule: [{ cron: "43 3 * * *" }],
            },
            "pull-request.yml": { pull_request: null },
        },
        broken: ["pull-request.yml", "pull_request:", "pull_request_target:"],
    },
    "pin every action to a commit and name its version": {
        finds: (texts) => lines(texts, /\buses:/, / uses: [\w-]+(\/[\w-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/),
        expected: [],
        broken: ["deploy.yml", /@[0-9a-f]{40} # v7\.0\.1/, "@v7.0.1"],
    },
    "use one version of an action": {
        finds: (texts) => {
            const pins = new Set(Object.values(texts).flatMap((text) => text.match(/(?<=uses: ).*/g) ?? []));
            return [...pins].map((pin) => pin.split("@")[0]).sort();
        },
        expected: ["actions/checkout", "actions/setup-node", "aws-actions/configure-aws-credentials", "pulumi/actions"],
        broken: ["deploy.yml", /@[0-9a-f]{40} # v7\.0\.1/, `@${"0".repeat(40)} # v7.0.1`],
    },
    "grant nothing to a workflow, and to each job what it needs": {
        finds: (texts) =>
            entries(texts, ({ permissions, jobs }) => [permissions, mapValues(jobs, (job) => job.permissions)]),
        expected: {
            "deploy.yml": [
                {},
                {
                    test: { contents: "read" },
                    stacks: { contents: "read" },
                    deploy: { contents: "read", "id-token": "write" },
                    drift: { contents: "read", "id-token": "write" },
                },
            ],
            "pull-request-stack.yml": [
                {},
                {
                    stack: { contents: "read", "id-token": "write" },
                    leftovers: { contents: "read", "id-token": "write", "pull-requests": "read" },
                    destroy: { contents: "read", "id-token": "write" },
                },
            ],
            "pull-request.yml": [
                {},
                {
                    test: { contents: "read" },
                    stacks: { contents: "read" },
                    preview: { contents: "read", "id-token": "write", "pull-requests": "write" },
                },
            ],
        },
        broken: ["deploy.yml", "permissions: {}", "permissions: write-all"],
    },
    "take no secret: AWS is reached by OIDC": {
        finds: (texts) => lines(texts, /secrets(?!-provider: )|access-key/),
        expected: [],
        broken: ["deploy.yml", "role-to-assume: ${{ vars.", "aws-secret-access-key: ${{ secrets."],
    },
    "put no expression into a shell": {
        finds: (texts) => steps(texts).filter(({ run }) => run?.includes("${{")),
        expected: [],
        broken: ["deploy.yml", '"$URL"', "${{ steps.settle.outputs.url }}"],
    },
    "leave no token of GitHub behind in the checkout": {
        finds: (texts) =>
            steps(texts).filter(
                (step) => step.uses?.startsWith("actions/checkout@") && step.with?.["persist-credentials"] !== false,
            ),
        expected: [],
        broken: ["pull-request.yml", "persist-credentials: false", "fetch-depth: 1"],
    },
    "restore no cache where AWS is reached, nor on the way there": {
        finds: (texts) =>
            jobs(texts)
                .filter(({ file, job }) => file !== "pull-request.yml" || mayAssumeRoles(job))
                .flatMap(({ job }) => job.steps)
                .filter(
                    (step) =>
                        step.uses?.startsWith("actions/cache") ||
                        step.with?.cache !== undefined ||
                        (step.uses?.startsWith("actions/setup-node@") &&
                            step.with?.["package-manager-cache"] !== false),
                ),
        expected: [],
        broken: ["deploy.yml", "package-manager-cache: false", "cache: npm"],
    },
    "cancel a preview that is out of date, and never a deployment": {
        finds: (texts) => entries(texts, ({ concurrency }) => concurrency),
        expected: {
            "deploy.yml": { group: "deploy-${{ github.event_name }}", "cancel-in-progress": false },
            "pull-request-stack.yml": undefined,
            "pull-request.yml": {
                group: "pull-request-${{ github.event.pull_request.number }}",
                "cancel-in-progress": true,
            },
        },
        broken: ["deploy.yml", "cancel-in-progress: false", "cancel-in-progress: true"],
    },
    "change a pull request's stack by one job at a time, and cancel none": {
        finds: (texts) =>
            jobs(texts)
                .filter(({ job }) => job.concurrency !== undefined)
                .map(({ name, job: { concurrency } }) => [name, concurrency]),
        expected: [
            ["stack", { group: "stack-pr-${{ github.event.pull_request.number }}", "cancel-in-progress": false }],
            ["destroy", { group: "stack-pr-${{ matrix.number }}", "cancel-in-progress": false }],
        ],
        broken: ["pull-request-stack.yml", "cancel-in-progress: false", "cancel-in-progress: true"],
    },
    "give every job an end": {
        finds: (texts) =>
            jobs(texts)
                .filter(({ job }) => job["timeout-minutes"] === undefined)
                .map(({ name }) => name),
        expected: [],
        broken: ["pull-request.yml", "timeout-minutes: 15", "continue-on-error: false"],
    },
    "test on every Node that package.json allows": {
        finds: (texts) =>
            jobs(texts)
                .map(({ job }) => job.strategy?.matrix.node)
                .filter(Boolean),
        expected: [manifest.engines.node.match(/(?<=[\^=])\d+/g).map(Number)],
        broken: ["pull-request.yml", "[20, 22, 24]", "[22, 24]"],
    },
    "test before anything else": {
        finds: (texts) => entries(texts, ({ jobs }) => mapValues(jobs, ({ needs }) => needs)),
        expected: {
            "deploy.yml": { test: undefined, stacks: undefined, deploy: ["test", "stacks"], drift: "stacks" },
            // Its tests run beside it; without a label nobody waits for either.
            "pull-request-stack.yml": { stack: undefined, leftovers: undefined, destroy: "leftovers" },
            "pull-request.yml": { test: undefined, stacks: undefined, preview: ["test", "stacks"] },
        },
        broken: ["deploy.yml", "needs: [test, stacks]", "needs: stacks"],
    },
    "preview only what people with write access push": {
        finds: (texts) => jobs(texts).find(({ name }) => name === "preview")?.job.if,
        expected: `vars.PULUMI_BACKEND_URL != '' && ${pushedHere}`,
        broken: ["pull-request.yml", /github.event.pull_request.head.*\n/, "\n"],
    },
    "give a stack to an open pull request with the label, of people with write access": {
        finds: (texts) => jobs(texts).find(({ name }) => name === "stack")?.job.if,
        expected: `vars.PULUMI_BACKEND_URL != '' && ${pushedHere} && github.event.pull_request.state == 'open' && ${hasLabel}`,
        broken: ["pull-request-stack.yml", /github.event.pull_request.head.*\n/, "\n"],
    },
    "destroy it when the label goes, when the pull request is closed, and in the night": {
        finds: (texts) =>
            jobs(texts)
                .find(({ name }) => name === "destroy")
                ?.job.if?.replace(/\s+/g, " "),
        expected: [
            "!cancelled() && vars.PULUMI_BACKEND_URL != '' && (",
            "github.event_name == 'schedule' && !contains(fromJSON('[\"\", \"[]\"]'), needs.leftovers.outputs.numbers) ||",
            `${pushedHere} && (`,
            `github.event.action == 'unlabeled' && github.event.label.name == '${ofPullRequests?.label}' ||`,
            `github.event.pull_request.state == 'closed' && ${hasLabel} ) )`,
        ].join(" "),
        broken: ["pull-request-stack.yml", "state == 'closed'", "state == 'open'"],
    },
    "make a pull request's stack where it is missing, with the key of its row, and remove it with all that it has": {
        finds: (texts) =>
            jobs(texts)
                .filter(({ file }) => file === "pull-request-stack.yml")
                .flatMap(({ job }) => job.steps)
                .filter(({ with: inputs }) => inputs?.command !== undefined)
                .map(({ with: inputs = {} }) =>
                    ["command", "upsert", "remove", "secrets-provider"].map((name) => inputs[name]),
                ),
        expected: [
            ["up", true, undefined, "${{ vars.PULUMI_SECRETS_PROVIDER }}"],
            ["up", undefined, undefined, undefined],
            ["destroy", true, true, "${{ vars.PULUMI_SECRETS_PROVIDER }}"],
        ],
        broken: ["pull-request-stack.yml", "remove: true", "remove: false"],
    },
    "run nothing of the pull request where its stack is destroyed": {
        finds: (texts) => {
            const all = jobs(texts).find(({ name }) => name === "destroy")?.job.steps ?? [];
            return all.map(
                ({ uses, run, with: inputs }) => run ?? [uses?.split("@")[0], inputs?.ref ?? inputs?.command],
            );
        },
        expected: [
            ["actions/checkout", "${{ github.event.repository.default_branch }}"],
            'cp Pulumi.pr.yaml "Pulumi.$STACK.yaml"',
            ["aws-actions/configure-aws-credentials", undefined],
            ["pulumi/actions", "destroy"],
        ],
        broken: ["pull-request-stack.yml", /ref: .*\n/, "\n"],
    },
    "change AWS only in the environment of the stack, and main's only for a push": {
        finds: (texts) =>
            jobs(texts)
                .filter(({ job }) => mayAssumeRoles(job))
                .map(({ name, job }) => ({
                    name,
                    environment: job.environment?.name,
                    pushOnly: job.if?.startsWith("github.event_name == 'push' && ") ?? false,
                    roles: withInputs(job, "aws-actions/configure-aws-credentials", "role-to-assume"),
                    commands: withInputs(job, "pulumi/actions", "command"),
                })),
        expected: [
            {
                name: "deploy",
                environment: "${{ matrix.environment }}",
                pushOnly: true,
                roles: ["${{ vars.AWS_DEPLOY_ROLE_ARN }}"],
                commands: ["up", "up"],
            },
            {
                name: "drift",
                environment: undefined,
                pushOnly: false,
                roles: ["${{ vars.AWS_PREVIEW_ROLE_ARN }}"],
                commands: ["preview"],
            },
            {
                name: "stack",
                environment: ofPullRequests?.environment,
                pushOnly: false,
                roles: ["${{ vars.AWS_DEPLOY_ROLE_ARN }}"],
                commands: ["up", "up"],
            },
            {
                name: "leftovers",
                environment: undefined,
                pushOnly: false,
                roles: ["${{ vars.AWS_PREVIEW_ROLE_ARN }}"],
                commands: [undefined],
            },
            {
                name: "destroy",
                environment: ofPullRequests?.environment,
                pushOnly: false,
                roles: ["${{ vars.AWS_DEPLOY_ROLE_ARN }}"],
                commands: ["destroy"],
            },
            {
                name: "preview",
                environment: undefined,
                pushOnly: false,
                roles: ["${{ vars.AWS_PREVIEW_ROLE_ARN }}"],
                commands: ["preview"],
            },
        ],
        broken: ["pull-request.yml", "command: preview", "command: up"],
    },
    "install packages before there are credentials": {
        finds: (texts) =>
            jobs(texts)
                .filter(({ job }) => mayAssumeRoles(job))
                .flatMap(({ job }) => {
                    const first = job.steps.findIndex((step) => step.uses?.startsWith("aws-actions/"));
                    const after = job.steps.slice(first).filter(({ env }) => !hasNoCredentials(env));
                    return after.flatMap(({ run }) => run?.match(/\bnpm\b|\bnpx\b|\bnode\b/g) ?? []);
                }),
        expected: [],
        broken: ["deploy.yml", 'AWS_SESSION_TOKEN: ""', "AWS_PROFILE: x"],
    },
    "run the version of the Pulumi CLI that people run": {
        finds: (texts) => [
            ...Object.values(entries(texts, ({ env }) => env.PULUMI_VERSION)),
            ...jobs(texts).flatMap(({ job }) => withInputs(job, "pulumi/actions", "pulumi-version")),
        ],
        expected: [...Array(3).fill(manifest.devDependencies.pulumi), ...Array(8).fill("${{ env.PULUMI_VERSION }}")],
        broken: ["deploy.yml", /PULUMI_VERSION: [\d.]+/, "PULUMI_VERSION: 3.0.0"],
    },
    "work on the stacks of the table, one after the other where they change something, and on one state": {
        finds: (texts) => ({
            stacks: new Set(jobs(texts).flatMap(({ job }) => withInputs(job, "pulumi/actions", "stack-name"))),
            states: new Set(jobs(texts).flatMap(({ job }) => withInputs(job, "pulumi/actions", "cloud-url"))),
            tables: jobs(texts).flatMap(({ job }) => job.steps.flatMap(({ run }) => run?.match(/jq.*json/g) ?? [])),
            // Which stack it is, of those of pull requests; the configuration is that of the row.
            ofPullRequests: jobs(texts)
                .filter(({ file }) => file === "pull-request-stack.yml")
                .map(({ name, job: { env, steps } }) => [
                    name,
                    env?.STACK,
                    steps.flatMap(({ run }) => run?.match(/^cp .*/) ?? []),
                ]),
            strategies: jobs(texts)
                .filter(({ job }) => mayAssumeRoles(job))
                .map(({ name, job: { strategy } }) => [name, strategy]),
        }),
        expected: {
            stacks: new Set(["${{ matrix.stack }}", "${{ env.STACK }}", undefined]),
            states: new Set(["${{ vars.PULUMI_BACKEND_URL }}", undefined]),
            tables: Array(2).fill("jq --compact-output 'map(select(.label == null))' .github/stacks.json"),
            ofPullRequests: [
                ["stack", `${ofPullRequests?.stack}-\${{ github.event.pull_request.number }}`, [copied]],
                ["leftovers", undefined, []],
                ["destroy", `${ofPullRequests?.stack}-\${{ matrix.number }}`, [copied]],
            ],
            strategies: [
                ["deploy", { "fail-fast": true, "max-parallel": 1, matrix: rows }],
                ["drift", { "fail-fast": false, matrix: rows }],
                ["stack", undefined],
                ["leftovers", undefined],
                [
                    "destroy",
                    {
                        "fail-fast": false,
                        matrix: {
                            number: "${{ fromJSON(needs.leftovers.outputs.numbers || format('[{0}]', github.event.pull_request.number)) }}",
                        },
                    },
                ],
                ["preview", { "fail-fast": false, matrix: rows }],
            ],
        },
        broken: ["deploy.yml", "max-parallel: 1", "max-parallel: 2"],
    },
    "call the stage once both updates are done": {
        finds: (texts) =>
            jobs(texts)
                .filter(({ name }) => ["deploy", "stack"].includes(name))
                .map(({ job }) =>
                    job.steps
                        .slice(job.steps.findIndex(({ with: inputs }) => inputs?.command === "up"))
                        .map(({ id, with: inputs, env, run }) => [id, inputs?.command ?? run?.split(" ")[0], env?.URL]),
                ),
        expected: [[], [[undefined, "echo", "${{ steps.settle.outputs.url }}"]]].map((told) => [
            [undefined, "up", undefined],
            ["settle", "up", undefined],
            ...told,
            [undefined, "npm", "${{ steps.settle.outputs.url }}"],
        ]),
        broken: ["pull-request-stack.yml", "id: settle", "id: first"],
    },
    "compare AWS with the program, and fail when they differ": {
        finds: (texts) => {
            const drift = jobs(texts).find(({ name }) => name === "drift")?.job;
            const found = drift?.steps.find((step) => step.uses?.startsWith("pulumi/actions@"))?.with;
            return [drift?.if, found?.refresh, found?.["expect-no-changes"]];
        },
        expected: ["github.event_name == 'schedule' && vars.PULUMI_BACKEND_URL != ''", true, true],
        broken: ["deploy.yml", "refresh: true", "refresh: false"],
    },
};

describe(".github/workflows", () => {
    for (const [rule, { finds, expected, broken }] of Object.entries(rules)) {
        it(rule, () => {
            assert.deepEqual(finds(texts), expected);
        });

        // A rule that overlooks its own breach holds nothing.
        it(`fails where they do not: ${rule}`, () => {
            const [file, from, to] = broken;
            const text = texts[file] ?? "";
            assert.notEqual(text.replace(from, to), text, `${from} is not in ${file}`);
            assert.notDeepEqual(finds({ ...texts, [file]: text.replace(from, to) }), expected);
        });
    }
});

const hasJq = spawnSync("jq", ["--version"]).status === 0;
(hasJq ? describe : describe.skip)("the sweep of stacks that are left over", () => {
    const run = jobs(texts)
        .find(({ name }) => name === "leftovers")
        ?.job.steps.find(({ id }) => id === "find")?.run;

    /** Runs the step with stand-ins for the CLI and for GitHub's, which fails for what it does not know. */
    const swept = (stacks: string[], pulls: Record<string, { state: string; labels: string[] }>) => {
        const scratch = mkdtempSync(join(tmpdir(), "leftovers-"));
        try {
            const executable = (name: string, text: string) => {
                writeFileSync(join(scratch, name), `#!/bin/sh\n${text}`);
                chmodSync(join(scratch, name), 0o755);
            };
            writeFileSync(join(scratch, "stacks"), JSON.stringify(stacks.map((name) => ({ name, current: false }))));
            for (const [number, { state, labels }] of Object.entries(pulls)) {
                const answer = { state, labels: labels.map((name) => ({ name })) };
                writeFileSync(join(scratch, `${number}.pull`), JSON.stringify(answer));
            }
            executable("pulumi", `cat "${scratch}/stacks"`);
            executable(
                "gh",
                `[ "$1 $3" = "api --jq" ] && jq --raw-output "$4" "${scratch}/\${2##repos/o/n/pulls/}.pull"`,
            );
            const env = {
                PATH: [scratch, process.env.PATH].join(delimiter),
                GITHUB_REPOSITORY: "o/n",
                GITHUB_OUTPUT: join(scratch, "output"),
            };
            // As GitHub runs a step whose shell is bash.
            const { status } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", run ?? ""], {
                env,
            });
            const output = existsSync(env.GITHUB_OUTPUT) ? readFileSync(env.GITHUB_OUTPUT, "utf8") : "";
            return [status, output];
        } finally {
            rmSync(scratch, { recursive: true });
        }
    };
    const label = ofPullRequests?.label ?? "";

    it("finds the stacks of pull requests that are closed or have lost the label, and no others", () => {
        const stacks = ["dev", "pr", "pr-1", "pr-2", "pr-3", "pr-40", "pr-x", "prod", "staging"];
        const pulls = {
            1: { state: "open", labels: ["bug", label] },
            2: { state: "closed", labels: [label] },
            3: { state: "open", labels: [`${label}ed`] },
            40: { state: "closed", labels: [] },
        };
        assert.deepEqual(swept(stacks, pulls), [0, "numbers=[2,3,40]\n"]);
    });

    it("finds none where there is none", () => {
        assert.deepEqual(swept(["staging", "prod"], {}), [0, "numbers=[]\n"]);
    });

    it("takes none for left over of which GitHub tells nothing", () => {
        const [status, output] = swept(["pr-1", "pr-2"], { 1: { state: "closed", labels: [] } });
        assert.deepEqual([status !== 0, output], [true, ""]);
    });
});

describe(".github/dependabot.yml", () => {
    const { updates } = parse(readFileSync(join(projectDir, ".github/dependabot.yml"), "utf8"));

    it("looks into the project and each of its folders that has packages", () => {
        const folders = ["", ...readdirSync(projectDir), "local/bench"].filter(
            (name) => name !== "node_modules" && existsSync(join(projectDir, name, "package.json")),
        );
        assert.deepEqual(
            updates[0].directories,
            folders.map((name) => `/${name}`),
        );
    });

    it("waits a week before it proposes a release, and proposes them together", () => {
        assert.deepEqual(
            updates.map((update: { "package-ecosystem": string; cooldown: unknown; groups: object }) => [
                update["package-ecosystem"],
                update.cooldown,
                Object.keys(update.groups),
            ]),
            [
                ["npm", { "default-days": 7 }, ["pulumi", "npm"]],
                ["github-actions", { "default-days": 7 }, ["actions"]],
            ],
        );
    });
});

function entries(texts: Texts, value: (workflow: Workflow) => unknown): Record<string, unknown> {
    return mapValues(texts, (text) => value(parse(text)));
}

function mapValues<T>(values: Record<string, T>, value: (item: T) => unknown): Record<string, unknown> {
    return Object.fromEntries(Object.entries(values).map(([key, item]) => [key, value(item)]));
}

function jobs(texts: Texts): { file: string; name: string; job: Job }[] {
    return Object.entries(texts).flatMap(([file, text]) =>
        Object.entries((parse(text) as Workflow).jobs).map(([name, job]) => ({ file, name, job })),
    );
}

function steps(texts: Texts): Step[] {
    return jobs(texts).flatMap(({ job }) => job.steps);
}

/** The lines that match `pattern` and not `allowed`: comments count only here, where the YAML has lost them. */
function lines(texts: Texts, pattern: RegExp, allowed = /^$/): string[] {
    return Object.values(texts)
        .flatMap((text) => text.split("\n"))
        .filter((line) => pattern.test(line.replace(/^\s*#.*/, "")) && !allowed.test(line));
}

// A step whose own variables are empty sees none of those that the action before it set.
function hasNoCredentials(env: Record<string, string> = {}): boolean {
    return ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"].every((name) => env[name] === "");
}

function mayAssumeRoles(job: Job): boolean {
    return job.permissions?.["id-token"] === "write";
}

function withInputs(job: Job, action: string, input: string): unknown[] {
    return job.steps.filter((step) => step.uses?.startsWith(`${action}@`)).map((step) => step.with?.[input]);
}
